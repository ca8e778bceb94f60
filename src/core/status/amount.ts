/** Numbers for people. */

import { digits, quotient } from "../base/text";
import { NONE, UNLIMITED } from "../proc/file";

/** A number of things, or why there is none. */
export function amount(value: f64): string {
  if (value === UNLIMITED) return "unlimited";
  return value === NONE ? "unknown" : digits(value);
}

/** A number of bytes: 12.3 MiB. */
export function bytes(value: f64): string {
  if (value < 0) return amount(value);
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit: i32 = 0;
  let rest = value;
  while (rest >= 1024 && unit < units.length - 1) {
    rest *= 0.0009765625; // 1/1024, exactly
    unit++;
  }
  const tenths = Math.min(Math.floor(rest * 10), 1e9) as i32;
  const whole = `${quotient(tenths, 10)}`;
  return unit === 0 ? `${whole} B` : `${whole}.${tenths % 10} ${units[unit]}`;
}

/** How many percent `part` is of `whole`, rounded down; at most 999. */
export function percent(part: f64, whole: f64): i32 {
  let result: i32 = 0;
  while (result < 999 && (result + 1) * whole <= part * 100) result++;
  return result;
}
