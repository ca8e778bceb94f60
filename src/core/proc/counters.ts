/** What the kernel counts for the container: how often a limit made a fork fail, or had a process killed. */

import { Kernel } from "../base/kernel";
import { Cgroup, findCgroup } from "./cgroup";
import { NONE, readCount } from "./file";

export class Counter {
  /** The file of the counts, which is read again and again; "" while the cgroup is not known. */
  private file: string = "";
  /** The cgroup that counts; null if it cannot be seen, or was not looked for. */
  cgroup: Cgroup | null = null;
  /** The count at first. NONE if that is not known. */
  first: f64 = NONE;
  /** The count now, and at the look before this. NONE if it cannot be seen. */
  now: f64 = NONE;
  before: f64 = NONE;
  /** When these looks were, in milliseconds of Kernel.now(). */
  private at: f64 = 0;
  private beforeAt: f64 = 0;

  constructor(
    private readonly kernel: Kernel,
    private readonly controller: string,
  ) {}

  /** Reads the first count. */
  begin(): void {
    this.look();
    this.first = this.now;
  }

  /** Reads the count. */
  look(): void {
    if (this.cgroup === null) this.find();
    if (this.cgroup === null) return;
    this.before = this.now;
    this.beforeAt = this.at;
    this.at = this.kernel.now();
    this.now = readCount(this.kernel, this.file, this.controller === "pids" ? "max" : "oom_kill");
  }

  /** Whether the count has moved since it was read first. */
  hasMoved(): bool {
    return this.first >= 0 && this.now > this.first;
  }

  /** How long the look before is ago, in ms. */
  gap(): f64 {
    return this.at - this.beforeAt;
  }

  private find(): void {
    const cgroup = findCgroup(this.kernel, this.controller);
    this.cgroup = cgroup;
    if (cgroup !== null) this.file = this.controller === "pids" ? pidsFile(cgroup) : oomFile(cgroup);
  }
}

/** How often a fork in the cgroup, or in one below, has failed because of the pids limit. */
export function pidsHits(kernel: Kernel, cgroup: Cgroup): f64 {
  return readCount(kernel, pidsFile(cgroup), "max");
}

/** How many processes of the cgroup (in version 2: or of one below) the OOM killer has killed. */
export function oomKills(kernel: Kernel, cgroup: Cgroup): f64 {
  return readCount(kernel, oomFile(cgroup), "oom_kill");
}

function pidsFile(cgroup: Cgroup): string {
  return cgroup.file("/pids.events");
}

function oomFile(cgroup: Cgroup): string {
  return cgroup.file(cgroup.version === 1 ? "/memory.oom_control" : "/memory.events");
}
