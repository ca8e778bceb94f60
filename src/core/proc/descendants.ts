/**
 * The init's descendants, each once. They are found by going through all of /proc, again and again until nobody new is there:
 * some fork meanwhile, and an orphan gets a new parent, the init. Only descendants are remembered, no strangers.
 */
import { Kernel } from "../base/kernel";
import { placeOf } from "./pids";
import { ProcessStat } from "./process-stat";

/** How often to go through /proc. A fork storm may outrun that; it meets SIGKILL, which is sent again and again. */
const MOST_LOOKS: i32 = 20;
/** If a process cannot be read, there are at least so many looks: the next may be able to. */
const LOOKS_FOR_UNREAD: i32 = 3;

export class Descendants {
  /** The descendant that was found last. */
  pid: i32 = 0;
  /** When it started, in clock ticks since boot. */
  start: f64 = 0;
  /** Why /proc cannot be read: -errno of Kernel.openProcesses(). 0 if it can. */
  error: i32 = 0;
  /** Why a process could not be read in the last look, as -errno: it may be a descendant. 0 if all could be read. */
  unread: i32 = 0;
  /** All that were found, sorted by pid, and when each started. */
  private readonly pids: i32[] = [];
  private readonly starts: f64[] = [];
  private readonly stat: ProcessStat = new ProcessStat();
  private readonly parentStat: ProcessStat = new ProcessStat();
  private readonly self: i32;
  private looks: i32 = 0;
  /** How many were found in this look. */
  private found: i32 = 0;
  /** Whether a process's parent ended before it could be read: if it was ours, the next look shows the init as the new parent. */
  private isUnsettled: bool = false;

  constructor(private readonly kernel: Kernel) {
    this.self = kernel.pid();
    this.look();
  }

  /** Goes on to the next one, `pid`. False if there is none left, or an `error`. */
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
    // One look is not enough: a process that ends during it leaves orphans that the look may have passed already.
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
    // 1 is the init itself or, if tsinit is not PID 1, another init: never a descendant, whatever the line says
    if (pid <= 1 || pid === this.self || (stat.parent !== this.self && !this.isDescendant(stat.parent))) return false;
    const at = placeOf(this.pids, pid);
    if (at < this.pids.length && this.pids[at] === pid) {
      if (this.starts[at] === stat.start) return false;
      this.starts[at] = stat.start; // a new process: the one that had this pid is gone
    } else {
      this.insert(at, pid, stat.start);
    }
    this.pid = pid;
    this.start = stat.start;
    this.found++;
    return true;
  }

  /** Whether the process `pid` is one that was found. The start is compared too: the pid may be a stranger's by now. */
  private isDescendant(pid: i32): bool {
    const at = placeOf(this.pids, pid);
    if (at >= this.pids.length || this.pids[at] !== pid) return false;
    if (this.parentStat.read(this.kernel, pid) && this.parentStat.start === this.starts[at]) return true;
    this.isUnsettled = true;
    return false;
  }

  private insert(place: i32, pid: i32, start: f64): void {
    let at: i32 = this.pids.length;
    this.pids.push(pid);
    this.starts.push(start);
    // Linux lists them in order: then nothing has to be moved.
    for (; at > place; at--) {
      this.pids[at] = this.pids[at - 1];
      this.starts[at] = this.starts[at - 1];
    }
    this.pids[at] = pid;
    this.starts[at] = start;
  }
}
