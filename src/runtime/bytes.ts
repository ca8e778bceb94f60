/** A file that was read, byte by byte: nobody copies it. */
export abstract class Bytes {
  /** The byte at `index`, 0 to 255; -1 beyond the end. */
  abstract at(index: i32): i32;
  /**
   * The first byte from `start` on that is no plain character of a JSON string: a quote, a backslash, a control character or the end.
   * Most bytes of a configuration are plain, so the host looks, which is faster.
   */
  abstract endOfPlain(start: i32): i32;
  /** The bytes from `start` up to but not including `end`, each as one character. */
  abstract text(start: i32, end: i32): string;
}
