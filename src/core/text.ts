/** ASCII text, without the tables that Unicode would bring into the binary. */

/** No word that anybody is asked for is longer. */
const LONGEST_WORD: i32 = 16;

/**
 * A word with a to z made upper case; every other byte stays, and so does a text that is longer than any word: built byte by
 * byte it would take memory that grows with the square of its length.
 */
export function upper(text: string): string {
  return text.length > LONGEST_WORD ? text : shifted(text, 97, -32);
}

/** A word with A to Z made lower case; every other byte stays. */
export function lower(text: string): string {
  return shifted(text, 65, 32);
}

/** The text with each letter of the alphabet that begins at `first` put `by` further. */
function shifted(text: string, first: i32, by: i32): string {
  let result = "";
  for (let i: i32 = 0; i < text.length; i++) {
    const code: i32 = text.charCodeAt(i);
    result += code >= first && code < first + 26 ? String.fromCharCode(code + by) : text.charAt(i);
  }
  return result;
}

/** The value of a string of 1 to 9 decimal digits; -1 for anything else. */
export function decimal(text: string): i32 {
  if (text.length === 0 || text.length > 9) return -1;
  let value: i32 = 0;
  for (let i: i32 = 0; i < text.length; i++) {
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

/** The decimal digits of a number that is whole, not negative, and below 10^16. */
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

/** `number` with `0` in front up to the width. */
export function padded(number: i32, width: i32): string {
  let text = `${number}`;
  while (text.length < width) text = "0" + text;
  return text;
}
