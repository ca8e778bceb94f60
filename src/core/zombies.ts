/** Which living process has the most zombies: processes that have ended and that it does not reap. */
import { processName } from "./command";
import { Kernel } from "./kernel";
import { ProcessStat } from "./processes";

/** So many parents with zombies are told apart. */
const MOST_PARENTS: i32 = 64;

export class Zombies {
  /** The process, its name and how many it has; 0 if nobody has any. */
  parent: i32 = 0;
  name: string = "";
  most: i32 = 0;

  /** Looks at all processes, in little memory. The init's own are none: it is about to reap them. */
  look(kernel: Kernel): void {
    if (kernel.openProcesses() < 0) return;
    const parents: i32[] = [];
    const counts: i32[] = [];
    const self = kernel.pid();
    const stat = new ProcessStat();
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
    if (this.parent > 0) this.name = processName(kernel, this.parent);
  }
}
