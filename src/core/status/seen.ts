/** What --status has seen of the PID namespace in which it runs. */
import { Kernel } from "../base/kernel";
import { Options } from "../options/options";
import { Cgroup, findCgroup } from "../proc/cgroup";
import { find, NONE, numberAt, readNumber } from "../proc/file";
import { Largest } from "../proc/largest";
import { Limit, memoryLimit, pidsLimit } from "../proc/limits";
import { hidesProcesses } from "../proc/mounts";
import { Pressure } from "../proc/pressure";
import { commandOf, nameInBrackets } from "../proc/process-name";
import { isRoot } from "../proc/process-status";
import { ProcessTable } from "../proc/process-table";
import { Pid1 } from "./pid1";

const SLASH: i32 = 47;

export class Seen {
  readonly pid1: Pid1 = new Pid1();
  pids: Limit = new Limit();
  memory: Limit = new Limit();
  /** Why there are no figures of them; "" if there are. */
  pidsError: string = "";
  memoryError: string = "";
  /** kernel.pid_max; NONE if it cannot be read. */
  pidMax: f64 = NONE;
  /** How many threads the processes have, each at least one: so the pids cgroup counts. */
  threads: i32 = 0;
  /** How many threads there are on the machine, and may be: kernel.threads-max. NONE if that cannot be read. */
  machineThreads: f64 = NONE;
  threadsMax: f64 = NONE;
  /** Since boot, in seconds. */
  private uptime: f64 = NONE;
  /** RLIMIT_NPROC of the user who looks, if it is near; 0 if not. */
  userLimit: i32 = 0;
  /** Who waits for what. */
  onMemory: Pressure = new Pressure();
  onCpu: Pressure = new Pressure();
  onIo: Pressure = new Pressure();
  /** Whether /proc may hide processes from this one. */
  isHidden: bool = false;
  /** What the last zombie that was asked for is called, and the hash of its name. */
  private zombie: string = "";
  private zombieHash: i32 = 0;

  constructor(
    readonly table: ProcessTable,
    /** The zombies, as indexes into the table. */
    readonly zombies: i32[],
    /** Whether there are more processes than the table has. */
    readonly isCut: bool,
  ) {}

  /** Looks at all but the processes, which are in the table. */
  gather(kernel: Kernel, options: Options): void {
    this.pid1.look(kernel, options.stopSignals, this.table, this.zombiesOf(1));
    this.uptime = kernel.sinceBoot() * 0.001;
    // 0.00 0.01 0.05 1/345 6789: of all threads one runs
    const size = kernel.read("/proc/loadavg");
    if (size > 0) this.machineThreads = numberAt(kernel, find(kernel, SLASH, 0, size) + 1, size);
    this.threadsMax = readNumber(kernel, "/proc/sys/kernel/threads-max");
    this.isHidden = this.table.indexOf(1) < 0 || (hidesProcesses(kernel) && !isRoot(kernel));
    this.pidMax = readNumber(kernel, "/proc/sys/kernel/pid_max");
    for (let i: i32 = 0; i < this.table.pids.length; i++) this.threads += Math.max(this.table.threads[i], 1) as i32;
    const pids = findCgroup(kernel, "pids");
    if (pids !== null) this.pids = pidsLimit(kernel, pids);
    if (this.pids.current < 0) this.pidsError = noFigures("pids", pids);
    // Root has no such limit. Where the pids limit is reached, a fork that fails is no news, but would be counted.
    if (!isRoot(kernel) && (this.pids.max < 0 || this.pids.current < this.pids.max))
      this.userLimit = kernel.processLimitNear(options.maxPids);
    const memory = findCgroup(kernel, "memory");
    if (memory !== null) this.memory = memoryLimit(kernel, memory);
    this.readPressure(kernel, this.onMemory, "memory", memory);
    this.readPressure(kernel, this.onCpu, "cpu", memory);
    this.readPressure(kernel, this.onIo, "io", memory);
    if (this.memory.current < 0) this.memoryError = noFigures("memory", memory);
  }

  /** Of the cgroup or, in version 1, of the machine. */
  private readPressure(kernel: Kernel, pressure: Pressure, what: string, cgroup: Cgroup | null): void {
    if (cgroup !== null && cgroup.version === 2) pressure.read(kernel, cgroup.file("/" + what + ".pressure"));
    if (pressure.some.length === 0) pressure.read(kernel, "/proc/pressure/" + what);
  }

  /** The command line of the process at `index`; "" if it is gone. Of zombies of the same name in a row it is read once. */
  commandOf(kernel: Kernel, index: i32): string {
    const table = this.table;
    if (!table.isZombie(index)) return commandOf(kernel, table.pids[index]);
    if (this.zombie.length === 0 || table.nameHashes[index] !== this.zombieHash) {
      this.zombie = nameInBrackets(kernel, table.pids[index]);
      this.zombieHash = table.nameHashes[index];
    }
    return this.zombie;
  }

  /** For how long the process at `index` has run, in seconds; 0 if that is not known. */
  ageOf(index: i32): i32 {
    if (index < 0) return 0;
    // Ticks are a hundredth of a second wherever this runs: USER_HZ in time(7).
    const seconds = this.uptime - this.table.starts[index] * 0.01;
    return (this.uptime < 0 || seconds < 0 ? 0 : Math.min(Math.floor(seconds), 2e9)) as i32;
  }

  /** How many zombies process `parent` has. */
  zombiesOf(parent: i32): i32 {
    let count: i32 = 0;
    for (let i: i32 = 0; i < this.zombies.length; i++) {
      if (this.table.parents[this.zombies[i]] === parent) count++;
    }
    return count;
  }

  /** The one of them that started first, as an index into the table; -1 if there is none. */
  oldestZombieOf(parent: i32): i32 {
    let oldest: i32 = -1;
    for (let i: i32 = 0; i < this.zombies.length; i++) {
      const index = this.zombies[i];
      if (this.table.parents[index] !== parent) continue;
      // The table is in the order of pids, so the first is usually the oldest.
      if (oldest < 0 || this.table.starts[index] < this.table.starts[oldest]) oldest = index;
    }
    return oldest;
  }
}

/** The CPU time of one of the largest, in seconds. */
export function cpuTime(largest: Largest, at: i32): i32 {
  return Math.min(Math.floor(largest.ticks[at] * 0.01), 2e9) as i32;
}

function noFigures(controller: string, cgroup: Cgroup | null): string {
  if (cgroup === null) return `No cgroup of the ${controller} controller can be seen.`;
  return `${cgroup.directory} has no figures of the ${controller} controller: it is the uppermost cgroup, or nothing is limited.`;
}
