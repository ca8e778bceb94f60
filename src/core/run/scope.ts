/**
 * Who is left to be ended well: as PID 1 everybody else in the PID namespace, otherwise the init's descendants, never a
 * neighbour in a shared namespace or on the host.
 */

import { EACCES, ENOSYS, EPERM, ESRCH, errorText } from "../base/errno";
import { Kernel } from "../base/kernel";
import { SIGCONT, signalName } from "../base/signals";
import { WARN } from "../log/levels";
import { Log } from "../log/log";
import { Descendants } from "../proc/descendants";
import { ProcessStat } from "../proc/process-stat";
import { Survivors } from "../proc/survivors";

/** Of more that cannot be signalled, only the number is told. */
const MOST_FAILURES: i32 = 10;

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
    return this.sendToDescendants(program, signo, thenContinue);
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

  private sendToDescendants(program: i32, signo: i32, thenContinue: bool): i32 {
    const descendants = new Descendants(this.kernel);
    const stat = new ProcessStat();
    let count: i32 = 0;
    let failures: i32 = 0;
    let isProgramTold: bool = program === 0;
    while (descendants.next()) {
      const result = this.sendToOne(stat, descendants, signo, thenContinue);
      if (descendants.pid === program && result === 0) isProgramTold = true;
      count++;
      if (result === 0 || result === -ESRCH || this.isQuiet) continue;
      failures++;
      if (failures <= MOST_FAILURES)
        this.sayFailed(`${signalName(signo)} could not be sent to process ${descendants.pid}: ${errorText(-result)}`);
    }
    if (failures > MOST_FAILURES)
      this.sayFailed(`${signalName(signo)} could not be sent to ${failures - MOST_FAILURES} more processes`);
    if (!isProgramTold) this.sendToProgram(program, signo, thenContinue);
    if (descendants.error < 0) return descendants.error;
    // Where /proc hides the processes of others (hidepid) somebody cannot be read as a rule: then it is no news.
    const isHidden = descendants.unread === -EPERM || descendants.unread === -EACCES;
    if (descendants.unread < 0 && !this.isQuiet && (count === 0 || !isHidden))
      this.sayFailed(
        `Somebody may not have been sent ${signalName(signo)}: a process in /proc cannot be read: ${errorText(-descendants.unread)}`,
      );
    return count;
  }

  /**
   * Between the look and now the process may have ended and its pid be somebody else's: held, its start time must be the same.
   * 0 or -errno.
   */
  private sendToOne(stat: ProcessStat, found: Descendants, signo: i32, thenContinue: bool): i32 {
    const kernel = this.kernel;
    const pid = found.pid;
    const handle = kernel.holdProcess(pid);
    if (handle === -ESRCH) return handle;
    let result: i32 = -ESRCH;
    // once more: what kept it from being read may be gone
    const isRead = stat.read(kernel, pid) || (stat.error > 0 && stat.read(kernel, pid));
    if (isRead && stat.start === found.start) {
      result = this.killOne(pid, handle, signo);
      if (thenContinue) this.killOne(pid, handle, SIGCONT);
    } else if (stat.error > 0) result = -stat.error;
    if (handle >= 0) kernel.releaseProcess(handle);
    return result;
  }

  /** Through the handle or, where there is none (an old kernel, a seccomp filter that does not know the call), by pid. */
  private killOne(pid: i32, handle: i32, signo: i32): i32 {
    const result = handle >= 0 ? this.kernel.killHeld(handle, signo) : -ENOSYS;
    return result === -ENOSYS || result === -EPERM ? this.kernel.kill(pid, signo) : result;
  }

  private sayFailed(message: string): void {
    this.log.say(WARN, "signal-failed", message);
  }
}
