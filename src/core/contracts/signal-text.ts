import { lineOf } from "../base/text";

/** The signal in words, as glibc's strsignal(3) has them. */
export function signalText(signo: i32): string {
  if (signo > 31) return signo < 34 ? `Unknown signal ${signo}` : `Real-time signal ${signo - 34}`;
  const texts = `
Hangup
Interrupt
Quit
Illegal instruction
Trace/breakpoint trap
Aborted
Bus error
Floating point exception
Killed
User defined signal 1
Segmentation fault
User defined signal 2
Broken pipe
Alarm clock
Terminated
Stack fault
Child exited
Continued
Stopped (signal)
Stopped
Stopped (tty input)
Stopped (tty output)
Urgent I/O condition
CPU time limit exceeded
File size limit exceeded
Virtual timer expired
Profiling timer expired
Window changed
I/O possible
Power failure
Bad system call
`;
  return lineOf(texts, signo);
}
