/** Processes that are remembered: each by its pid and its start, which together mean one process for good. */
import { placeOf } from "./pids";

/** The start of one that is forgotten: no process has it. */
const FORGOTTEN: f64 = -1;

export class ProcessSet {
  /** Sorted. */
  private readonly pids: i32[] = [];
  /** When each started, in clock ticks since boot. */
  private readonly starts: f64[] = [];

  /** When the process of that pid started that is in the set; below 0 if there is none. */
  startOf(pid: i32): f64 {
    const at = placeOf(this.pids, pid);
    return at < this.pids.length && this.pids[at] === pid ? this.starts[at] : FORGOTTEN;
  }

  has(pid: i32, start: f64): bool {
    return this.startOf(pid) === start;
  }

  /** Whether it was not there. Another one of the same pid, which must be gone, is forgotten. */
  add(pid: i32, start: f64): bool {
    const at = placeOf(this.pids, pid);
    if (at < this.pids.length && this.pids[at] === pid) {
      if (this.starts[at] === start) return false;
      this.starts[at] = start;
    } else this.insert(at, pid, start);
    return true;
  }

  /** Its place is kept: to close the gap would cost a crowd's end the square of its number. */
  forget(pid: i32): void {
    const at = placeOf(this.pids, pid);
    if (at < this.pids.length && this.pids[at] === pid) this.starts[at] = FORGOTTEN;
  }

  /** How many there are, those included that are forgotten. */
  size(): i32 {
    return this.pids.length;
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
