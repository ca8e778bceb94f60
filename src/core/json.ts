/** JSON (RFC 8259), which is UTF-8, from texts that may hold any bytes. */

const BACKSLASH: i32 = 92;
const QUOTE: i32 = 34;

/** The text as a JSON string. A byte that isn't part of a UTF-8 character becomes U+FFFD. */
export function quoted(text: string): string {
  let result = '"';
  // what stands for itself is taken in one piece: byte by byte it would need memory that grows with the square of its length
  let start: i32 = 0;
  for (let i: i32 = 0; i < text.length; ) {
    const code: i32 = text.charCodeAt(i);
    const length: i32 = code < 128 ? 1 : characterLength(text, i);
    const instead = length === 0 ? "\\ufffd" : escaped(code);
    if (instead.length > 0) {
      result += text.substring(start, i) + instead;
      start = i + 1;
    }
    i += Math.max(length, 1) as i32;
  }
  return result + text.substring(start) + '"';
}

/** What stands for an ASCII character; "" for itself. */
function escaped(code: i32): string {
  if (code === QUOTE) return '\\"';
  if (code === BACKSLASH) return "\\\\";
  return code < 32 || code === 127 ? "\\u00" + hexadecimal(code >> 4) + hexadecimal(code & 15) : "";
}

function hexadecimal(digit: i32): string {
  return "0123456789abcdef".charAt(digit);
}

/**
 * How many bytes the UTF-8 character of more than one byte at `at` has; 0 if there is none. Overlong forms, surrogates
 * and what is beyond U+10FFFF are none: RFC 3629.
 */
function characterLength(text: string, at: i32): i32 {
  const first: i32 = text.charCodeAt(at);
  if (first < 0xc2 || first > 0xf4) return 0;
  const length: i32 = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (at + length > text.length) return 0;
  for (let i: i32 = 1; i < length; i++) {
    const next: i32 = text.charCodeAt(at + i);
    if (next < 0x80 || next > 0xbf) return 0;
  }
  const second: i32 = text.charCodeAt(at + 1);
  if (first === 0xe0 && second < 0xa0) return 0;
  if (first === 0xed && second > 0x9f) return 0;
  if (first === 0xf0 && second < 0x90) return 0;
  if (first === 0xf4 && second > 0x8f) return 0;
  return length;
}
