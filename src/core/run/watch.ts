/**
 * Warnings while the program runs: the pids limit is near or was hit, the OOM killer was here, a process leaves its zombies.
 * Nothing is polled: tsinit looks when something happens anyway, at most once a second, and each kind of warning comes at most
 * once a minute.
 *
 * A glance is not enough for a warning: what is near its limit, or a zombie, at one moment may not be at the next. So tsinit looks
 * again after a while. That the limit was hit the kernel has counted, so that is true at once.
 */

import { endingSignal } from "../base/exit";
import { Kernel } from "../base/kernel";
import { printable, shown } from "../base/printable";
import { SIGKILL } from "../base/signals";
import { counted, digits } from "../base/text";
import { Log } from "../log/log";
import { Counter } from "../proc/counters";
import { NONE, readNumber } from "../proc/file";
import { Limit, pidsLimit } from "../proc/limits";
import { MANY, Zombies } from "../proc/zombies";
import { BEGIN_COUNT, CONFIRM_PIDS, CONFIRM_ZOMBIES, Timers } from "./timers";

/**
 * What the kernel counts is read first a moment after the start, in milliseconds, so that a program that ends at once need not
 * wait for it.
 */
const DELAY: f64 = 5;
/** In milliseconds. */
const BETWEEN_LOOKS: f64 = 1000;
const BETWEEN_WARNINGS: f64 = 60000;
/** A look at all processes takes this part of the time at most, and comes no more often than that. */
const SHARE: f64 = 1000;
const BETWEEN_SCANS: f64 = 10000;
/** The limit has to be near for so long: a crowd that is there for a moment is no reason to warn. */
const NEAR_FOR: f64 = 1000;
/** The same zombies have to be there for so long and, while their parent is busy, and perhaps only late, for so many times as long. */
const ZOMBIES_FOR: f64 = 5000;
const BUSY_FOR: i32 = 6;

/** The percentage of the pids limit that is near. */
const NEAR: i32 = 90;
/** With so many reaped since the last look orphans are ending in a crowd: reaping them is more urgent than a look. */
const CROWD: i32 = 256;

export class Watch {
  /** How many processes were reaped since the last look. */
  private reaped: i32 = 0;
  /** How many of those reaped since the OOM killer's count was read had been ended by KILL. */
  killed: i32 = 0;
  readonly oom: Counter;
  readonly pids: Counter;
  /** Those that are looked at again; null until some have been seen. */
  private zombies: Zombies | null = null;
  /** How often their parent was busy then. */
  private busy: i32 = 0;
  /** The files of the pids cgroup that each look reads; "" while it is not known. */
  private current: string = "";
  private max: string = "";
  // Before these times, in milliseconds of Kernel.now(), nothing of the kind happens again.
  private nextLook: f64 = 0;
  private nextScan: f64 = 0;
  private nextNear: f64 = 0;
  private nextHit: f64 = 0;
  private nextZombies: f64 = 0;
  private nextKills: f64 = 0;
  /** How many failed forks have been told of, or were there before. */
  private told: f64 = NONE;
  /** The same of processes that the OOM killer has killed. */
  private toldKills: f64 = NONE;

  constructor(
    private readonly kernel: Kernel,
    private readonly log: Log,
    private readonly timers: Timers,
  ) {
    this.oom = new Counter(kernel, "memory");
    this.pids = new Counter(kernel, "pids");
  }

  /** The program has been started: from now on it is watched. */
  begin(): void {
    const now = this.kernel.now();
    this.timers.set(BEGIN_COUNT, now + DELAY);
    this.nextLook = now + BETWEEN_LOOKS;
  }

  /** The program has ended. */
  end(): void {
    this.timers.clear(BEGIN_COUNT);
    this.timers.clear(CONFIRM_PIDS);
    this.timers.clear(CONFIRM_ZOMBIES);
  }

  /** BEGIN_COUNT fires. */
  beginCount(): void {
    this.oom.begin();
    this.pids.begin();
  }

  /** A process was reaped. */
  onReaped(waitStatus: i32): void {
    this.reaped++;
    if (endingSignal(waitStatus) === SIGKILL) this.killed++;
  }

  /** Something has happened. */
  onEvent(): void {
    const now = this.kernel.now();
    if (this.killed > 0) this.lookForKills(now);
    if (now < this.nextLook) return;
    this.nextLook = now + BETWEEN_LOOKS;
    if (!this.isAllWell()) this.look(now);
    this.reaped = 0;
  }

