/** Prints a report in steps: the facts, the zombies, the processes. */
import { ProcessTree } from "../proc/process-tree";
import { Printer } from "./printer";
import { Seen } from "./seen";

/** So many zombies, or processes, are printed in one step. */
const PER_STEP: i32 = 32;

const FACTS: i32 = 0;
const ZOMBIES: i32 = 1;
const PROCESSES: i32 = 2;

export class Printing {
  private stage: i32 = FACTS;
  /** How many zombies have been printed. */
  private printed: i32 = 0;
  private readonly tree: ProcessTree;

  constructor(
    private readonly seen: Seen,
    readonly printer: Printer,
    /** So many lines of processes are printed at most. */
    private readonly most: i32,
  ) {
    this.tree = new ProcessTree(seen.table);
  }

  /** Takes one step. Whether there is another. */
  step(): bool {
    if (this.stage === PROCESSES) return this.processes();
    if (this.stage === ZOMBIES) this.zombies();
    else this.facts();
    return true;
  }

  private facts(): void {
    this.printer.begin();
    this.stage = ZOMBIES;
  }

  private zombies(): void {
    const zombies = this.seen.zombies;
    const end: i32 = Math.min(this.printed + PER_STEP, zombies.length) as i32;
    for (; this.printed < end; this.printed++) this.printer.zombie(zombies[this.printed], this.printed === 0);
    if (end < zombies.length) return;
    this.printer.beginProcesses();
    this.stage = PROCESSES;
  }

  /** Some of the processes, or the last of them and the end. False after the end. */
  private processes(): bool {
    const tree = this.tree;
    const begins = tree.at < 0;
    let goesOn = begins ? tree.first() : tree.next();
    for (let count: i32 = 1; goesOn && this.printer.lines < this.most; count++) {
      this.printer.process(tree.at, tree.depth, begins && count === 1);
      if (count === PER_STEP) return true;
      goesOn = tree.next();
    }
    this.printer.end();
    this.printer.write();
    return false;
  }
}
