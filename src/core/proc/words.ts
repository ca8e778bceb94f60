/** The words of a line of the file that the Kernel read last, with one blank between them. */
import { Kernel } from "../base/kernel";
import { find, isAt, SPACE } from "./file";

export class Words {
  /** Where the word lies in what the Kernel read last: from `start` up to but not including `end`. */
  start: i32 = 0;
  end: i32 = 0;
  private at: i32 = 0;
  private lineEnd: i32 = 0;

  constructor(private readonly kernel: Kernel) {}

  /** Goes to the first word. */
  begin(start: i32, end: i32): void {
    this.at = start;
    this.lineEnd = end;
    this.next();
  }

  /** Goes to the next word. False if there is none. */
  next(): bool {
    if (this.at > this.lineEnd) return false;
    this.start = this.at;
    this.end = find(this.kernel, SPACE, this.at, this.lineEnd);
    this.at = this.end + 1;
    return true;
  }

  /** Goes on by `count` words. False if there are not so many. */
  skip(count: i32): bool {
    let left = count;
    while (left > 0 && this.next()) left--;
    return left === 0;
  }

  /** Whether that is the word at which it is. */
  is(word: string): bool {
    return this.end - this.start === word.length && isAt(this.kernel, word, this.start, this.end);
  }
}
