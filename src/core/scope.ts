/**
 * Who is left to be ended well: as PID 1 everybody else in the PID namespace, otherwise the init's descendants, never a
 * neighbour in a shared namespace or on the host.
 */
import { ENOSYS, EPERM, ESRCH, errorText } from "./errno";
import { Kernel } from "./kernel";
import { Log, WARN } from "./log";
import { ProcessStat, ProcessTable } from "./processes";
import { SIGCONT, signalName } from "./signals";
import { Survivors } from "./survivors";

/** Looks at /proc for one signal at most. A fork storm may outrun that; it meets SIGKILL, which comes again and again. */
const MOST_LOOKS: i32 = 20;

export class Scope {
  private readonly isNamespace: bool;
  /** Whether nothing is said of those that cannot be signalled: it has been said. */
  isQuiet: bool = false;

  constructor(
    private readonly kernel: Kernel,
    private readonly log: Log,
  ) {
    this.isNamespace = kernel.pid() === 1;
  }

  /** Whether nobody is left. `childrenLeft` is what waitpid(2) said last: without children there are no descendants. */
  isEmpty(childrenLeft: bool): bool {
    if (childrenLeft) return false;
    return !this.isNamespace || this.kernel.killNamespace(0) === -ESRCH;
  }

  /** Those who are left, by name. */
  survivors(): Survivors {
    const survivors = new Survivors();
    survivors.look(this.kernel, this.isNamespace);
    return survivors;
  }

  /**
   * Sends `signo` to everyone, if `thenContinue` with a CONT after it, because a stopped process cannot act on a signal.
   * Returns how many were there (at least: as PID 1 the kernel does not say), or -errno if it could not be seen: then only
   * the program, if it runs (`program` > 0), has got the signal.
   */
  send(program: i32, signo: i32, thenContinue: bool): i32 {
    if (this.isNamespace) return this.sendToNamespace(signo, thenContinue);
    const result = this.sendToDescendants(signo, thenContinue);
    if (result < 0 && program > 0) this.sendToProgram(program, signo, thenContinue);
    return result;
  }

  private sendToNamespace(signo: i32, thenContinue: bool): i32 {
    const result = this.kernel.killNamespace(signo);
    if (result === -ESRCH) return 0;
    if (result < 0) return result;
    if (thenContinue) this.kernel.killNamespace(SIGCONT);
    return 1;
  }

  /** A child that has not been reaped keeps its pid: it can be signalled where nobody can be seen. */
  private sendToProgram(program: i32, signo: i32, thenContinue: bool): void {
    this.kernel.kill(program, signo);
    if (thenContinue) this.kernel.kill(program, SIGCONT);
  }

  /** Some fork while we look: it is looked again until nobody new is found. */
  private sendToDescendants(signo: i32, thenContinue: bool): i32 {
    let count: i32 = 0;
    let table = new ProcessTable();
    let last = new ProcessTable();
    for (let look: i32 = 0; look < MOST_LOOKS; look++) {
      const result = table.look(this.kernel);
      if (result < 0) return result;
      const settled = table.trace(this.kernel.pid());
      const found = this.sendToNew(table, last, signo, thenContinue);
      count += found;
      const other = last;
      last = table;
      table = other;
      if (found === 0 && settled) break;
    }
    return count;
  }

  /** Sends to the descendants in `table` that were none in `last`. Both are sorted, so one walk through both does. */
  private sendToNew(table: ProcessTable, last: ProcessTable, signo: i32, thenContinue: bool): i32 {
    let count: i32 = 0;
    let old: i32 = 0;
    for (let i: i32 = 0; i < table.pids.length; i++) {
      if (!table.isDescendant(i)) continue;
      const pid = table.pids[i];
      while (old < last.pids.length && last.pids[old] < pid) old++;
      const seen = old < last.pids.length && last.pids[old] === pid && last.starts[old] === table.starts[i];
      if (seen && last.isDescendant(old)) continue;
      this.sendToOne(pid, table.starts[i], signo, thenContinue);
      count++;
    }
    return count;
  }

  /** Between the look and now the process may have ended and its pid be somebody else's: held, its start time must be the same. */
  private sendToOne(pid: i32, start: f64, signo: i32, thenContinue: bool): void {
    const kernel = this.kernel;
    const handle = kernel.holdProcess(pid);
    if (handle === -ESRCH) return;
    const stat = new ProcessStat();
    if (stat.read(kernel, pid) && stat.start === start) {
      this.report(pid, signo, this.killOne(pid, handle, signo));
      if (thenContinue) this.killOne(pid, handle, SIGCONT);
    }
    if (handle >= 0) kernel.releaseProcess(handle);
  }

  /** Through the handle or, where there is none (an old kernel, a seccomp filter that does not know the call), by pid. */
  private killOne(pid: i32, handle: i32, signo: i32): i32 {
    const result = handle >= 0 ? this.kernel.killHeld(handle, signo) : -ENOSYS;
    return result === -ENOSYS || result === -EPERM ? this.kernel.kill(pid, signo) : result;
  }

  private report(pid: i32, signo: i32, result: i32): void {
    if (result < 0 && result !== -ESRCH && !this.isQuiet) {
      this.log.say(
        WARN,
        "signal-failed",
        `${signalName(signo)} could not be sent to process ${pid}: ${errorText(-result)}`,
      );
    }
  }
}
