/** All processes that /proc shows: proc(5). */
import { Kernel } from "../base/kernel";
import { Largest } from "./largest";
import { placeOf } from "./pids";
import { isZombie, ProcessStat } from "./process-stat";

/** A look at all processes, sorted by pid. */
export class ProcessTable {
  readonly pids: i32[] = [];
  /** For each process: what ProcessStat says of it. */
  readonly starts: f64[] = [];
  readonly parents: i32[] = [];
  readonly states: i32[] = [];
  readonly threads: i32[] = [];
  readonly nameHashes: i32[] = [];
  readonly largest: Largest = new Largest();
  /** The errno if a process could not be read; 0 if all that are there could. */
  error: i32 = 0;
  private readonly stat: ProcessStat = new ProcessStat();

  /** Fills the table, once, with the first `most` processes. 0 or -errno: see Kernel.openProcesses(). */
  look(kernel: Kernel, most: i32): i32 {
    const stat = this.stat;
    const result = kernel.openProcesses();
    if (result < 0) return result;
    for (let pid = kernel.nextProcess(); pid > 0; pid = kernel.nextProcess()) {
      if (this.pids.length === most) continue;
      if (stat.read(kernel, pid)) {
        this.insert(pid, stat, stat.nameHash(kernel));
        this.largest.add(pid, stat);
      } else if (stat.error > 0) this.error = stat.error;
    }
    return 0;
  }

  /** Looks once more at those that were zombies. Those that still are, as indexes; who is gone is taken out. */
  lookAtZombies(kernel: Kernel): i32[] {
    const stat = this.stat;
    const zombies: i32[] = [];
    let count: i32 = 0;
    for (let i: i32 = 0; i < this.pids.length; i++) {
      this.move(i, count);
      if (this.isZombie(i)) {
        if (!stat.read(kernel, this.pids[i])) continue;
        if (stat.isZombie() && stat.start === this.starts[i]) zombies.push(count);
        this.set(count, this.pids[i], stat, stat.nameHash(kernel));
      }
      count++;
    }
    this.setLength(count);
    return zombies;
  }

  /** Whether the process at `index` has ended and was not reaped. */
  isZombie(index: i32): bool {
    return isZombie(this.states[index], this.threads[index]);
  }

  /** Where `pid` stands in the table, or -1. */
  indexOf(pid: i32): i32 {
    const place = placeOf(this.pids, pid);
    return place < this.pids.length && this.pids[place] === pid ? place : -1;
  }

  private insert(pid: i32, stat: ProcessStat, nameHash: i32): void {
    let at: i32 = this.pids.length;
    this.pids.push(0);
    this.starts.push(0);
    this.parents.push(0);
    this.states.push(0);
    this.threads.push(0);
    this.nameHashes.push(0);
    // Linux lists them in order: then nothing has to be moved.
    for (; at > 0 && this.pids[at - 1] > pid; at--) this.move(at - 1, at);
    this.set(at, pid, stat, nameHash);
  }

  private move(from: i32, to: i32): void {
    this.pids[to] = this.pids[from];
    this.starts[to] = this.starts[from];
    this.parents[to] = this.parents[from];
    this.states[to] = this.states[from];
    this.threads[to] = this.threads[from];
    this.nameHashes[to] = this.nameHashes[from];
  }

  private set(at: i32, pid: i32, stat: ProcessStat, nameHash: i32): void {
    this.pids[at] = pid;
    this.starts[at] = stat.start;
    this.parents[at] = stat.parent;
    this.states[at] = stat.state;
    this.threads[at] = stat.threads;
    this.nameHashes[at] = nameHash;
  }

  private setLength(length: i32): void {
    this.pids.length = length;
    this.starts.length = length;
    this.parents.length = length;
    this.states.length = length;
    this.threads.length = length;
    this.nameHashes.length = length;
  }
}
