/** Lengths of time in options: a number of milliseconds, or text with a unit, `5s`. */
import { duration } from "../core/base/duration";

/** The longest that the core takes, and that a timer of Node's can run. */
const LONGEST = 2 ** 31 - 1;

/** What is wrong with a length of time, as the end of a sentence; "" if nothing is. Text is left to the core, but for its unit. */
export function timeComplaint(value: unknown): string {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= LONGEST) return "";
  if (typeof value !== "string")
    return `a whole number of ms or text with a unit, "5s", was expected, not ${shown(value)}`;
  // the number 3 is 3 ms: whoever means the command line's 3, which is 3 s, has to say so
  return /^[\d.]+$/.test(value) ? `'${value}' has no unit: write "${value}s" or "${value}ms"` : "";
}

/** The milliseconds of a length of time; Infinity if it is more than a timer can run. NaN: it is none. */
export function milliseconds(value: unknown): number {
  if (typeof value === "number") return value >= 0 ? (value > LONGEST ? Infinity : value) : Number.NaN;
  const ms = typeof value === "string" && timeComplaint(value) === "" ? duration(value) : -1;
  return ms < 0 ? Number.NaN : ms;
}

/** A value as it stands in a sentence. */
export function shown(value: unknown): string {
  const text = typeof value === "string" ? JSON.stringify(value) : Array.isArray(value) ? "an array" : String(value);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? "an object" : text.slice(0, 60);
}
