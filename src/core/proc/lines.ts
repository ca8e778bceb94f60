/** A file of any length, line by line; no text is made of it. No other file may be read through the Kernel meanwhile. */

import { Kernel, PIECE } from "../base/kernel";
import { find, NEWLINE } from "./file";

/** Of a file no more than that is read, in bytes: to go on in a file of /proc costs as much as to read it up to there. */
const LONGEST: i32 = 1 << 20;

export class Lines {
  /** Where the line lies in what the Kernel read last: from `start` up to but not including `end`. */
  start: i32 = 0;
  /** Where a line is longer than a piece, the rest is left out. */
  end: i32 = 0;
  /** Whether the file is longer than what was read of it. */
  isCut: bool = false;
  /** Where the piece that was read last begins in the file. */
  private offset: i32 = 0;
  private size: i32;
  /** Where the next line begins in the piece. */
  private at: i32 = 0;

  constructor(
    private readonly kernel: Kernel,
    private readonly path: string,
  ) {
    this.size = kernel.read(path);
  }

  /** Goes to the next line. False if there is none left. */
  next(): bool {
    // the line before was longer than a piece: skips the rest of it
    while (this.at > this.size && this.size === PIECE) {
      this.readFrom(this.offset + PIECE);
      this.at = find(this.kernel, NEWLINE, 0, this.size) + 1;
    }
    let end = find(this.kernel, NEWLINE, this.at, this.size);
    if (end >= this.size && this.size === PIECE && this.at > 0) {
      this.readFrom(this.offset + this.at);
      end = find(this.kernel, NEWLINE, 0, this.size);
    }
    if (this.at >= this.size) return false;
    this.start = this.at;
    this.end = end;
    this.at = end + 1;
    return true;
  }

  private readFrom(offset: i32): void {
    this.isCut = offset >= LONGEST;
    this.offset = offset;
    this.at = 0;
    this.size = this.isCut ? 0 : this.kernel.readFrom(this.path, offset);
  }
}
