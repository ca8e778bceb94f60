/** Exit codes: what a wait status means, and what tsinit itself exits with. */

/** A normal end: what a pause process exits with. */
export const EXIT_SUCCESS: i32 = 0;
/** tsinit's own failures: a bad option, no program, a failed fork. */
export const EXIT_FAILURE: i32 = 125;
/** The same failures under the name of another program. */
export const EXIT_PEER_FAILURE: i32 = 1;
/** Under the name of dumb-init: the program was not found, or cannot be executed. */
export const EXIT_NO_EXEC: i32 = 2;
/** The program was found and could not be executed. */
export const EXIT_NOT_EXECUTABLE: i32 = 126;
/** The program was not found. */
export const EXIT_NOT_FOUND: i32 = 127;
/** The program did not even end after SIGKILL (128 + 9): it hangs in the kernel. */
export const EXIT_KILLED: i32 = 137;

/** The signal that ended the process, or 0 if it exited by itself. `waitStatus` is that of wait(2). */
export function endingSignal(waitStatus: i32): i32 {
  return waitStatus & 0x7f;
}

/** Whether the signal that ended the process made the kernel write its memory to a file, or pipe: core(5). */
export function hasDumpedCore(waitStatus: i32): bool {
  return (waitStatus & 0x80) !== 0;
}

/** The exit code that stands for a wait status: the process's own, or 128 + the signal that ended it, as shells have it. */
export function exitCode(waitStatus: i32): i32 {
  const signo = endingSignal(waitStatus);
  return signo === 0 ? (waitStatus >> 8) & 0xff : 128 + signo;
}
