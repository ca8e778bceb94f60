/** What the init does once it has read its command line: run a program, report how things stand, or wait for its own end. */
export abstract class Task {
  /** The code to exit with now, or -1: there is still something to do. */
  code: i32 = -1;

  /** A signal was sent to the init. */
  abstract onSignal(signo: i32): void;

  /** Whether the signal asks for a stop. */
  isStop(_signo: i32): bool {
    return false;
  }

  /** The host is about to end: everything is to be stopped, in a time that has an end. */
  endSoon(): void {}

  /** A child ended and was reaped. `waitStatus` is that of wait(2). */
  onExit(_pid: i32, _waitStatus: i32): void {}

  /** No child is left to be reaped now, or so many were that others have their turn. `childrenLeft`: there are more. */
  onDrained(_childrenLeft: bool): void {}

  /** deadline() has passed. */
  onTimer(): void {}

  /** When onTimer() is wanted, in milliseconds of Kernel.now(); -1 for never. */
  deadline(): f64 {
    return -1;
  }

  /** How long, in ms, the host is to wait after a CHLD before it reaps: 0 but where a crowd is ending. */
  gatherTime(): i32 {
    return 0;
  }
}
