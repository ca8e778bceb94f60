/** How much is said: a message is shown from the verbosity of its level on. Fatal ones always are. */
export const FATAL: i32 = 0;
export const WARN: i32 = 1;
export const INFO: i32 = 2;
export const DEBUG: i32 = 3;
export const TRACE: i32 = 4;

const LABELS: string[] = ["FATAL", "WARN", "INFO", "DEBUG", "TRACE"];

/** The level as it stands in a message: `WARN`. */
export function label(level: i32): string {
  return LABELS[level];
}
