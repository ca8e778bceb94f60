/** The variables of tini, which tsinit heeds under its own name too: containers that ran under tini must run. */
import { Kernel } from "../base/kernel";
import { Options } from "../options/options";
import { verbosityOf } from "./numbers";

/** Those that are options. Set is on, whatever the value. */
export function readTiniVariables(kernel: Kernel, options: Options): void {
  if (!kernel.hasVariables("TINI_")) return;
  if (kernel.variable("TINI_SUBREAPER") !== null) options.subreaper = true;
  if (kernel.variable("TINI_KILL_PROCESS_GROUP") !== null) options.group = true;
}

/** Sets the verbosity that TINI_VERBOSITY asks for, and returns its value, "" if it is not set. What is no number is 0. */
export function readTiniVerbosity(kernel: Kernel, options: Options): string {
  const value = kernel.variable("TINI_VERBOSITY");
  if (value === null) return "";
  options.verbosity = verbosityOf(value);
  return value;
}

/** What people write there, to whom it is 0 as well. */
const WORDS = ",fatal,error,warning,warn,info,debug,trace,";

/** Whether the value means something to whoever wrote it: a number, which may have a sign, or the name of a level. */
export function isVerbosity(value: string): bool {
  if (value.length === 0 || WORDS.includes(`,${value},`)) return true;
  const first = value.charCodeAt(0);
  return first === 43 || first === 45 || (first >= 48 && first <= 57); // + - 0 to 9
}
