/** Processes by name, for a message: those who are waited for, or who were ended by KILL. */

import { endingSignal } from "../base/exit";
import { quoted } from "../base/json";
import { Kernel } from "../base/kernel";
import { printable } from "../base/printable";
import { SIGKILL } from "../base/signals";
import { Everyone } from "./everyone";
import { ProcessStat } from "./process-stat";

/** So many are named; the rest is counted. */
const MOST: i32 = 10;

export class Survivors {
  /** How many there are. */
  count: i32 = 0;
  private names: string = "";
  private objects: string = "";
  private readonly stat: ProcessStat = new ProcessStat();

  /** `7 (sh), 9 (sleep) and 3 more`; "" if there are none. */
  text(): string {
    return this.count > MOST ? `${this.names} and ${this.count - MOST} more` : this.names;
  }

  /** The first of them as a JSON array. */
  json(): string {
    return `[${this.objects}]`;
  }

  /** Adds the process `pid`, unless it is gone. */
  add(kernel: Kernel, pid: i32): void {
    if (this.count < MOST && !this.stat.read(kernel, pid)) return;
    this.count++;
    if (this.count > MOST) return;
    const name = this.stat.name(kernel);
    this.names += `${this.count > 1 ? ", " : ""}${pid} (${printable(name)})`;
    this.objects += `${this.count > 1 ? "," : ""}{"pid":${pid},"command":${quoted(name)}}`;
  }
}

/** Whoever the parent is: see living(). */
export const ANYBODY: i32 = -1;

/** Those in scope who live; if `parent` is not ANYBODY, its children alone. */
export function living(kernel: Kernel, parent: i32): Survivors {
  const found = new Survivors();
  const everyone = new Everyone(kernel);
  while (everyone.next()) {
    const stat = everyone.stat;
    if (!stat.isZombie() && (parent === ANYBODY || stat.parent === parent)) found.add(kernel, everyone.pid);
  }
  return found;
}

/** Whether the process `pid`, which has been sent KILL, is about to end of it, or has ended of it and is not reaped yet. */
export function isKilled(kernel: Kernel, pid: i32): bool {
  const stat = new ProcessStat();
  if (!stat.read(kernel, pid)) return false;
  return !stat.isZombie() || endingSignal(stat.waitStatus(kernel)) === SIGKILL;
}
