/** A file of any length, line by line. No other file may be read through the Kernel meanwhile. */
import { find, NEWLINE } from "./file";
import { Kernel, PIECE } from "./kernel";

/** No more of a file is read: it is not one of the kernel's. */
const LONGEST: i32 = 1 << 20;

export class Lines {
  /** Where the piece that is being looked at begins in the file. */
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

  /** Whether the file could be read. */
  isThere(): bool {
    return this.size >= 0;
  }

  /** The next line, or null. Of a line longer than a piece, the end is left out. */
  next(): string | null {
    let end = find(this.kernel, NEWLINE, this.at, this.size);
    if (end >= this.size && this.size === PIECE && this.at > 0) {
      this.readFrom(this.offset + this.at);
      end = find(this.kernel, NEWLINE, 0, this.size);
    }
    if (this.at >= this.size) return null;
    const line = this.kernel.text(this.at, end);
    this.at = end + 1;
    while (end >= this.size && this.size === PIECE) {
      this.readFrom(this.offset + this.size);
      end = find(this.kernel, NEWLINE, 0, this.size);
      this.at = end + 1;
    }
    return line;
  }

  private readFrom(offset: i32): void {
    this.offset = offset;
    this.at = 0;
    this.size = offset < LONGEST ? this.kernel.readFrom(this.path, offset) : 0;
  }
}
