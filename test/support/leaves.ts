/** For tests alone: the core's pure functions in their compiled form, to be compared with others (test/core, test/fuzz). */
import { findCgroup } from "../../src/core/proc/cgroup";
import { timestamp } from "../../src/core/base/clock";
import { duration } from "../../src/core/base/duration";
import { errorText } from "../../src/core/base/errno";
import { endingSignal, exitCode } from "../../src/core/base/exit";
import { readCount, readNumber } from "../../src/core/proc/file";
import { helpText } from "../../src/core/options/help";
import { quoted } from "../../src/core/base/json";
import { applyOption, Options } from "../../src/core/options/options";
import { printable } from "../../src/core/base/printable";
import { ProcessStatus } from "../../src/core/proc/process-status";
import { ProcessStat } from "../../src/core/proc/process-stat";
import { Replacements } from "../../src/core/base/replacements";
import { signalText } from "../../src/core/contracts/messages";
import { whoseOption } from "../../src/core/options/peer-options";
import { verbosityOf } from "../../src/core/options/numbers";
import { isForwarded, personaOf } from "../../src/core/contracts/persona";
import { signalName, signalNumber } from "../../src/core/base/signals";
import { decimal } from "../../src/core/base/text";
import { cut } from "../../src/core/base/utf8";
import { NativeKernel } from "../../src/binary/kernel";

export { printable, quoted, timestamp };
export { decimal, duration, endingSignal, errorText, exitCode, helpText, isForwarded, personaOf, signalName, signalNumber, signalText, verbosityOf, whoseOption };

export function cut7(text: string): string {
  return cut(text, 7);
}

/** Room for a string that the test fills. */
export function newString(length: i32): string {
  return changetype<string>(__new(<usize>length << 1, idof<string>()));
}

/** `number` after the rules a:b and c:d. */
export function replaced(a: i32, b: i32, c: i32, d: i32, number: i32): i32 {
  const replacements = new Replacements();
  replacements.add(a, b);
  replacements.add(c, d);
  return replacements.apply(number);
}

/** `number` after the rules of `--rewrite` or `--remap-exit`; -1 if the value is refused. */
export function rewritten(rules: string, number: i32): i32 {
  const options = new Options();
  return applyOption(options, "rewrite", rules).length > 0 ? -1 : options.signals.apply(number);
}

export function remapped(rules: string, number: i32): i32 {
  const options = new Options();
  return applyOption(options, "remap-exit", rules).length > 0 ? -1 : options.exitCodes.apply(number);
}

const kernel = new NativeKernel();

/** What the parser of /proc/PID/stat makes of what the host reads: parent, start, state, threads and name, or "". */
export function statOf(pid: i32): string {
  const stat = new ProcessStat();
  if (!stat.read(kernel, pid)) return "";
  // a f64 in a text looks different in both forms: as an i32
  const start = stat.start < 1e15 ? (stat.start % 1000000) as i32 : -1;
  return `${stat.parent} ${start} ${stat.state} ${stat.threads} ${stat.name(kernel)}`;
}

/** The cgroup of a controller: its version, where the uppermost one is and, in a line of its own, the way down; or "". */
export function cgroupOf(controller: string): string {
  const cgroup = findCgroup(kernel, controller);
  return cgroup === null ? "" : `${cgroup.version} ${cgroup.top}\n${cgroup.path}`;
}

export function numberIn(path: string): f64 {
  return readNumber(kernel, path);
}

export function countIn(path: string, name: string): f64 {
  return readCount(kernel, path, name);
}

/** The names of the signals that a process blocks, ignores and catches, each set on a line; or "". */
export function signalsOf(pid: i32): string {
  const status = new ProcessStatus();
  if (!status.read(kernel, pid)) return "";
  return `${status.blocked.names().join(" ")}\n${status.ignored.names().join(" ")}\n${status.caught.names().join(" ")}\n`;
}

export function collect(): void {
  __collect();
}
