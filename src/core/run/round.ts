/**
 * The round of TERM in a stop, from the top down: first those are told whose parent is the init or lies outside of the PID
 * namespace; whoever becomes an orphan later is told then; and in the end those whom nobody has told. So a supervisor ends its
 * workers in its own way, and nobody gets a second TERM, whichever way the first one came: docs/stopping.md
 */
import { EPERM } from "../base/errno";
import { Kernel } from "../base/kernel";
import { SIGCONT, SIGHUP, SIGTERM } from "../base/signals";
import { Log } from "../log/log";
import { readChildren } from "../proc/children";
import { Everyone } from "../proc/everyone";
import { ProcessSet } from "../proc/process-set";
import { ProcessStat } from "../proc/process-stat";
import { ProcessStatus } from "../proc/process-status";
import { waitsForSignals, YES } from "../proc/sigwait";
import { Survivors } from "../proc/survivors";
import { Failures } from "./failures";
import { Program } from "./program";
import { Target } from "./target";

/** So many are remembered. If there are more, everyone is told at once by kill(-1), some of them again. */
const MOST_TOLD: i32 = 65536;
/** So often it looks again for processes that were forked while the others were told. */
const MOST_LOOKS: i32 = 20;

export class Round {
  /** Whether it is over before its time, because they are too many or cannot be seen: everyone was told at once. */
  isOver: bool = false;
  /** The signal that the program alone was sent to stop: what the image's author chose for it. */
  stopSignal: i32 = SIGTERM;
  /** Whether somebody may not be signalled: another user's. */
  isRefused: bool = false;
  /** The init's children that have had TERM, until they are reaped: a child keeps its pid so long, so no start is kept. */
  private readonly toldChildren: ProcessSet = new ProcessSet();
  /** Whoever else has had it. */
  private readonly told: ProcessSet = new ProcessSet();
  /** The leaders of sessions that had a terminal at the first look. */
  private readonly leaders: ProcessSet = new ProcessSet();
  private readonly children: i32[] = [];
  private readonly stat: ProcessStat = new ProcessStat();
  private readonly self: i32;
  private readonly target: Target;
  private readonly failures: Failures;

  constructor(
    private readonly kernel: Kernel,
    private readonly program: Program,
    log: Log,
  ) {
    this.self = kernel.pid();
    this.target = new Target(kernel);
    this.failures = new Failures(log, SIGTERM);
  }

  /** The program has been sent TERM. */
  noteProgram(pid: i32): void {
    this.toldChildren.add(pid, 0);
  }

  /** Tells the program alone: as a child it can be told where nobody can be seen. */
  tellProgram(pid: i32): void {
    if (this.toldChildren.add(pid, 0)) this.kernel.kill(pid, SIGTERM);
    this.kernel.kill(pid, SIGCONT);
  }

  /**
   * The program has been sent a stop signal, on which a stopped process cannot act: somebody has typed Ctrl-Z. As by a shell's `fg`
   * its whole group goes on.
   */
  continueProgram(pid: i32): void {
    const stat = new ProcessStat();
    if (!stat.read(this.kernel, pid) || !stat.isStopped()) return;
    if (stat.group === pid) this.kernel.killGroup(pid, SIGCONT);
    else this.kernel.kill(pid, SIGCONT);
  }

  /** The process, whose stat was just read, has been sent the signal: the one that it would get in the round counts as it. */
  note(pid: i32, stat: ProcessStat, signo: i32): void {
    if (signo === SIGTERM || signo === this.signalFor(pid)) this.remember(pid, stat);
  }

  /**
   * The process group has been sent TERM or, if `group` is 0, everyone. Whoever is stopped goes on. Who was forked since then counts as
   * one who got it.
   */
  noteGroup(group: i32): void {
    const everyone = new Everyone(this.kernel);
    while (everyone.next()) {
      const stat = everyone.stat;
      if (group !== 0 && stat.group !== group) continue;
      this.remember(everyone.pid, stat);
      if (!stat.isStopped() || this.target.aim(everyone.pid, stat) < 0) continue;
      this.target.kill(SIGCONT);
      this.target.release();
    }
  }

  /** A core that failed has told those at the top. */
  noteTop(): void {
    const everyone = new Everyone(this.kernel);
    while (everyone.next()) if (this.isTop(everyone.stat)) this.remember(everyone.pid, everyone.stat);
  }

  /** A child of the init was reaped: its pid can be another's from now on. */
  reaped(pid: i32): void {
    this.toldChildren.forget(pid);
  }

  /** Tells those at the top. 0, or -errno if nobody can be seen. */
  tellTop(): i32 {
    return this.look(true);
  }

  /** Tells everyone whom nobody has told. */
  tellRest(): void {
    for (let looks: i32 = 0; looks < MOST_LOOKS; looks++) {
      const before = this.size();
      if (this.look(false) < 0 || this.size() === before) break;
    }
  }

