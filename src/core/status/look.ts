/** Looks at the processes, and a second time if there are zombies: one that its parent is about to reap does not count. */
import { Kernel } from "../base/kernel";
import { ProcessTable } from "../proc/process-table";

/** More processes are not looked at: the memory for them is limited. */
const MOST_PROCESSES: i32 = 20000;

export class Look {
  table: ProcessTable = new ProcessTable();
  /** The processes that were zombies in every look so far, as indexes into the table. */
  zombies: i32[] = [];
  /** How often it has looked. */
  times: i32 = 0;

  constructor(private readonly kernel: Kernel) {}

  /** Looks at them, anew if it has done so before. 0, or -errno if no process can be seen. */
  take(): i32 {
    const table = new ProcessTable();
    const opened = table.look(this.kernel, MOST_PROCESSES);
    // Whoever looks is a process too: if there is none, they could not be read.
    const result = opened < 0 || table.pids.length > 0 ? opened : -table.error;
    if (result < 0) return result;
    const zombies: i32[] = [];
    for (let i: i32 = 0; i < table.pids.length; i++) {
      if (table.isZombie(i) && (this.times === 0 || this.wasZombie(table.pids[i], table.starts[i]))) zombies.push(i);
    }
    this.times++;
    this.table = table;
    this.zombies = zombies;
    return 0;
  }

  /** Whether there may be more processes than were looked at. */
  isCut(): bool {
    return this.table.pids.length === MOST_PROCESSES;
  }

  /** Whether the process was a zombie in the look before. */
  private wasZombie(pid: i32, start: f64): bool {
    const index = this.table.indexOf(pid);
    return index >= 0 && this.table.starts[index] === start && this.table.isZombie(index);
  }
}
