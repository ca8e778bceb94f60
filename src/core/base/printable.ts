/** Texts that others have made up, names and arguments, as they may be shown: nothing in them acts on a terminal or begins a line. */
import { joined } from "./text";
import { characterLength, cut, isControl } from "./utf8";

/** The text with a question mark for each control character and each byte that is not UTF-8. */
export function printable(text: string): string {
  // in pieces, joined once: byte by byte it would need memory that grows with the square of its length
  const pieces: string[] = [];
  let start: i32 = 0;
  for (let i: i32 = 0; i < text.length; ) {
    const length = characterLength(text, i);
    if (length === 0 || isControl(text, i, length)) {
      if (start < i) pieces.push(text.substring(start, i));
      pieces.push("?");
      i += Math.max(length, 1) as i32;
      start = i;
    } else {
      i += length;
    }
  }
  if (start === 0) return text;
  pieces.push(text.substring(start));
  return joined(pieces);
}

/** Of the bytes of a message (LONGEST_MESSAGE), what one name in it may take: the sentence around it is what matters. */
const LONGEST: i32 = 2000;

/** A name, path or value in a message: printable, and cut where it would leave no room for the rest. */
export function shown(text: string): string {
  return printable(cut(text, LONGEST));
}
