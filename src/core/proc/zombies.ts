/** Which living process has the most zombies: children that have ended and that it does not reap. */

import { Kernel } from "../base/kernel";
import { processName } from "./process-name";
import { ProcessStat } from "./process-stat";

/** The zombies of so many parents are counted. */
const MOST_PARENTS: i32 = 64;
/** So many zombies of one parent are no coincidence, and so many are remembered. */
export const MANY: i32 = 20;
const RUNNING: i32 = 82;

export class Zombies {
  /** The parent's pid, and how many zombies it has; 0 if there are none. */
  parent: i32 = 0;
  most: i32 = 0;
  /** When the parent started, in clock ticks since boot. */
  private parentStart: f64 = 0;
  /** Some of its zombies, and when each started. */
  private readonly pids: i32[] = [];
  private readonly starts: f64[] = [];
  private readonly stat: ProcessStat = new ProcessStat();

  constructor(private readonly kernel: Kernel) {}

  /** Looks at all processes, in little memory. The init's own zombies do not count: it is about to reap them. */
  look(): void {
    const kernel = this.kernel;
    const stat = this.stat;
    this.parent = 0;
    this.most = 0;
    if (kernel.openProcesses() < 0) return;
    const parents: i32[] = [];
    const counts: i32[] = [];
    const self = kernel.pid();
    for (let pid = kernel.nextProcess(); pid > 0; pid = kernel.nextProcess()) {
      if (!stat.read(kernel, pid) || !stat.isZombie() || stat.parent === self) continue;
      let at = parents.indexOf(stat.parent);
      if (at < 0 && parents.length === MOST_PARENTS) continue;
      if (at < 0) {
        at = parents.length;
        parents.push(stat.parent);
        counts.push(0);
      }
      counts[at] += 1;
      if (counts[at] > this.most) {
        this.most = counts[at];
        this.parent = stat.parent;
      }
    }
  }

  /** Remembers MANY of the parent's zombies, for areStillThere(). False if there are not that many any more. */
  remember(): bool {
    const kernel = this.kernel;
    const stat = this.stat;
    this.pids.length = 0;
    this.starts.length = 0;
    if (!stat.read(kernel, this.parent) || kernel.openProcesses() < 0) return false;
    this.parentStart = stat.start;
    for (let pid = kernel.nextProcess(); pid > 0; pid = kernel.nextProcess()) {
      if (this.pids.length === MANY || !stat.read(kernel, pid)) continue;
      if (stat.parent !== this.parent || !stat.isZombie()) continue;
      this.pids.push(pid);
      this.starts.push(stat.start);
    }
    return this.pids.length === MANY;
  }

  /** Whether all that were remembered are still there, zombies of the same parent. */
  areStillThere(): bool {
    for (let i: i32 = 0; i < this.pids.length; i++) {
      const isSame = this.stat.read(this.kernel, this.pids[i]) && this.stat.start === this.starts[i];
      if (!isSame || this.stat.parent !== this.parent || !this.stat.isZombie()) return false;
    }
    return this.stat.read(this.kernel, this.parent) && this.stat.start === this.parentStart;
  }

  /** Whether the parent runs, or waits for a CPU: it may just be late in reaping. */
  isParentBusy(): bool {
    return this.stat.read(this.kernel, this.parent) && this.stat.state === RUNNING;
  }

  /** The parent's name. */
  name(): string {
    return processName(this.kernel, this.parent);
  }
}
