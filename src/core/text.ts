/** ASCII text, without the tables that Unicode would bring into the binary. */

/** The text with a to z made upper case; every other byte stays. */
export function upper(text: string): string {
  let result = "";
  for (let i: i32 = 0; i < text.length; i++) {
    const code: i32 = text.charCodeAt(i);
    result += code >= 97 && code <= 122 ? String.fromCharCode(code - 32) : text.charAt(i);
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
