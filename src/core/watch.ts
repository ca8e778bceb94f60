/**
 * Warnings while the program runs: the pids limit is near or was hit, a process leaves its zombies. Nothing is polled: it
 * is looked when something happens anyway, at most once a second, and each kind of warning comes at most once a minute.
 */
import { Counter } from "./counters";
import { NEVER, reached } from "./deadline";
import { NONE, readNumber } from "./file";
import { Kernel } from "./kernel";
import { Limit, pidsLimit } from "./limits";
import { Log } from "./log";
import { digits } from "./text";
import { Zombies } from "./zombies";

/**
 * What the kernel counts is read first a moment after the start, in milliseconds, so that a program that ends at once has
 * not to wait for it. It is the only time at which tsinit wakes up by itself.
 */
const DELAY: f64 = 2;
/** In milliseconds. */
const BETWEEN_LOOKS: f64 = 1000;
const BETWEEN_WARNINGS: f64 = 60000;
/** A look at all processes takes this part of the time at most, and comes no more often than that. */
const SHARE: f64 = 1000;
const BETWEEN_SCANS: f64 = 10000;

/** The percentage of the pids limit that is near. */
const NEAR: i32 = 90;
/** So many zombies of one parent are no accident. */
const MANY: i32 = 20;
/** With so many reaped since the last look orphans are ending in a crowd: reaping them is more urgent than a look. */
const CROWD: i32 = 256;

export class Watch {
  /** How many processes were reaped since the last look. */
  reaped: i32 = 0;
  readonly oom: Counter;
  readonly pids: Counter;
  private beginAt: f64 = NEVER;
  private nextLook: f64 = 0;
  private nextScan: f64 = 0;
  private nextNear: f64 = 0;
  private nextHit: f64 = 0;
  private nextZombies: f64 = 0;
  /** How many failed forks have been told of, or were there before. */
  private told: f64 = NONE;

  constructor(
    private readonly kernel: Kernel,
    private readonly log: Log,
  ) {
    this.oom = new Counter(kernel, "memory");
    this.pids = new Counter(kernel, "pids");
  }

  /** The program has been started: from now on it is watched. */
  begin(): void {
    const now = this.kernel.now();
    this.beginAt = now + DELAY;
    this.nextLook = now + BETWEEN_LOOKS;
  }

  /** The program has ended. */
  end(): void {
    this.beginAt = NEVER;
  }

  /** When onTimer() is wanted, in milliseconds of Kernel.now(); -1 for never. */
  deadline(): f64 {
    return this.beginAt;
  }

  /** deadline() has passed. */
  onTimer(): void {
    if (!reached(this.beginAt, this.kernel.now())) return;
    this.beginAt = NEVER;
    this.oom.begin();
    this.pids.begin();
  }

  /** Something has happened. */
  onEvent(): void {
    const now = this.kernel.now();
    if (now < this.nextLook) return;
    this.nextLook = now + BETWEEN_LOOKS;
    if (!this.isAllWell()) this.look(now);
    this.reaped = 0;
  }

  /** A glance: whether there are few processes, far from the limit, and no fork has failed. */
  private isAllWell(): bool {
    const cgroup = this.pids.cgroup;
    if (cgroup === null) return false;
    const current = readNumber(this.kernel, cgroup.file("pids.current"));
    const max = readNumber(this.kernel, cgroup.file("pids.max"));
    if (current < 0 || current > MANY || (max >= 0 && current * 100 >= max * NEAR)) return false;
    this.pids.look();
    return this.pids.now === this.told;
  }

  private look(now: f64): void {
    const isCrowd = this.reaped > CROWD;
    this.pids.look();
    const cgroup = this.pids.cgroup;
    if (this.told < 0) this.told = this.pids.first >= 0 ? this.pids.first : this.pids.now;
    const limit = cgroup === null ? new Limit() : pidsLimit(this.kernel, cgroup);
    const isNear = limit.isAt(NEAR);
    const use = `${digits(Math.max(limit.current, 0))} of ${digits(Math.max(limit.max, 0))}`;
    if (isNear && now >= this.nextNear) {
      this.nextNear = now + BETWEEN_WARNINGS;
      this.log.remark("pids-near", `The pids limit is near: ${use} processes and threads (${limit.directory})`);
    }
    if (this.pids.now > this.told && now >= this.nextHit) {
      this.nextHit = now + BETWEEN_WARNINGS;
      const times = digits(this.pids.now - this.told);
      this.log.remark("pids-hit", `The pids limit was hit: ${times} forks have failed, ${use} are in use`);
      this.told = this.pids.now;
    }
    const mayHaveMany = limit.current < 0 || limit.current > MANY;
    if (mayHaveMany && now >= this.nextScan && now >= this.nextZombies && (isNear || !isCrowd)) this.scan(now);
  }

  /** Looks who has zombies. */
  private scan(now: f64): void {
    const zombies = new Zombies();
    zombies.look(this.kernel);
    const end = this.kernel.now();
    this.nextScan = end + Math.max(BETWEEN_SCANS, (end - now) * SHARE);
    if (zombies.most < MANY) return;
    this.nextZombies = now + BETWEEN_WARNINGS;
    this.log.number("parent", zombies.parent);
    this.log.number("zombies", zombies.most);
    this.log.remark(
      "zombies",
      `Process ${zombies.parent} (${zombies.name}) has ${zombies.most} zombies that it does not reap`,
    );
  }
}
