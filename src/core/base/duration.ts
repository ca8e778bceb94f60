/** Lengths of time as people write them. */
import { decimal } from "./text";

/** The longest, in ms: 2^31 - 1, some 24 days. */
const LONGEST: f64 = 2147483647;

/**
 * `5s`, `500ms`, `2m`, `1.5s`, with up to three digits after the point; a bare number is seconds. In ms, or -1 if it is
 * none of these, or too long.
 */
export function duration(text: string): i32 {
  if (text.endsWith("ms")) return inMilliseconds(text.substring(0, text.length - 2), "", 1);
  const point = text.indexOf(".");
  const end: i32 = text.endsWith("s") || text.endsWith("m") ? text.length - 1 : text.length;
  const thousandths: i32 = text.endsWith("m") ? 60 : 1;
  if (point < 0) return inMilliseconds(text.substring(0, end), "000", thousandths);
  const fraction = text.substring(point + 1, end);
  if (fraction.length < 1 || fraction.length > 3) return -1;
  return inMilliseconds(text.substring(0, point), fraction + "000".substring(fraction.length), thousandths);
}

/** The number whose digits are `whole` and then `fraction`, times `unit`. */
function inMilliseconds(whole: string, fraction: string, unit: i32): i32 {
  const digits = decimal(whole + fraction);
  if (whole.length === 0 || digits < 0) return -1;
  const milliseconds: f64 = unit;
  return milliseconds * digits <= LONGEST ? digits * unit : -1;
}
