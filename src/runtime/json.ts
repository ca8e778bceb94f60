/** The grammar of JSON (RFC 8259): where something ends that begins at a given byte. NOWHERE: it is not valid. */
import { Bytes } from "./bytes";

export const NOWHERE: i32 = -1;

export const QUOTE: i32 = 34;
export const BRACKET: i32 = 91;
export const BRACE: i32 = 123;
export const COMMA: i32 = 44;
export const BACKSLASH: i32 = 92;
const COLON: i32 = 58;
const PLUS: i32 = 43;
const MINUS: i32 = 45;
const POINT: i32 = 46;
const ZERO: i32 = 48;
const NINE: i32 = 57;
const LETTER_E: i32 = 101;
const LETTER_U: i32 = 117;
/** A closing bracket or brace comes two after the opening one. */
const CLOSING: i32 = 2;

/** The end of the bytes, if they are one value and nothing else. What is not UTF-8 in a string counts as characters. */
export function endOfDocument(bytes: Bytes): i32 {
  let end = endOfValue(bytes, afterBlanks(bytes, 0));
  if (end !== NOWHERE) end = afterBlanks(bytes, end);
  return end !== NOWHERE && bytes.at(end) < 0 ? end : NOWHERE;
}

/** The first byte from `at` on that is no blank. */
export function afterBlanks(bytes: Bytes, at: i32): i32 {
  let end = at;
  for (;;) {
    const byte = bytes.at(end);
    if (byte !== 32 && byte !== 10 && byte !== 13 && byte !== 9) break;
    end++;
  }
  return end;
}

/** The arrays and objects that are open: one bit each, because nobody knows how many there are. */
class Nesting {
  private depth: i32 = 0;
  /** The innermost ones, up to 32. */
  private bits: i32 = 0;
  /** The others, 32 by 32. */
  private outer: i32[] | null = null;

  begin(): void {
    this.depth = 0;
    this.outer = null;
  }

  open(isObject: bool): void {
    if (this.depth > 0 && (this.depth & 31) === 0) this.keep();
    const bit: i32 = 1 << (this.depth & 31);
    this.bits = isObject ? this.bits | bit : this.bits & ~bit;
    this.depth++;
  }

  private keep(): void {
    let outer = this.outer;
    if (outer === null) {
      outer = [];
      this.outer = outer;
    }
    outer.push(this.bits);
  }

  close(): void {
    this.depth--;
    const outer = this.outer;
    if (outer !== null && this.depth > 0 && (this.depth & 31) === 0) this.bits = outer.pop() as i32;
  }

  isEmpty(): bool {
    return this.depth === 0;
  }

  isObject(): bool {
    return (this.bits & (1 << ((this.depth - 1) & 31))) !== 0;
  }
}

/** One for all, because the binary frees nothing, and a file may have any number of values. */
const nesting = new Nesting();

/** The end of the value that begins at `start`. It does not call itself, so that no depth is too much. */
export function endOfValue(bytes: Bytes, start: i32): i32 {
  nesting.begin();
  let at = start;
  while (at !== NOWHERE) {
    const first = bytes.at(at);
    if (first === BRACE || first === BRACKET) {
      nesting.open(first === BRACE);
      at = afterBlanks(bytes, at + 1);
      if (bytes.at(at) !== first + CLOSING) {
        if (first === BRACE) at = afterKey(bytes, at);
        continue;
      }
    } else {
      at = endOfScalar(bytes, at);
      if (at === NOWHERE || nesting.isEmpty()) return at;
      at = afterBlanks(bytes, at);
    }
    while (bytes.at(at) !== COMMA) {
      if (bytes.at(at) !== (nesting.isObject() ? BRACE : BRACKET) + CLOSING) return NOWHERE;
      nesting.close();
      at++;
      if (nesting.isEmpty()) return at;
      at = afterBlanks(bytes, at);
    }
    at = afterBlanks(bytes, at + 1);
    if (nesting.isObject()) at = afterKey(bytes, at);
  }
  return NOWHERE;
}

/** Where the value begins of a member whose key begins at `at`. */
export function afterKey(bytes: Bytes, at: i32): i32 {
  const end = endOfString(bytes, at);
  if (end === NOWHERE) return NOWHERE;
  const colon = afterBlanks(bytes, end);
  return bytes.at(colon) === COLON ? afterBlanks(bytes, colon + 1) : NOWHERE;
}

/** The end of a string, behind its closing quote. */
export function endOfString(bytes: Bytes, start: i32): i32 {
  if (bytes.at(start) !== QUOTE) return NOWHERE;
  let at: i32 = start + 1;
  for (;;) {
    at = bytes.endOfPlain(at);
    if (bytes.at(at) === QUOTE) break;
    if (bytes.at(at) !== BACKSLASH) return NOWHERE;
    at = endOfEscape(bytes, at);
    if (at === NOWHERE) return NOWHERE;
  }
  return at + 1;
}

function endOfEscape(bytes: Bytes, at: i32): i32 {
  const letter = bytes.at(at + 1);
  if (letter !== LETTER_U) return letter >= 0 && '"\\/bfnrt'.includes(String.fromCharCode(letter)) ? at + 2 : NOWHERE;
  for (let i: i32 = at + 2; i < at + 6; i++) if (hexadecimal(bytes.at(i)) < 0) return NOWHERE;
  return at + 6;
}

/** The value of a hexadecimal digit; -1 if it is none. */
export function hexadecimal(byte: i32): i32 {
  if (byte >= ZERO && byte <= NINE) return byte - ZERO;
  const lower: i32 = byte | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

/** The end of a string, a number, true, false or null. */
function endOfScalar(bytes: Bytes, at: i32): i32 {
  const first = bytes.at(at);
  if (first === QUOTE) return endOfString(bytes, at);
  if (first === MINUS || isDigit(first)) return endOfNumber(bytes, first === MINUS ? at + 1 : at);
  const word = first === 116 ? "true" : first === 102 ? "false" : "null";
  for (let i: i32 = 0; i < word.length; i++) if (bytes.at(at + i) !== word.charCodeAt(i)) return NOWHERE;
  return at + word.length;
}

/** The end of a number without its sign. */
function endOfNumber(bytes: Bytes, start: i32): i32 {
  let end = bytes.at(start) === ZERO ? start + 1 : endOfDigits(bytes, start);
  if (end !== NOWHERE && bytes.at(end) === POINT) end = endOfDigits(bytes, end + 1);
  if (end === NOWHERE || (bytes.at(end) | 32) !== LETTER_E) return end;
  const sign = bytes.at(end + 1);
  return endOfDigits(bytes, sign === PLUS || sign === MINUS ? end + 2 : end + 1);
}

function endOfDigits(bytes: Bytes, start: i32): i32 {
  let end = start;
  while (isDigit(bytes.at(end))) end++;
  return end > start ? end : NOWHERE;
}

function isDigit(byte: i32): bool {
  return byte >= ZERO && byte <= NINE;
}
