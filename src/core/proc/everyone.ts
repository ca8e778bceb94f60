/**
 * Everyone in scope, each once: as PID 1 everybody else in the PID namespace, otherwise the init's descendants, never a
 * neighbour. Descendants are found by going through all of /proc, again and again until nobody new is there: some fork
 * meanwhile, and an orphan gets a new parent, the init. Only they are remembered, no strangers.
 */
import { Kernel } from "../base/kernel";
import { ProcessSet } from "./process-set";
import { ProcessStat } from "./process-stat";

/** How often to go through /proc. A fork storm may outrun that; it meets SIGKILL, which is sent again and again. */
const MOST_LOOKS: i32 = 20;
/** If a process cannot be read, there are at least so many looks: the next may be able to. */
const LOOKS_FOR_UNREAD: i32 = 3;

export class Everyone {
  /** Who was found last, */
  pid: i32 = 0;
  /** and what was read of it. */
  readonly stat: ProcessStat = new ProcessStat();
  /** Why /proc cannot be read: -errno of Kernel.openProcesses(). 0 if it can. */
  error: i32 = 0;
  /** Why a process could not be read in the last look, as -errno: it may be in scope. 0 if all could be read. */
  unread: i32 = 0;
  private readonly isNamespace: bool;
  private readonly self: i32;
  private readonly descendants: ProcessSet = new ProcessSet();
  private readonly parentStat: ProcessStat = new ProcessStat();
  private looks: i32 = 0;
  /** How many were found in this look. */
  private found: i32 = 0;
  /** Whether a process's parent ended before it could be read: if it was ours, the next look shows the init as the new parent. */
  private isUnsettled: bool = false;

  constructor(private readonly kernel: Kernel) {
    const self = kernel.pid();
    this.self = self;
    this.isNamespace = self === 1;
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
    if (this.unread < 0 && this.looks < LOOKS_FOR_UNREAD) return false;
    if (this.isNamespace) return true;
    if (this.found > 0 || this.isUnsettled) return false;
    // One look is not enough: a process that ends during it leaves orphans that the look may have passed already.
    return this.looks >= 2;
  }

  private look(): void {
    this.looks++;
    this.found = 0;
    this.isUnsettled = false;
    this.unread = 0;
    this.error = this.kernel.openProcesses();
  }

  /** Whether the process `pid`, whose stat was read, is in scope and was not found before. */
  private isNew(pid: i32): bool {
    const stat = this.stat;
    // 1 is the init itself or, if tsinit is not PID 1, another init: never a descendant, whatever the line says
    if (pid <= 1 || pid === this.self) return false;
    if (!this.isNamespace) {
      if (stat.parent !== this.self && !this.isDescendant(stat.parent)) return false;
      if (!this.descendants.add(pid, stat.start)) return false;
      this.found++;
    }
    this.pid = pid;
    return true;
  }

  /** Whether the process `pid` is one that was found. The start is compared too: the pid may be a stranger's by now. */
  private isDescendant(pid: i32): bool {
    const start = this.descendants.startOf(pid);
    if (start < 0) return false;
    if (this.parentStat.read(this.kernel, pid) && this.parentStat.start === start) return true;
    this.isUnsettled = true;
    return false;
  }
}
