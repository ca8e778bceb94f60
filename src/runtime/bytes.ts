/** A file that was read, byte by byte: nobody copies it. */
export abstract class Bytes {
  /** The byte at `index`, 0 to 255; -1 beyond the end. */
  abstract at(index: i32): i32;
  /** The bytes from `start` up to but not including `end`, each as one character. */
  abstract text(start: i32, end: i32): string;
}
