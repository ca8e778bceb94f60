/** The init's own messages: to stderr, each with its level, the init's name and pid, as tini's are. */
import { Kernel } from "./kernel";

/** Verbosity from which a message of that level is shown. Fatal ones always are. */
export const FATAL: i32 = 0;
export const WARN: i32 = 1;
export const INFO: i32 = 2;
export const DEBUG: i32 = 3;
export const TRACE: i32 = 4;

const LABELS: string[] = ["FATAL", "WARN ", "INFO ", "DEBUG", "TRACE"];

export class Log {
  /** Messages above this level are not written. */
  verbosity: i32 = WARN;

  constructor(private readonly kernel: Kernel) {}

  /** Whether a message of that level is shown: asked first where making the message would cost something. */
  shows(level: i32): bool {
    return level <= this.verbosity;
  }

  /** Writes one message, if its level is shown. */
  say(level: i32, message: string): void {
    if (!this.shows(level)) return;
    this.kernel.write(2, `[${LABELS[level]} tsinit (${this.kernel.pid()})] ${message}\n`);
  }
}
