/** For tests alone: the core's pure functions in their compiled form, to be compared with the TypeScript (test/core). */
import { timestamp } from "../core/clock";
import { duration } from "../core/duration";
import { errorText } from "../core/errno";
import { endingSignal, exitCode } from "../core/exit";
import { helpText } from "../core/help";
import { quoted } from "../core/json";
import { printable } from "../core/printable";
import { ProcessStat } from "../core/processes";
import { Replacements } from "../core/replacements";
import { signalText } from "../core/personas/messages";
import { whoseOption } from "../core/personas/peer-options";
import { isForwarded, personaOf } from "../core/personas/persona";
import { signalName, signalNumber } from "../core/signals";
import { decimal } from "../core/text";
import { cut } from "../core/utf8";
import { NativeKernel } from "./kernel";

export { printable, quoted, timestamp };
export { decimal, duration, endingSignal, errorText, exitCode, helpText, isForwarded, personaOf, signalName, signalNumber, signalText, whoseOption };

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

/** What the parser of /proc/PID/stat makes of what the host reads: parent and start, or "". */
export function statOf(pid: i32): string {
  const stat = new ProcessStat();
  // a f64 in a text looks different in both forms: as two numbers
  return stat.read(new NativeKernel(), pid) ? `${stat.parent} ${(stat.start % 1000000) as i32}` : "";
}

export function collect(): void {
  __collect();
}
