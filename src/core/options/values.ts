/** What the values of options mean. A parser returns "" or what the value should have been: see OptionSpec.apply(). */
import { Replacements } from "../base/replacements";
import { signalIn } from "../base/signals";
import { decimalIn, isWordIn, placeOf } from "../base/text";

const COMMA: i32 = 44;
const COLON: i32 = 58;

export const NO_SIGNAL: string = "is not a signal (a name such as TERM, or a number from 1 to 64)";
export const NO_DURATION: string =
  "is not a length of time (5s, 500ms, 2m, 1.5s; a bare number is seconds, 999999 at most)";

/** `143`, `143:1`, or several of them with commas between. No text is made of any: there may be thousands. */
export function applyExitCodes(codes: Replacements, value: string): string {
  for (let start: i32 = 0; start <= value.length; ) {
    const end = placeOf(COMMA, value, start, value.length);
    const colon = placeOf(COLON, value, start, end);
    const from = decimalIn(value, start, colon);
    const to: i32 = colon === end ? 0 : decimalIn(value, colon + 1, end);
    if (from < 0 || from > 255 || to < 0 || to > 255) return "is not N or N:M with exit codes from 0 to 255";
    codes.add(from, to);
    start = end + 1;
  }
  return "";
}

/** `TERM:QUIT`, `HUP:0`, or several of them with commas between. */
export function applyRewrites(signals: Replacements, value: string): string {
  for (let start: i32 = 0; start <= value.length; ) {
    const end = placeOf(COMMA, value, start, value.length);
    const colon = placeOf(COLON, value, start, end);
    const from: i32 = colon === end ? 0 : signalIn(value, start, colon);
    const isDrop = isWordIn(value, colon + 1, end, "0");
    const to: i32 = isDrop ? 0 : signalIn(value, colon + 1, end);
    if (from === 0 || (to === 0 && !isDrop)) return "is not FROM:TO with signals, or 0 for TO";
    signals.add(from, to);
    start = end + 1;
  }
  return "";
}

/** `INT`, or several with commas between. */
export function applySignals(signals: i32[], value: string): string {
  for (let start: i32 = 0; start <= value.length; ) {
    const end = placeOf(COMMA, value, start, value.length);
    const signo = signalIn(value, start, end);
    if (signo === 0) return NO_SIGNAL;
    if (!signals.includes(signo)) signals.push(signo);
    start = end + 1;
  }
  return "";
}

/** Words for on; the empty text is one. */
export function isYes(value: string): bool {
  return value.length === 0 || isOneOf(value, "1", "TRUE", "YES", "ON");
}

/** Words for off. */
export function isNo(value: string): bool {
  return isOneOf(value, "0", "FALSE", "NO", "OFF");
}

function isOneOf(value: string, a: string, b: string, c: string, d: string): bool {
  const end = value.length;
  return (
    isWordIn(value, 0, end, a) || isWordIn(value, 0, end, b) || isWordIn(value, 0, end, c) || isWordIn(value, 0, end, d)
  );
}
