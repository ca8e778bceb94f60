/** ASCII text, without the tables that Unicode would bring into the binary. */

/** Whether the upper-case `word` is what stands from `start` up to but not including `end`, in whatever case. */
export function isWordIn(text: string, start: i32, end: i32, word: string): bool {
  return end - start === word.length && beginsWithWord(text, start, end, word);
}

/** The same, if more may follow. */
export function beginsWithWord(text: string, start: i32, end: i32, word: string): bool {
  if (end - start < word.length) return false;
  for (let i: i32 = 0; i < word.length; i++) {
    const code: i32 = text.charCodeAt(start + i);
    const upper: i32 = code >= 97 && code <= 122 ? code - 32 : code;
    if (upper !== word.charCodeAt(i)) return false;
  }
  return true;
}

/** Where `byte` stands first from `start` on; `end` if it does not before. */
export function placeOf(byte: i32, text: string, start: i32, end: i32): i32 {
  let at = start;
  while (at < end && text.charCodeAt(at) !== byte) at++;
  return at;
}

/** The value of a string of 1 to 9 decimal digits; -1 for anything else. */
export function decimal(text: string): i32 {
  return decimalIn(text, 0, text.length);
}

/** The same, of what stands from `start` up to but not including `end`. */
export function decimalIn(text: string, start: i32, end: i32): i32 {
  if (start >= end || end - start > 9) return -1;
  let value: i32 = 0;
  for (let i: i32 = start; i < end; i++) {
    const digit: i32 = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** How often `b` goes into `a`, two numbers that are not negative; `/` is another thing in Node. */
export function quotient(a: i32, b: i32): i32 {
  let rest = a;
  let result: i32 = 0;
  for (let shift: i32 = 30; shift >= 0; shift--) {
    if (rest >> shift < b) continue;
    rest -= b << shift;
    result += 1 << shift;
  }
  return result;
}

/**
 * The decimal digits of a number that is whole, not negative, and below 10^16. By subtraction, which is exact and short: a f64 in
 * a template would be `1500.0` in the binary, with 3 kB for how fractions are printed, and its % costs 340 bytes.
 */
export function digits(value: f64): string {
  let unit: f64 = 1;
  while (unit * 10 <= value) unit *= 10;
  let rest = value;
  let text = "";
  while (unit >= 1) {
    let digit: i32 = 0;
    while (rest >= unit) {
      rest -= unit;
      digit++;
    }
    text += `${digit}`;
    unit = Math.floor(unit * 0.1 + 0.5);
  }
  return text;
}

/** `1 fork`, `2 forks`. `plural`: what is added to the noun for any other number than 1. */
export function counted(count: f64, noun: string, plural: string): string {
  return `${digits(count)} ${noun}${count === 1 ? "" : plural}`;
}

/** `number` with `0` in front up to the width. */
export function padded(number: i32, width: i32): string {
  let text = `${number}`;
  while (text.length < width) text = "0" + text;
  return text;
}

/**
 * The texts, one behind the other. Neighbours are joined first, so that memory grows with the length and hardly with the number
 * of pieces: one after the other, as AssemblyScript's join() does with -Oz, each piece would copy all that came before.
 */
export function joined(pieces: string[]): string {
  if (pieces.length === 0) return "";
  for (let count: i32 = pieces.length; count > 1; count = (count + 1) >> 1) {
    for (let i: i32 = 0; i < count; i += 2) pieces[i >> 1] = i + 1 < count ? pieces[i] + pieces[i + 1] : pieces[i];
  }
  return pieces[0];
}

/** The last part of a path. */
export function lastPart(path: string): string {
  return path.substring(path.lastIndexOf("/") + 1);
}

/** The line of that number, from 0 on, of a text whose every line has an end; "" if there are fewer. */
export function lineOf(text: string, number: i32): string {
  let start: i32 = 0;
  for (let i: i32 = 0; i < number; i++) {
    start = text.indexOf("\n", start) + 1;
    if (start === 0) return "";
  }
  const end = text.indexOf("\n", start);
  return end < 0 ? "" : text.substring(start, end);
}
