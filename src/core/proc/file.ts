/** Looks at the bytes of the file that the Kernel read last, and makes no text of them: nothing is left to be collected. */
import { Kernel } from "../base/kernel";

export const NEWLINE: i32 = 10;
export const SPACE: i32 = 32;
const COMMA: i32 = 44;

/** Where `byte` stands first, from `start` on; `end` if it does not stand before that. */
export function find(kernel: Kernel, byte: i32, start: i32, end: i32): i32 {
  let at = start;
  while (at < end && kernel.byte(at) !== byte) at++;
  return at;
}

/** Whether `word` stands at `at`, and ends before `end`. */
export function isAt(kernel: Kernel, word: string, at: i32, end: i32): bool {
  if (at + word.length > end) return false;
  for (let i: i32 = 0; i < word.length; i++) {
    if (kernel.byte(at + i) !== word.charCodeAt(i)) return false;
  }
  return true;
}

/** Whether a list of words with commas between them has `word` in it. */
export function isListed(kernel: Kernel, word: string, start: i32, end: i32): bool {
  for (let at = start; at < end; ) {
    const comma = find(kernel, COMMA, at, end);
    if (comma - at === word.length && isAt(kernel, word, at, end)) return true;
    at = comma + 1;
  }
  return false;
}

/** There is no number, or no such file. */
export const NONE: f64 = -1;
/** A limit's file says that there is no limit: "max", or what version 1 of cgroups has for that. */
export const UNLIMITED: f64 = -2;
/** So many bytes or more mean that there is no limit: version 1 gives the largest multiple of a page. */
const ENDLESS: f64 = 1e18;

/** The number at `at`, up to `end`, a blank or a newline. */
export function numberAt(kernel: Kernel, at: i32, end: i32): f64 {
  if (isAt(kernel, "max", at, end)) return UNLIMITED;
  let value: f64 = 0;
  let i = at;
  for (; i < end; i++) {
    const byte: i32 = kernel.byte(i);
    if (byte === NEWLINE || byte === SPACE) break;
    if (byte < 48 || byte > 57) return NONE;
    value = value * 10 + byte - 48;
  }
  if (i === at) return NONE;
  return value < ENDLESS ? value : UNLIMITED;
}

/** The number that a file consists of: pids.max, memory.current. */
export function readNumber(kernel: Kernel, path: string): f64 {
  return numberAt(kernel, 0, kernel.read(path));
}

/** The number after `name` in a file whose lines have a name and a number each: pids.events, memory.events. */
export function readCount(kernel: Kernel, path: string, name: string): f64 {
  const size = kernel.read(path);
  for (let at: i32 = 0; at < size; at = find(kernel, NEWLINE, at, size) + 1) {
    const behind = at + name.length;
    if (isAt(kernel, name, at, size) && behind < size && kernel.byte(behind) === SPACE) {
      return numberAt(kernel, behind + 1, size);
    }
  }
  return NONE;
}
