/** Looks at the processes, and a second time at the zombies: one that its parent is about to reap does not count. */
import { Kernel } from "../base/kernel";
import { ProcessTable } from "../proc/process-table";

/** More processes are not looked at: the memory for them is limited. */
const MOST_PROCESSES: i32 = 20000;

export class Look {
  readonly table: ProcessTable = new ProcessTable();
  /** The processes that were zombies in every look so far, as indexes into the table. */
  zombies: i32[] = [];
  /** Whether there may be more processes than were looked at. */
  isCut: bool = false;
  /** How often it has looked. */
  times: i32 = 0;

  constructor(private readonly kernel: Kernel) {}

  /** Looks at them, anew if it has done so before. 0, or -errno if no process can be seen. */
  take(): i32 {
    const table = this.table;
    this.times++;
    if (this.times > 1) {
      this.zombies = table.lookAtZombies(this.kernel);
      return 0;
    }
    const opened = table.look(this.kernel, MOST_PROCESSES);
    // Whoever looks is a process too: if there is none, they could not be read.
    if (opened < 0 || table.pids.length === 0) return opened < 0 ? opened : -table.error;
    this.isCut = table.pids.length === MOST_PROCESSES;
    for (let i: i32 = 0; i < table.pids.length; i++) if (table.isZombie(i)) this.zombies.push(i);
    return 0;
  }
}
