/** Lengths of time as people write them. All are whole milliseconds, at most 24 days. */
import { decimal } from "./text";

const LONGEST: f64 = 2147483647;

/** `5s`, `500ms`, `2m`, `1.5s`; a bare number is seconds. In milliseconds, or -1 if it is none of these. */
export function duration(text: string): i32 {
  let unit: f64 = 1000;
  let number = text;
  if (text.endsWith("ms")) {
    unit = 1;
    number = text.substring(0, text.length - 2);
  } else if (text.endsWith("s")) {
    number = text.substring(0, text.length - 1);
  } else if (text.endsWith("m")) {
    unit = 60000;
    number = text.substring(0, text.length - 1);
  }
  const point = number.indexOf(".");
  const whole: f64 = decimal(point < 0 ? number : number.substring(0, point));
  if (whole < 0) return -1;
  let milliseconds: f64 = whole * unit;
  if (point >= 0) {
    const digits = number.substring(point + 1);
    let fraction: f64 = decimal(digits);
    if (fraction < 0) return -1;
    for (let i: i32 = 0; i < digits.length; i++) fraction *= 0.1;
    milliseconds = Math.floor(milliseconds + fraction * unit + 0.5);
  }
  return milliseconds <= LONGEST ? (milliseconds as i32) : -1;
}
