/** Why there is no release, in one sentence, and the exit code that says what kind of reason it is. */

/** The verified folder is another than what was built. */
export const DIFFERS = 1;
/** Nothing was begun: the arguments, the checkout or the machine are not fit for it. */
export const UNFIT = 2;
/** It was begun and failed. */
export const FAILED = 3;

export class Failure extends Error {
  constructor(sentence, code = FAILED) {
    super(sentence);
    this.code = code;
  }
}

/** The sentence for an exception: the first line of what it says. */
export function sentenceOf({ message }) {
  return isFull(message) ? "The disk is full." : message.trim().split("\n")[0];
}

/** The sentence for a tool that wrote this to stderr and failed: the last line of it. */
export function failureOf(tool, stderr) {
  return isFull(stderr) ? "The disk is full." : `${tool} failed: ${stderr.trim().split("\n").at(-1)}`;
}

/** The second is tar's way to say it. */
const isFull = (text) => /ENOSPC|Wrote only \d+ of \d+ bytes|No space left on device/.test(text);
