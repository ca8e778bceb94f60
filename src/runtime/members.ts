/** A walk through an object or array of a document that is valid JSON, and the texts in it. */
import { joined } from "../core/base/text";
import { Bytes } from "./bytes";
import {
  afterBlanks,
  afterKey,
  BACKSLASH,
  BRACE,
  BRACKET,
  COMMA,
  endOfString,
  endOfValue,
  hexadecimal,
  QUOTE,
} from "./json";

/** Bytes. A longer key is none of those that matter here, and no program's name is longer. */
const LONGEST_TEXT: i32 = 4096;

/** The members of an object, or the elements of an array, one after the other. */
export class Members {
  /** Where the value of the present one begins and ends. */
  start: i32 = 0;
  end: i32 = 0;
  /** Where its key begins, in an object. */
  private first: i32 = 0;
  private at: i32 = 0;
  private readonly isObject: bool;

  /** `start`: where the object or array begins. */
  constructor(
    private readonly bytes: Bytes,
    start: i32,
  ) {
    this.isObject = bytes.at(start) === BRACE;
    this.at = start + 1;
  }

  /** Goes on to the next one; false if there is none. */
  next(): bool {
    const first = afterBlanks(this.bytes, this.at);
    if (this.bytes.at(first) === (this.isObject ? BRACE : BRACKET) + 2) return false;
    this.first = first;
    this.start = this.isObject ? afterKey(this.bytes, first) : first;
    this.end = endOfValue(this.bytes, this.start);
    const behind = afterBlanks(this.bytes, this.end);
    this.at = this.bytes.at(behind) === COMMA ? behind + 1 : behind;
    return true;
  }

  /** The key of the present one. Memory that it takes is never freed: ask mayBegin() first. */
  key(): string {
    return textAt(this.bytes, this.first, endOfString(this.bytes, this.first));
  }

  /** Whether its key may begin with a text in lower case, in whatever case. With an escape in it, it may. */
  mayBegin(text: string): bool {
    for (let i: i32 = 0; i < text.length; i++) {
      const byte = this.bytes.at(this.first + 1 + i);
      if (byte === BACKSLASH) return true;
      if ((byte >= 65 && byte <= 90 ? byte + 32 : byte) !== text.charCodeAt(i)) return false;
    }
    return true;
  }
}

/** Whether a value is a string. */
export function isText(bytes: Bytes, start: i32): bool {
  return bytes.at(start) === QUOTE;
}

/** What a string means that stands, quotes included, from `start` up to but not including `end`: in UTF-8. "" if it is too long. */
export function textAt(bytes: Bytes, start: i32, end: i32): string {
  if (end - start > LONGEST_TEXT) return "";
  const pieces: string[] = [];
  let from: i32 = start + 1;
  for (let at: i32 = from; at < end - 1; ) {
    if (bytes.at(at) !== BACKSLASH) {
      at++;
      continue;
    }
    if (from < at) pieces.push(bytes.text(from, at));
    const code = escapedCode(bytes, at);
    pieces.push(utf8(code));
    at += code > 0xffff ? 12 : bytes.at(at + 1) === 117 ? 6 : 2;
    from = at;
  }
  if (from < end - 1) pieces.push(bytes.text(from, end - 1));
  return joined(pieces);
}

/** The character that an escape stands for, two of them together if they are a pair; U+FFFD for half of a pair. */
function escapedCode(bytes: Bytes, at: i32): i32 {
  const letter = bytes.at(at + 1);
  if (letter === 98) return 8;
  if (letter === 116) return 9;
  if (letter === 110) return 10;
  if (letter === 102) return 12;
  if (letter === 114) return 13;
  if (letter !== 117) return letter;
  const unit = unitAt(bytes, at);
  if (unit < 0xd800 || unit > 0xdfff) return unit;
  const second: i32 =
    unit < 0xdc00 && bytes.at(at + 6) === BACKSLASH && bytes.at(at + 7) === 117 ? unitAt(bytes, at + 6) : 0;
  return second >= 0xdc00 && second <= 0xdfff ? 0x10000 + ((unit & 0x3ff) << 10) + (second & 0x3ff) : 0xfffd;
}

/** The number in an escape with four digits. */
function unitAt(bytes: Bytes, at: i32): i32 {
  let unit: i32 = 0;
  for (let i: i32 = at + 2; i < at + 6; i++) unit = (unit << 4) | hexadecimal(bytes.at(i));
  return unit;
}

function utf8(code: i32): string {
  if (code < 0x80) return String.fromCharCode(code);
  const last = String.fromCharCode(0x80 | (code & 63));
  if (code < 0x800) return String.fromCharCode(0xc0 | (code >> 6)) + last;
  const middle = String.fromCharCode(0x80 | ((code >> 6) & 63)) + last;
  if (code < 0x10000) return String.fromCharCode(0xe0 | (code >> 12)) + middle;
  return String.fromCharCode(0xf0 | (code >> 18)) + String.fromCharCode(0x80 | ((code >> 12) & 63)) + middle;
}
