/** Prints the report in pieces: for people (text-printer.ts) or as JSON (json-printer.ts). */
import { Kernel } from "../base/kernel";

export abstract class Printer {
  /** -errno if something could not be printed, otherwise 0. */
  error: i32 = 0;

  /** How many lines of processes have been printed. */
  lines: i32 = 0;

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

  /** Prints a text, unless one before it could not be printed. */
  protected print(text: string): void {
    if (this.error === 0) this.error = this.kernel.print(text);
  }
}
