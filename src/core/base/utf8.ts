/** UTF-8 (RFC 3629) in texts that may hold any bytes. */

/**
 * How many bytes the character at `at` has; 0 if there is none. Overlong forms, surrogates and what is beyond U+10FFFF are
 * none.
 */
export function characterLength(text: string, at: i32): i32 {
  const first: i32 = text.charCodeAt(at);
  if (first < 0x80) return 1;
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

/** Whether the character at `at`, of `length` bytes, acts on a terminal: C0, DEL, and C1, which is U+0080 to U+009F. */
export function isControl(text: string, at: i32, length: i32): bool {
  const first: i32 = text.charCodeAt(at);
  if (length === 1) return first < 32 || first === 127;
  return length === 2 && first === 0xc2 && text.charCodeAt(at + 1) < 0xa0;
}

/** The text, cut to `most` bytes, three dots included, where it is longer; never within a character. */
export function cut(text: string, most: i32): string {
  if (text.length <= most) return text;
  let end: i32 = most - 3;
  // a character of UTF-8 begins with another byte than those that follow it
  for (let back: i32 = 0; back < 3 && end > 0 && (text.charCodeAt(end) & 0xc0) === 0x80; back++) end--;
  return text.substring(0, end) + "...";
}
