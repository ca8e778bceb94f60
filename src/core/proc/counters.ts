/** What the kernel counts for the container: how often its limits have hurt somebody. */

import { Kernel } from "../base/kernel";
import { Cgroup, findCgroup, usualCgroup } from "./cgroup";
import { NONE, readCount } from "./file";

export class Counter {
  /** The file of the counts; "" while the cgroup is not known. It is read again and again. */
  private file: string = "";
  /** The cgroup that counts; null if it cannot be seen, or was not looked for. */
  cgroup: Cgroup | null = null;
  /** Where the count was at first. NONE if that isn't known. */
  first: f64 = NONE;
  /** Where it is now. NONE if it cannot be seen. */
  now: f64 = NONE;

  constructor(
    private readonly kernel: Kernel,
    private readonly controller: string,
  ) {}

  /** Begins to count, if the cgroup is where everybody has it: this is asked at every start, and must be quick. */
  begin(): void {
    const cgroup = usualCgroup(this.kernel, this.controller);
    if (cgroup === null) return;
    this.take(cgroup);
    this.first = this.now;
    if (this.now < 0) this.cgroup = null;
  }

  /** Looks anew. */
  look(): void {
    if (this.cgroup !== null) {
      this.read();
      return;
    }
    const cgroup = findCgroup(this.kernel, this.controller);
    if (cgroup === null) return;
    this.take(cgroup);
    // A container's cgroup is as old as its PID 1, and counts from 0.
    if (this.kernel.pid() === 1) this.first = 0;
  }

  /** Whether it has moved since it began. */
  hasMoved(): bool {
    return this.first >= 0 && this.now > this.first;
  }

  /** Whether it may have moved before it began, or since. */
  mayHaveMoved(): bool {
    return this.first < 0 && this.now > 0;
  }

  private take(cgroup: Cgroup): void {
    this.cgroup = cgroup;
    this.file = this.controller === "pids" ? pidsFile(cgroup) : oomFile(cgroup);
    this.read();
  }

  private read(): void {
    this.now = readCount(this.kernel, this.file, this.controller === "pids" ? "max" : "oom_kill");
  }
}

/** How often a process of the cgroup, or of one below, could not fork because of the pids limit. */
export function pidsHits(kernel: Kernel, cgroup: Cgroup): f64 {
  return readCount(kernel, pidsFile(cgroup), "max");
}

/** How many processes of the cgroup (in version 2: or of one below) the OOM killer has killed. */
export function oomKills(kernel: Kernel, cgroup: Cgroup): f64 {
  return readCount(kernel, oomFile(cgroup), "oom_kill");
}

function pidsFile(cgroup: Cgroup): string {
  return cgroup.file("pids.events");
}

function oomFile(cgroup: Cgroup): string {
  return cgroup.file(cgroup.version === 1 ? "memory.oom_control" : "memory.events");
}
