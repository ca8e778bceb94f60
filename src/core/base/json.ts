/** JSON (RFC 8259), which is UTF-8, from texts that may hold any bytes. */
import { joined } from "./text";
import { characterLength, isControl } from "./utf8";

const BACKSLASH: i32 = 92;
const QUOTE: i32 = 34;
const NO_LIMIT: i32 = 1 << 30;

/**
 * The text as a JSON string of `most` bytes at most: what does not fit is left out, and three dots stand for it. A byte that
 * isn't part of a UTF-8 character becomes U+FFFD.
 */
export function quoted(text: string, most: i32 = NO_LIMIT): string {
  // in pieces, joined once: byte by byte it would need memory that grows with the square of its length
  const pieces: string[] = ['"'];
  let room: i32 = most - 5; // the quotes and the dots
  let start: i32 = 0;
  let i: i32 = 0;
  while (i < text.length) {
    const length = characterLength(text, i);
    const size: i32 = Math.max(length, 1) as i32;
    const instead = length === 0 ? "\\ufffd" : escaped(text, i, length);
    room -= instead.length > 0 ? instead.length : size;
    // what still fits without the dots is not cut for their sake
    if (room < 0 && !(room >= -3 && i + size === text.length)) break;
    if (instead.length > 0) {
      pieces.push(text.substring(start, i));
      pieces.push(instead);
      start = i + size;
    }
    i += size;
  }
  pieces.push(text.substring(start, i));
  pieces.push(i < text.length ? '..."' : '"');
  return joined(pieces);
}

/** What stands for a character; "" for itself. */
function escaped(text: string, at: i32, length: i32): string {
  const code: i32 = text.charCodeAt(at);
  if (code === QUOTE) return '\\"';
  if (code === BACKSLASH) return "\\\\";
  if (!isControl(text, at, length)) return "";
  const control: i32 = length === 1 ? code : text.charCodeAt(at + 1);
  return "\\u00" + hexadecimal(control >> 4) + hexadecimal(control & 15);
}

function hexadecimal(digit: i32): string {
  return "0123456789abcdef".charAt(digit);
}
