/** The processes as a tree: each stands before its children, which are in the order of their pids. */
import { ProcessTable } from "./process-table";

const NOBODY: i32 = -1;

export class ProcessTree {
  /** For each process of the table, as indexes into it or NOBODY: its parent, its first child, its next sibling. */
  private readonly parents: i32[] = [];
  private readonly children: i32[] = [];
  private readonly siblings: i32[] = [];
  private root: i32 = NOBODY;
  /** The process at which it is, as an index into the table. */
  at: i32 = NOBODY;
  /** How many of its ancestors are in the table. */
  depth: i32 = 0;

  constructor(table: ProcessTable) {
    const count = table.pids.length;
    for (let i: i32 = 0; i < count; i++) {
      this.parents.push(table.indexOf(table.parents[i]));
      this.children.push(NOBODY);
      this.siblings.push(NOBODY);
    }
    // Each is put in front of its siblings; from the last one on, so that they come out in order.
    for (let i: i32 = count - 1; i >= 0; i--) {
      const parent = this.parents[i];
      if (parent === NOBODY || parent === i) {
        this.parents[i] = NOBODY;
        this.siblings[i] = this.root;
        this.root = i;
      } else {
        this.siblings[i] = this.children[parent];
        this.children[parent] = i;
      }
    }
  }

  /** Goes to the first process. False if there is none. */
  first(): bool {
    this.at = this.root;
    this.depth = 0;
    return this.at !== NOBODY;
  }

  /** Goes to the next process. False if there is none left. */
  next(): bool {
    if (this.children[this.at] !== NOBODY) {
      this.at = this.children[this.at];
      this.depth++;
      return true;
    }
    while (this.siblings[this.at] === NOBODY) {
      this.at = this.parents[this.at];
      this.depth--;
      if (this.at === NOBODY) return false;
    }
    this.at = this.siblings[this.at];
    return true;
  }
}
