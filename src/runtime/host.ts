/** What tsinit-runtime asks of the operating system. As in core/base/kernel.ts a string is one of bytes, and a failure is `-errno`. */
import { Bytes } from "./bytes";

/** What look() answers of the file that this process executes. */
export const ITSELF: i32 = 1;

export abstract class Host extends Bytes {
  /** The number of arguments, argv[0] included. */
  abstract argumentCount(): i32;
  abstract argument(index: i32): string;
  /** The environment variable's value, or null if it is not set. */
  abstract variable(name: string): string | null;
  /** The path of the file that this process executes, links followed; "" if that cannot be read. */
  abstract executable(): string;
  /** Milliseconds since 1970. */
  abstract wallClock(): f64;

  /**
   * Reads a regular file of at most LARGEST_FILE bytes; from then on at() and text() are its bytes. Its size or -errno, -EFBIG if
   * it is larger.
   */
  abstract load(path: string): i32;
  /** Whether everybody may execute the file at the path: 0, ITSELF or -errno. */
  abstract look(path: string): i32;

  /**
   * Whether there is a directory at `path` in the root file system at `root`, which no link leads out of. `root` is absolute, or
   * relative to the directory of the file that was read.
   */
  abstract hasDirectory(root: string, path: string): bool;

  /** Makes a file beside the one that was read, with its mode and owner, to take its place: 0 or -errno. */
  abstract create(): i32;
  /** Appends bytes of the file that was read. */
  abstract copy(start: i32, end: i32): void;
  /** Appends a text. */
  abstract put(text: string): void;
  /** Puts it in the place of the file that was read: rename(2). 0 or -errno: then all is as it was. */
  abstract replace(): i32;

  /** Appends a text to a file, which is made if it is not there: 0 or -errno. */
  abstract append(path: string, text: string): i32;
  /** Writes a text to stderr. */
  abstract complain(text: string): void;
  /** Says which file is to be executed in the end, with the arguments that came. */
  abstract choose(path: string): void;
}
