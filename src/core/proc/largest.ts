/** The processes that have the most memory. */
import { ProcessStat } from "./process-stat";

/** So many are kept. */
const MOST: i32 = 5;

export class Largest {
  /** The largest first: their pids, and how much memory each has, in pages. */
  readonly pids: i32[] = [];
  private readonly pages: f64[] = [];
  /** How much CPU time each has used, in hundredths of a second. */
  readonly ticks: f64[] = [];

  /** Keeps a process if it is one of them. */
  add(pid: i32, stat: ProcessStat): void {
    let at: i32 = this.pids.length;
    if (stat.pages === 0 || (at === MOST && stat.pages <= this.pages[at - 1])) return;
    if (at < MOST) {
      this.pids.push(0);
      this.pages.push(0);
      this.ticks.push(0);
    } else at--;
    for (; at > 0 && this.pages[at - 1] < stat.pages; at--) {
      this.pids[at] = this.pids[at - 1];
      this.pages[at] = this.pages[at - 1];
      this.ticks[at] = this.ticks[at - 1];
    }
    this.pids[at] = pid;
    this.pages[at] = stat.pages;
    this.ticks[at] = stat.ticks;
  }
}
