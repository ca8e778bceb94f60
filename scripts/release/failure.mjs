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

/** The sentence for whatever was thrown: the first line of what it says, and of a full disk that it is full. */
export function sentenceOf(error) {
  const text = `${error?.message ?? error}`.trim();
  if (/ENOSPC|No space left on device/.test(text)) return "The disk is full.";
  return text.split("\n", 1)[0];
}
