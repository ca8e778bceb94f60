/** Exit codes: what a wait status means, and what tsinit itself exits with. */

/** tsinit's own failures: a bad option, no program, a failed fork. */
export const EXIT_FAILURE: i32 = 125;
/** The program was found and could not be executed. */
export const EXIT_NOT_EXECUTABLE: i32 = 126;
/** The program was not found. */
export const EXIT_NOT_FOUND: i32 = 127;

/** The signal that ended the process, or 0 if it exited by itself. `status` is that of wait(2). */
export function endingSignal(status: i32): i32 {
  return status & 0x7f;
}

/** The exit code that stands for a wait status: the process's own, or 128 + the signal that ended it, as shells have it. */
export function exitCode(status: i32): i32 {
  const signo = endingSignal(status);
  return signo === 0 ? (status >> 8) & 0xff : 128 + signo;
}

/** Exit codes to be replaced by others (`--remap-exit`). */
export class ExitMap {
  private readonly from: i32[] = [];
  private readonly to: i32[] = [];

  /** Replaces the exit code `from` by `to`; of two rules for one code the later counts. */
  add(from: i32, to: i32): void {
    this.from.push(from);
    this.to.push(to);
  }

  /** The code to exit with in place of `code`. */
  apply(code: i32): i32 {
    for (let i: i32 = this.from.length - 1; i >= 0; i--) {
      if (this.from[i] === code) return this.to[i];
    }
    return code;
  }
}
