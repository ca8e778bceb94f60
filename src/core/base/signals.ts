/**
 * Signals by name and number: signal(7). The numbers are those of x86, ARM, RISC-V, POWER and s390.
 */
import { beginsWithWord, decimalIn, isWordIn } from "./text";

export const SIGHUP: i32 = 1;
export const SIGINT: i32 = 2;
export const SIGQUIT: i32 = 3;
export const SIGKILL: i32 = 9;
export const SIGTERM: i32 = 15;
export const SIGCHLD: i32 = 17;
export const SIGCONT: i32 = 18;
export const SIGSTOP: i32 = 19;
export const SIGTSTP: i32 = 20;
export const SIGTTIN: i32 = 21;
export const SIGTTOU: i32 = 22;
export const SIGURG: i32 = 23;
export const SIGWINCH: i32 = 28;
/** The first real-time signal that the C libraries leave to programs; they keep 32 and 33 for themselves. */
const SIGRTMIN: i32 = 34;
export const SIGRTMAX: i32 = 64;

const NAMES: string[] = [
  "0",
  "HUP",
  "INT",
  "QUIT",
  "ILL",
  "TRAP",
  "ABRT",
  "BUS",
  "FPE",
  "KILL",
  "USR1",
  "SEGV",
  "USR2",
  "PIPE",
  "ALRM",
  "TERM",
  "STKFLT",
  "CHLD",
  "CONT",
  "STOP",
  "TSTP",
  "TTIN",
  "TTOU",
  "URG",
  "XCPU",
  "XFSZ",
  "VTALRM",
  "PROF",
  "WINCH",
  "IO",
  "PWR",
  "SYS",
];

/**
 * The number of a signal given by number (1 to 64) or name, in any case, with or without SIG: `15`, `TERM`, `sigterm`,
 * `RTMIN+3`. 0 if there is no such signal.
 */
export function signalNumber(text: string): i32 {
  return signalIn(text, 0, text.length);
}

/** The same, of what stands from `begin` up to but not including `end`. */
export function signalIn(text: string, begin: i32, end: i32): i32 {
  const number = decimalIn(text, begin, end);
  if (number >= 0) return number <= SIGRTMAX ? number : 0;
  const start: i32 = beginsWithWord(text, begin, end, "SIG") ? begin + 3 : begin;
  for (let signo: i32 = 1; signo < NAMES.length; signo++) {
    if (isWordIn(text, start, end, NAMES[signo])) return signo;
  }
  if (isWordIn(text, start, end, "IOT")) return 6;
  if (isWordIn(text, start, end, "CLD")) return SIGCHLD;
  if (isWordIn(text, start, end, "POLL")) return 29;
  if (isWordIn(text, start, end, "RTMIN")) return SIGRTMIN;
  if (isWordIn(text, start, end, "RTMAX")) return SIGRTMAX;
  const offset = decimalIn(text, start + 6, end);
  if (offset < 0 || offset > SIGRTMAX - SIGRTMIN) return 0;
  if (beginsWithWord(text, start, end, "RTMIN+")) return SIGRTMIN + offset;
  if (beginsWithWord(text, start, end, "RTMAX-")) return SIGRTMAX - offset;
  return 0;
}

/** The signal's name as people write it: `SIGTERM`, `SIGRTMIN+3`; for the two that have none, `signal 32`. */
export function signalName(signo: i32): string {
  if (signo > 0 && signo < NAMES.length) return "SIG" + NAMES[signo];
  if (signo === SIGRTMIN) return "SIGRTMIN";
  if (signo > SIGRTMIN && signo <= SIGRTMAX) return `SIGRTMIN+${signo - SIGRTMIN}`;
  return `signal ${signo}`;
}
