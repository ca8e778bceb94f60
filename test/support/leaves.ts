/** For tests alone: the core's pure functions in their compiled form, to be compared with others (test/core, test/fuzz). */
import { findCgroup } from "../../src/core/proc/cgroup";
import { timestamp } from "../../src/core/base/clock";
import { duration } from "../../src/core/base/duration";
import { errorText } from "../../src/core/base/errno";
import { endingSignal, exitCode } from "../../src/core/base/exit";
import { readCount, readNumber } from "../../src/core/proc/file";
import { helpText } from "../../src/core/options/help";
import { quoted } from "../../src/core/base/json";
import { printable } from "../../src/core/base/printable";
import { ProcessStatus } from "../../src/core/proc/process-status";
import { ProcessStat } from "../../src/core/proc/process-stat";
import { Replacements } from "../../src/core/base/replacements";
import { signalText } from "../../src/core/contracts/signal-text";
import { whoseOption as whoseOptionTo } from "../../src/core/contracts/other-inits";
import { verbosityOf } from "../../src/core/contracts/numbers";
import { allContracts, contractOf } from "../../src/core/contracts/by-name";
import { signalName, signalNumber } from "../../src/core/base/signals";
import { decimal } from "../../src/core/base/text";
import { applyExitCodes, applyRewrites } from "../../src/core/options/values";
import { cut } from "../../src/core/base/utf8";
import { NativeKernel } from "../../src/binary/kernel";

export { printable, quoted, timestamp };
export { decimal, duration, endingSignal, errorText, exitCode, helpText, signalName, signalNumber, signalText, verbosityOf };

/** The index of the contract that comes with a name; -1 if it is nobody's. */
export function indexOfContract(name: string): i32 {
  const contract = contractOf(name);
  const all = allContracts();
  for (let i: i32 = 0; i < all.length; i++) if (contract !== null && all[i].name() === contract.name()) return i;
  return -1;
}

/** Of the contract of that index: whether it forwards a signal, and what it says of an option that it has not. */
export function forwards(index: i32, signo: i32): bool {
  return allContracts()[index].forwards(signo);
}
export function whoseOption(index: i32, letter: string, long: string): string {
  return whoseOptionTo(allContracts()[index], letter, long);
}

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
  const signals = new Replacements();
  return applyRewrites(signals, rules).length > 0 ? -1 : signals.apply(number);
}

export function remapped(rules: string, number: i32): i32 {
  const exitCodes = new Replacements();
  return applyExitCodes(exitCodes, rules).length > 0 ? -1 : exitCodes.apply(number);
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
