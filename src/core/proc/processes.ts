/** The processes of /proc: proc(5). */
import { ENOENT, ESRCH } from "../base/errno";
import { Kernel } from "../base/kernel";
import { find, SPACE } from "./file";

const OPENING_PARENTHESIS: i32 = 40;
const CLOSING_PARENTHESIS: i32 = 41;
/** The letter of a process that has ended and was not reaped. */
const ZOMBIE: i32 = 90;

/** More than the kernel has pids for: kernel.pid_max in proc(5). */
const MOST_PROCESSES: i32 = 1 << 22;

/** What is needed of /proc/PID/stat. */
export class ProcessStat {
  /** The parent's process ID; 0 if it is outside the PID namespace. */
  parent: i32 = 0;
  /** When the process started, in clock ticks since boot: with the pid it names one process for good. */
  start: f64 = 0;
  /** The letter for what it does, its code: R, S, D, T, Z. */
  state: i32 = 0;
  /** How many threads it has. */
  threads: i32 = 0;
  /** Why it could not be read, as a number above 0: errno. 0 if it could, or the process is gone. */
  error: i32 = 0;
  private nameEnd: i32 = 0;

  /** Reads it of process `pid`. False if the process is gone, or the line makes no sense. */
  read(kernel: Kernel, pid: i32): bool {
    const size = kernel.readStat(pid);
    this.error = size < 0 && size !== -ENOENT && size !== -ESRCH ? -size : 0;
    // The command's name, in parentheses, may hold any byte, parentheses and newlines too: the last one closes it.
    let at: i32 = size - 1;
    while (at >= 0 && kernel.byte(at) !== CLOSING_PARENTHESIS) at--;
    if (at < 0) return false;
    this.nameEnd = at;
    this.state = at + 2 < size ? kernel.byte(at + 2) : 0;
    // After it, each with a blank before: state (field 3), parent (4), ..., threads (20), ..., start time (22).
    let field: i32 = 2;
    let value: f64 = 0;
    let digits: i32 = 0;
    let parent: i32 = -1;
    for (at++; at <= size; at++) {
      const byte: i32 = at < size ? kernel.byte(at) : SPACE;
      if (byte >= 48 && byte <= 57) {
        value = value * 10 + byte - 48;
        digits++;
        continue;
      }
      if (byte !== SPACE) {
        if (field === 4 || field === 22) return false;
        continue;
      }
      if (field === 4 && digits > 0 && digits < 10) parent = value as i32;
      if (field === 20) this.threads = digits < 10 ? (value as i32) : 0;
      if (field === 22) {
        if (parent < 0 || digits === 0) return false;
        this.parent = parent;
        this.start = value;
        return true;
      }
      field++;
      value = 0;
      digits = 0;
    }
    return false;
  }

  /** The command's name, at most 15 bytes of it. To be asked for right after read(): no other file may come between. */
  name(kernel: Kernel): string {
    const start = find(kernel, OPENING_PARENTHESIS, 0, this.nameEnd) + 1;
    return kernel.text(Math.min(start, this.nameEnd) as i32, this.nameEnd);
  }

  /** Whether it has ended and was not reaped. A process whose first thread alone has ended has the letter Z as well. */
  isZombie(): bool {
    return isZombie(this.state, this.threads);
  }
}

function isZombie(state: i32, threads: i32): bool {
  return state === ZOMBIE && threads <= 1;
}

/** One look at all processes, sorted by pid. */
export class ProcessTable {
  readonly pids: i32[] = [];
  readonly starts: f64[] = [];
  readonly parents: i32[] = [];
  /** For each process: what ProcessStat says of it. */
  readonly states: i32[] = [];
  readonly threads: i32[] = [];
  /** Why a process could not be read, as a number above 0; 0 if all could that are there. */
  error: i32 = 0;
  private readonly stat: ProcessStat = new ProcessStat();

  /** Forgets what was seen. */
  clear(): void {
    this.pids.length = 0;
    this.starts.length = 0;
    this.parents.length = 0;
    this.states.length = 0;
    this.threads.length = 0;
  }

  /** Looks anew, at the first `most` processes. 0 or -errno: see Kernel.openProcesses(). */
  look(kernel: Kernel, most: i32 = MOST_PROCESSES): i32 {
    this.clear();
    const result = kernel.openProcesses();
    if (result < 0) return result;
    for (let pid = kernel.nextProcess(); pid > 0; pid = kernel.nextProcess()) {
      if (this.pids.length === most) continue;
      if (this.stat.read(kernel, pid)) this.insert(pid, this.stat);
      else if (this.stat.error > 0) this.error = this.stat.error;
    }
    return 0;
  }

  /** Whether the process at `index` has ended and was not reaped. */
  isZombie(index: i32): bool {
    return isZombie(this.states[index], this.threads[index]);
  }

  private insert(pid: i32, stat: ProcessStat): void {
    let at: i32 = this.pids.length;
    this.push(pid, stat.parent, stat.start, stat.state, stat.threads);
    // Linux lists them in order: nothing is to be moved then.
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

  private push(pid: i32, parent: i32, start: f64, state: i32, threads: i32): void {
    this.pids.push(pid);
    this.parents.push(parent);
    this.starts.push(start);
    this.states.push(state);
    this.threads.push(threads);
  }

  /** Where `pid` stands in the table, or -1. */
  indexOf(pid: i32): i32 {
    let low: i32 = 0;
    let high: i32 = this.pids.length - 1;
    while (low <= high) {
      const middle: i32 = (low + high) >> 1;
      if (this.pids[middle] === pid) return middle;
      if (this.pids[middle] < pid) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
}