  /** Tells those who have become orphans since the last look. False if the kernel does not list the init's children. */
  tellOrphans(): bool {
    const kernel = this.kernel;
    if (readChildren(kernel, this.children) < 0) return false;
    for (let i: i32 = 0; i < this.children.length; i++) {
      const pid = this.children[i];
      if (this.toldChildren.has(pid, 0) || !this.stat.read(kernel, pid) || this.stat.isZombie()) continue;
      if (this.isHungUp(pid, this.stat)) continue;
      this.failures.add(pid, this.tell(pid, this.stat, true));
    }
    this.failures.say();
    return true;
  }

  /** Those who live and may not be signalled, if nobody else lives; otherwise nobody. */
  unreachable(): Survivors {
    const unreachable = new Survivors();
    const everyone = new Everyone(this.kernel);
    while (everyone.next()) {
      const stat = everyone.stat;
      if (stat.isZombie()) continue;
      unreachable.add(this.kernel, everyone.pid);
      if (this.kernel.kill(everyone.pid, 0) !== -EPERM) return new Survivors();
    }
    return unreachable;
  }

  private look(isTopOnly: bool): i32 {
    const everyone = new Everyone(this.kernel);
    let isAnybodySeen: bool = false;
    while (everyone.next()) {
      const stat = everyone.stat;
      isAnybodySeen = true;
      if (isTopOnly && isOnTerminal(everyone.pid, stat)) this.leaders.add(everyone.pid, stat.start);
      if (stat.isZombie() || (isTopOnly && (!this.isTop(stat) || this.isHungUp(everyone.pid, stat)))) continue;
      if (this.size() >= MOST_TOLD && this.self === 1) {
        this.tellCrowd();
        return 0;
      }
      this.failures.add(everyone.pid, this.tell(everyone.pid, stat, isTopOnly));
    }
    if (everyone.error < 0) return everyone.error;
    this.failures.say();
    this.failures.sayUnread(everyone, isAnybodySeen);
    return 0;
  }

  /** How many have been told. */
  private size(): i32 {
    return this.told.size() + this.toldChildren.size();
  }

  private tellCrowd(): void {
    this.isOver = true;
    this.kernel.killNamespace(SIGTERM);
    this.kernel.killNamespace(SIGCONT);
  }

  private isTop(stat: ProcessStat): bool {
    return stat.parent === this.self || stat.parent === 0;
  }

  /**
   * Whether its terminal was closed since the first look, as sshd does when it is told to end: the kernel has sent it HUP and CONT,
   * and TERM would be the second signal. If it does not end on that it gets TERM with the rest.
   */
  private isHungUp(pid: i32, stat: ProcessStat): bool {
    if (stat.hasTerminal || !this.leaders.has(pid, stat.start)) return false;
    const status = new ProcessStatus();
    return status.read(this.kernel, pid) && !status.ignored.has(SIGHUP);
  }

  private isTold(pid: i32, stat: ProcessStat): bool {
    return this.told.has(pid, stat.start) || (stat.parent === this.self && this.toldChildren.has(pid, 0));
  }

  private remember(pid: i32, stat: ProcessStat): void {
    if (stat.parent === this.self) this.toldChildren.add(pid, 0);
    else this.told.add(pid, stat.start);
  }

  /**
   * TERM; or the signal that the program was stopped with, for whoever handles both, or waits for signals: behind a script that
   * does not exec it is the image's own program, and the image names (STOPSIGNAL) what ends it well, as QUIT does nginx, INT
   * PostgreSQL.
   */
  private signalFor(pid: i32): i32 {
    const chosen = this.stopSignal;
    if (chosen === SIGTERM || pid === this.program.pid) return SIGTERM;
    const status = new ProcessStatus();
    if (!status.read(this.kernel, pid)) return SIGTERM;
    if (status.handles(chosen) && status.handles(SIGTERM)) return chosen;
    const isDefault = status.isDefault(chosen) && status.isDefault(SIGTERM);
    return isDefault && waitsForSignals(this.kernel, pid) === YES ? chosen : SIGTERM;
  }

  /**
   * TERM, unless it has had it, and CONT, because a stopped process cannot act on TERM. An interactive shell ignores TERM: the
   * leader of a session with a terminal gets what it would get if the terminal were closed. `isFirst`: this may be the first
   * CONT for it. 0 or -errno.
   */
  private tell(pid: i32, stat: ProcessStat, isFirst: bool): i32 {
    const target = this.target;
    const isShell = isOnTerminal(pid, stat);
    const isNew = !this.isTold(pid, stat);
    const aimed = target.aim(pid, stat);
    if (aimed < 0) return aimed;
    let result: i32 = 0;
    if (isNew) result = target.kill(this.signalFor(pid));
    if (result === 0) this.remember(pid, stat); // otherwise it is tried again
    if (isNew && isShell) target.kill(SIGHUP);
    if (isNew || isFirst || stat.isStopped()) target.kill(SIGCONT);
    target.release();
    this.isRefused = this.isRefused || result === -EPERM;
    return result;
  }
}

/** Whether it leads a session with a terminal. */
function isOnTerminal(pid: i32, stat: ProcessStat): bool {
  return stat.session === pid && stat.hasTerminal;
}
