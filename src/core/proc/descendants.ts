/**
 * The init's descendants, each once. They are found by going through all of /proc, again and again until nobody new is there,
 * because some fork while it is looked, and an orphan has a new parent: the init. What is remembered is in proportion to the
 * descendants, not to the strangers.
 */
import { Kernel } from "../base/kernel";
import { ProcessStat } from "./processes";

/** Times to go through /proc. A fork storm may outrun that; it meets SIGKILL, which comes again and again. */
const MOST_LOOKS: i32 = 20;
/** Where somebody cannot be read, so many looks may do without finding anybody: the reason may be gone in the next. */
const LOOKS_FOR_UNREAD: i32 = 3;

export class Descendants {
  /** The one that was found last. */
  pid: i32 = 0;
  /** When it started, in clock ticks since boot. */
  start: f64 = 0;
  /** Why nobody can be seen: -errno of Kernel.openProcesses(); 0 if they can. */
  error: i32 = 0;
  /** Why somebody could not be read in the last look, as -errno: whose descendant it is cannot be known. 0 if all could. */
  unread: i32 = 0;
  /** Those that were found, sorted by pid, and when each started. */
  private readonly pids: i32[] = [];
  private readonly starts: f64[] = [];
  private readonly stat: ProcessStat = new ProcessStat();
  private readonly parentStat: ProcessStat = new ProcessStat();
  private readonly self: i32;
  private looks: i32 = 0;
  /** How many were found in this look. */
  private found: i32 = 0;
  /** Whether somebody's parent ended between the two lines: an orphan of ours has the init as its parent in the next look. */
  private isUnsettled: bool = false;

  constructor(private readonly kernel: Kernel) {
    this.self = kernel.pid();
    this.look();
  }

  /** Goes on to the next one: `pid`. False if there is none left, or an `error`. */
  next(): bool {
    while (this.error === 0) {
      const pid = this.kernel.nextProcess();
      if (pid > 0) {
        if (this.stat.read(this.kernel, pid) && this.isNew(pid)) return true;
        if (this.stat.error > 0) this.unread = -this.stat.error;
      } else {
        if (pid < 0) this.unread = pid;
        if (this.isEnough()) return false;
        this.look();
      }
    }
    return false;
  }

  private isEnough(): bool {
    if (this.looks === MOST_LOOKS) return true;
    if (this.found > 0 || this.isUnsettled) return false;
    // The first look may have come too early: who ended in its course left orphans, which it had passed by then.
    return this.looks >= (this.unread < 0 ? LOOKS_FOR_UNREAD : 2);
  }

  private look(): void {
    this.looks++;
    this.found = 0;
    this.isUnsettled = false;
    this.unread = 0;
    this.error = this.kernel.openProcesses();
  }

  /** Whether the process `pid`, whose stat was read, is a descendant that was not found before. */
  private isNew(pid: i32): bool {
    const stat = this.stat;
    // 1 is the init itself or, if tsinit isn't PID 1, another: nobody's descendant, whatever the line says
    if (pid <= 1 || pid === this.self || (stat.parent !== this.self && !this.isDescendant(stat.parent))) return false;
    const at = this.placeOf(pid);
    if (at < this.pids.length && this.pids[at] === pid) {
      if (this.starts[at] === stat.start) return false;
      this.starts[at] = stat.start; // another one, with the pid of one that is gone
    } else {
      this.insert(at, pid, stat.start);
    }
    this.pid = pid;
    this.start = stat.start;
    this.found++;
    return true;
  }

  /** Whether the process `pid` is one that was found. By the pid alone it could be a stranger who has got it since. */
  private isDescendant(pid: i32): bool {
    const at = this.placeOf(pid);
    if (at >= this.pids.length || this.pids[at] !== pid) return false;
    if (this.parentStat.read(this.kernel, pid) && this.parentStat.start === this.starts[at]) return true;
    this.isUnsettled = true;
    return false;
  }

  /** Where `pid` stands, or would have to. */
  private placeOf(pid: i32): i32 {
    let low: i32 = 0;
    let high: i32 = this.pids.length;
    while (low < high) {
      const middle: i32 = (low + high) >> 1;
      if (this.pids[middle] < pid) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private insert(place: i32, pid: i32, start: f64): void {
    let at: i32 = this.pids.length;
    this.pids.push(pid);
    this.starts.push(start);
    // Linux lists them in order: nothing is to be moved then.
    for (; at > place; at--) {
      this.pids[at] = this.pids[at - 1];
      this.starts[at] = this.starts[at - 1];
    }
    this.pids[at] = pid;
    this.starts[at] = start;
  }
}
