/** All processes that /proc shows: proc(5). */
import { Kernel } from "../base/kernel";
import { Largest } from "./largest";
import { placeOf } from "./pids";
import { isZombie, ProcessStat } from "./process-stat";

/** One look at all processes, sorted by pid. */
export class ProcessTable {
  readonly pids: i32[] = [];
  /** For each process: what ProcessStat says of it. */
  readonly starts: f64[] = [];
  readonly parents: i32[] = [];
  readonly states: i32[] = [];
  readonly threads: i32[] = [];
  readonly largest: Largest = new Largest();
  /** The errno if a process could not be read; 0 if all that are there could. */
  error: i32 = 0;
  private readonly stat: ProcessStat = new ProcessStat();

  /** Fills the table, once, with the first `most` processes. 0 or -errno: see Kernel.openProcesses(). */
  look(kernel: Kernel, most: i32): i32 {
    const result = kernel.openProcesses();
    if (result < 0) return result;
    for (let pid = kernel.nextProcess(); pid > 0; pid = kernel.nextProcess()) {
      if (this.pids.length === most) continue;
      if (this.stat.read(kernel, pid)) this.take(pid, this.stat);
      else if (this.stat.error > 0) this.error = this.stat.error;
    }
    return 0;
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

  private take(pid: i32, stat: ProcessStat): void {
    this.insert(pid, stat);
    this.largest.add(pid, stat);
  }

  private insert(pid: i32, stat: ProcessStat): void {
    let at: i32 = this.pids.length;
    this.pids.push(pid);
    this.parents.push(stat.parent);
    this.starts.push(stat.start);
    this.states.push(stat.state);
    this.threads.push(stat.threads);
    // Linux lists them in order: then nothing has to be moved.
    for (; at > 0 && this.pids[at - 1] > pid; at--) {
      this.pids[at] = this.pids[at - 1];
      this.parents[at] = this.parents[at - 1];
      this.starts[at] = this.starts[at - 1];
      this.states[at] = this.states[at - 1];
      this.threads[at] = this.threads[at - 1];
    }
    this.pids[at] = pid;
    this.parents[at] = stat.parent;
    this.starts[at] = stat.start;
    this.states[at] = stat.state;
    this.threads[at] = stat.threads;
  }
}
