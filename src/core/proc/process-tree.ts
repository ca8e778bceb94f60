/** The processes in the order of their descent: each before its children, which are in the order of their pids. */
import { ProcessTable } from "./processes";

const NOBODY: i32 = -1;

export class ProcessTree {
  /** For each process of the table: where in it its parent, first child and next sibling are, or NOBODY. */
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
    // From the end, so that the lists, to which is added in front, come out in order.
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
