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

/** Sets the verbosity that TINI_VERBOSITY asks for. It may be anything: what is no number is 0. */
export function readTiniVerbosity(kernel: Kernel, options: Options): void {
  const value = kernel.variable("TINI_VERBOSITY");
  if (value !== null) options.verbosity = verbosityOf(value);
}