  /** CONFIRM_PIDS fires. */
  confirmPids(): void {
    const cgroup = this.pids.cgroup;
    if (cgroup === null) return;
    const limit = pidsLimit(this.kernel, cgroup);
    if (!limit.isAt(NEAR)) return;
    this.nextNear = this.kernel.now() + BETWEEN_WARNINGS;
    this.log.remark(
      "pids-near",
      `The pids limit is near: ${use(limit)} processes and threads (${shown(limit.directory)})`,
    );
  }

  /** CONFIRM_ZOMBIES fires. */
  confirmZombies(): void {
    const zombies = this.zombies;
    if (zombies === null || !zombies.areStillThere()) return;
    const now = this.kernel.now();
    this.busy++;
    if (zombies.isParentBusy() && this.busy < BUSY_FOR) {
      this.timers.set(CONFIRM_ZOMBIES, now + ZOMBIES_FOR);
      return;
    }
    this.nextZombies = now + BETWEEN_WARNINGS;
    this.log.number("parent", zombies.parent);
    this.log.number("zombies", zombies.most);
    this.log.remark(
      "zombies",
      `Process ${zombies.parent} (${printable(zombies.name())}) has ${zombies.most} zombies that it does not reap`,
    );
  }

  /** A glance: whether there are few processes, far from the limit, and no fork has failed. */
  private isAllWell(): bool {
    const cgroup = this.pids.cgroup;
    if (cgroup === null) return false;
    if (this.current.length === 0) {
      this.current = cgroup.file("/pids.current");
      this.max = cgroup.file("/pids.max");
    }
    const current = readNumber(this.kernel, this.current);
    const max = readNumber(this.kernel, this.max);
    if (current < 0 || current > MANY || (max >= 0 && current * 100 >= max * NEAR)) return false;
    this.pids.look();
    this.oom.look();
    return this.pids.now === this.told && this.oom.now === this.toldKills;
  }

  /** Tells of those whom the OOM killer has killed. Which they were is known best at the moment when somebody killed is reaped. */
  private lookForKills(now: f64): void {
    const oom = this.oom;
    oom.look();
    this.killed = 0;
    if (this.toldKills < 0) this.toldKills = oom.first >= 0 ? oom.first : oom.now;
    if (oom.now <= this.toldKills || now < this.nextKills) return;
    this.nextKills = now + BETWEEN_WARNINGS;
    const count = counted(oom.now - this.toldKills, "process", "es");
    this.toldKills = oom.now;
    this.log.remark("oom-kills", `The OOM killer has killed ${count} here`);
  }

  private look(now: f64): void {
    const isCrowd = this.reaped > CROWD;
    this.lookForKills(now);
    this.pids.look();
    const cgroup = this.pids.cgroup;
    if (this.told < 0) this.told = this.pids.first >= 0 ? this.pids.first : this.pids.now;
    const limit = cgroup === null ? new Limit() : pidsLimit(this.kernel, cgroup);
    const isNear = limit.isAt(NEAR);
    if (isNear && now >= this.nextNear && !this.timers.isSet(CONFIRM_PIDS))
      this.timers.set(CONFIRM_PIDS, now + NEAR_FOR);
    if (this.pids.now > this.told && now >= this.nextHit) {
      this.nextHit = now + BETWEEN_WARNINGS;
      const forks = counted(this.pids.now - this.told, "fork", "s");
      const have = this.pids.now - this.told === 1 ? "has" : "have";
      this.log.remark("pids-hit", `The pids limit was hit: ${forks} ${have} failed, ${use(limit)} are in use`);
      this.told = this.pids.now;
    }
    const mayHaveMany = limit.current < 0 || limit.current > MANY;
    const isTime = now >= this.nextScan && now >= this.nextZombies && !this.timers.isSet(CONFIRM_ZOMBIES);
    if (mayHaveMany && isTime && (isNear || !isCrowd)) this.scan(now);
  }

  /** Looks who has zombies. */
  private scan(now: f64): void {
    const zombies = new Zombies(this.kernel);
    zombies.look();
    const isSuspicion = zombies.most >= MANY && zombies.remember();
    const end = this.kernel.now();
    this.nextScan = end + Math.max(BETWEEN_SCANS, (end - now) * SHARE);
    if (!isSuspicion) return;
    this.zombies = zombies;
    this.busy = 0;
    this.timers.set(CONFIRM_ZOMBIES, end + ZOMBIES_FOR);
  }
}

function use(limit: Limit): string {
  return `${digits(Math.max(limit.current, 0))} of ${digits(Math.max(limit.max, 0))}`;
}
