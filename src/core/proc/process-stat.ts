/** What /proc/PID/stat says of a process: proc(5). */
import { ENOENT, ESRCH } from "../base/errno";
import { Kernel } from "../base/kernel";
import { find, SPACE } from "./file";

const OPENING_PARENTHESIS: i32 = 40;
const CLOSING_PARENTHESIS: i32 = 41;
/** The letters Z and T. */
const ZOMBIE: i32 = 90;
const STOPPED: i32 = 84;

export class ProcessStat {
  /** The parent's process ID; 0 if it is outside the PID namespace. */
  parent: i32 = 0;
  /** Its process group and its session. */
  group: i32 = 0;
  session: i32 = 0;
  /** Whether it has a controlling terminal: tty(4). */
  hasTerminal: bool = false;
  /** When the process started, in clock ticks since boot: pid and start together mean one process for good. */
  start: f64 = 0;
  /** What it does, as the code of a letter: R, S, D, T, Z. */
  state: i32 = 0;
  /** How many threads it has. */
  threads: i32 = 0;
  /** How much CPU time it has used, in clock ticks, and how much memory it has, in pages. */
  ticks: f64 = 0;
  pages: f64 = 0;
  /** The errno if it could not be read; 0 if it could, or the process is gone. */
  error: i32 = 0;
  private size: i32 = 0;
  private nameEnd: i32 = 0;

  /** Reads that of process `pid`. False if the process is gone, it cannot be read (`error`), or the line makes no sense. */
  read(kernel: Kernel, pid: i32): bool {
    const size = kernel.readStat(pid);
    this.size = size;
    this.error = size < 0 && size !== -ENOENT && size !== -ESRCH ? -size : 0;
    // The command's name, in parentheses, may hold any byte, parentheses and newlines too: the last one closes it.
    let at: i32 = size - 1;
    while (at >= 0 && kernel.byte(at) !== CLOSING_PARENTHESIS) at--;
    if (at < 0) return false;
    this.nameEnd = at;
    this.state = at + 2 < size ? kernel.byte(at + 2) : 0;
    // After it, each with a blank before: state (field 3), parent (4), group (5), session (6), terminal (7), ...,
    // threads (20), ..., start time (22).
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
      const number: i32 = digits > 0 && digits < 10 ? (value as i32) : 0;
      if (field === 5) this.group = number;
      if (field === 6) this.session = number;
      if (field === 7) this.hasTerminal = value > 0;
      if (field === 20) this.threads = digits < 10 ? (value as i32) : 0;
      if (field === 14) this.ticks = value;
      if (field === 15) this.ticks += value;
      if (field === 22) {
        if (parent < 0 || digits === 0) return false;
        this.parent = parent;
        this.start = value;
        this.pages = 0;
      }
      if (field === 24) {
        this.pages = value;
        return true;
      }
      field++;
      value = 0;
      digits = 0;
    }
    return field > 22;
  }

  /** The command's name, at most 15 bytes of it. Only right after read(): no other file may be read in between. */
  name(kernel: Kernel): string {
    const start = find(kernel, OPENING_PARENTHESIS, 0, this.nameEnd) + 1;
    return kernel.text(Math.min(start, this.nameEnd) as i32, this.nameEnd);
  }

  /** A number that is the same for the same name and, but for a chance of one in 2^32, another one for another. Right after read(). */
  nameHash(kernel: Kernel): i32 {
    let hash: i32 = 0;
    for (let i: i32 = find(kernel, OPENING_PARENTHESIS, 0, this.nameEnd); i < this.nameEnd; i++)
      hash = ((hash << 5) + hash) ^ kernel.byte(i);
    return hash;
  }

  /** Whether a signal has stopped it. */
  isStopped(): bool {
    return this.state === STOPPED;
  }

  /** Whether it has ended and was not reaped. */
  isZombie(): bool {
    return isZombie(this.state, this.threads);
  }

  /**
   * Its wait status, the last field, if it is a zombie; 0 where the kernel does not tell, as of another user's: proc(5). Only
   * right after read().
   */
  waitStatus(kernel: Kernel): i32 {
    let at: i32 = this.size - 1;
    while (at > this.nameEnd && (kernel.byte(at) < 48 || kernel.byte(at) > 57)) at--;
    let value: i32 = 0;
    let unit: i32 = 1;
    for (; at > this.nameEnd && kernel.byte(at) >= 48 && kernel.byte(at) <= 57 && unit < 1000000; at--) {
      value += (kernel.byte(at) - 48) * unit;
      unit *= 10;
    }
    return value;
  }
}

/** Whether such a process has ended and was not reaped. Where only the first of several threads has ended, the letter is Z too. */
export function isZombie(state: i32, threads: i32): bool {
  return state === ZOMBIE && threads <= 1;
}
