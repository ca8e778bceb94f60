/** Prints the report in pieces: for people (text-printer.ts) or as JSON (json-printer.ts). */
import { Kernel, LONGEST_MESSAGE } from "../base/kernel";
import { joined } from "../base/text";

export abstract class Printer {
  /** -errno if something could not be printed, otherwise 0. */
  error: i32 = 0;

  /** How many lines of processes have been printed. */
  lines: i32 = 0;

  /** What is printed with the next write, and how long that is. */
  private readonly pieces: string[] = [];
  private size: i32 = 0;

  constructor(protected readonly kernel: Kernel) {}

  /** The facts: all but the lists and, in the text, the findings. */
  abstract begin(): void;
  /** One zombie, as its index in the table. */
  abstract zombie(index: i32, isFirst: bool): void;
  /** What stands between the zombies and the processes. */
  abstract beginProcesses(): void;
  /** One process, as its index in the table; `depth`: how many of its ancestors are in the table. */
  abstract process(index: i32, depth: i32, isFirst: bool): void;
  abstract end(): void;

  /** Prints a text: with others, since of 20,000 processes each has a line. */
  protected print(text: string): void {
    if (this.size + text.length > LONGEST_MESSAGE) this.write();
    this.pieces.push(text);
    this.size += text.length;
  }

  /** Writes what is left, unless something before it could not be written. */
  write(): void {
    if (this.error === 0) this.error = this.kernel.print(joined(this.pieces));
    this.pieces.length = 0;
    this.size = 0;
  }
}
