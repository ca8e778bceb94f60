/**
 * Who is left to be ended well: as PID 1 everybody else in the PID namespace, otherwise the init's descendants, never a
 * neighbour in a shared namespace or on the host.
 */
import { ESRCH } from "../base/errno";
import { Kernel } from "../base/kernel";
import { Log } from "../log/log";
import { Everyone } from "../proc/everyone";
import { isKilled, Survivors } from "../proc/survivors";
import { Failures } from "./failures";
import { Target } from "./target";

const FEW: i32 = 64;

export class Scope {
  /** Whether it is the whole PID namespace. */
  readonly isNamespace: bool;

  constructor(
    private readonly kernel: Kernel,
    private readonly log: Log,
  ) {
    this.isNamespace = kernel.pid() === 1;
  }

  /**
   * Whether nobody is left who lives. `childrenLeft` is what waitpid(2) said last: without children there are no descendants.
   * kill(-1) counts zombies as well, and one whose parent is outside of the namespace is reaped by nobody here.
   */
  isEmpty(childrenLeft: bool): bool {
    if (childrenLeft) return false;
    return !this.isNamespace || this.kernel.killNamespace(0) === -ESRCH || !this.hasLiving();
  }

  /** Whether somebody lives; also where that cannot be seen. */
  hasLiving(): bool {
    const everyone = new Everyone(this.kernel);
    while (everyone.next()) if (!everyone.stat.isZombie()) return true;
    return everyone.error < 0 || everyone.unread < 0;
  }

  /** Whether so few processes can be seen that to name them takes no time to speak of. */
  isSmall(): bool {
    let count: i32 = 0;
    if (this.kernel.openProcesses() < 0) return true;
    while (this.kernel.nextProcess() > 0) count++;
    return count <= FEW;
  }

  /** Those who were ended by a KILL that was just sent, or are about to be, by name. */
  killed(): Survivors {
    const killed = new Survivors();
    const everyone = new Everyone(this.kernel);
    while (everyone.next()) if (isKilled(this.kernel, everyone.pid)) killed.add(this.kernel, everyone.pid);
    return killed;
  }

  /**
   * Sends `signo` to everyone. 1, or 0 if nobody is there, or -errno if it could not be seen who that is: then only the program
   * has got it, if it runs (`program` > 0). `isQuiet`: nothing is said of those that cannot be signalled.
   */
  send(program: i32, signo: i32, isQuiet: bool): i32 {
    if (!this.isNamespace) return this.sendToDescendants(program, signo, isQuiet);
    const result = this.kernel.killNamespace(signo);
    if (result === 0) return 1;
    return result === -ESRCH ? 0 : result;
  }

  private sendToDescendants(program: i32, signo: i32, isQuiet: bool): i32 {
    const everyone = new Everyone(this.kernel);
    const failures = new Failures(this.log, signo);
    const target = new Target(this.kernel);
    let isAnybodySeen: bool = false;
    let isProgramTold: bool = program === 0;
    while (everyone.next()) {
      isAnybodySeen = true;
      let result = target.aim(everyone.pid, everyone.stat);
      if (result === 0) {
        result = target.kill(signo);
        target.release();
      }
      if (everyone.pid === program && result === 0) isProgramTold = true;
      failures.add(everyone.pid, result);
    }
    // a child that has not been reaped keeps its pid: it can be signalled where nobody can be seen
    if (!isProgramTold) this.kernel.kill(program, signo);
    if (everyone.error < 0) return everyone.error;
    if (!isQuiet) {
      failures.say();
      failures.sayUnread(everyone, isAnybodySeen);
    }
    return isAnybodySeen || program > 0 ? 1 : 0;
  }
}
