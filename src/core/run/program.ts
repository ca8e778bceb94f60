/** The program that the init was started to run, its main child: whether it lives is known here alone. */
export class Program {
  /** Its process ID; 0 if none was started. */
  pid: i32 = 0;
  /** Whether it has ended and was reaped or, where no program is run, the init has been told to stop. */
  isOver: bool = false;

  /** `index`: that in argv at which it and its arguments begin. */
  constructor(readonly index: i32) {}

  /** Whether it was started and has not ended. */
  isRunning(): bool {
    return this.pid > 0 && !this.isOver;
  }
}
