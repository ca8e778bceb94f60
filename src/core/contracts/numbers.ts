/** Numbers as the others read them, with strtol(3) and atoi(3). */

import { decimal } from "../base/text";
import { TRACE } from "../log/levels";

const PLUS: i32 = 43;

/** Without what they make no difference of: white space and a + before the number. Other texts stay as they are. */
export function bare(text: string): string {
  let start: i32 = 0;
  while (start < text.length && isSpace(text.charCodeAt(start))) start++;
  if (text.startsWith("+", start)) start++;
  return start < text.length ? text.substring(start) : text;
}

/**
 * The number that a value of TINI_VERBOSITY begins with; 0 if it begins with none. A negative one is a very large one to
 * tini.
 */
export function verbosityOf(text: string): i32 {
  const number = bare(text);
  // after a + a - is no sign
  const isNegative = number.startsWith("-") && text.charCodeAt(text.length - number.length - 1) !== PLUS;
  const start: i32 = isNegative ? 1 : 0;
  let end = start;
  while (end < number.length && isDigit(number.charCodeAt(end))) end++;
  if (end === start) return 0;
  const value = decimal(number.substring(start, end));
  return value < 0 || (isNegative && value > 0) ? TRACE : value;
}

function isSpace(code: i32): bool {
  return code === 32 || (code >= 9 && code <= 13);
}

function isDigit(code: i32): bool {
  return code >= 48 && code <= 57;
}
