/**
 * --status: a look at the PID namespace in which it runs. It goes in steps, between which garbage can be collected, and
 * waits only if there are zombies: one that its parent is just about to reap is none.
 */
import { Cgroup, findCgroup } from "./cgroup";
import { errorText } from "./errno";
import { EXIT_FAILURE, EXIT_SUCCESS } from "./exit";
import { find, NONE, numberAt, readNumber } from "./file";
import { Finding, findAll } from "./findings";
import { Kernel } from "./kernel";
import { Limit, memoryLimit, pidsLimit } from "./limits";
import { FATAL, Log } from "./log";
import { Options } from "./options";
import { Pid1 } from "./pid1";
import { ProcessTree } from "./process-tree";
import { ProcessTable } from "./processes";
import { JsonReport } from "./status-json";
import { TextReport } from "./status-text";

/** There is something to act on. */
export const EXIT_FINDINGS: i32 = 1;

/** More processes are not looked at: the memory for them is limited. */
const MOST_PROCESSES: i32 = 20000;
/** Who is a zombie for so long, in ms, is being left unreaped. */
const PATIENCE: f64 = 300;
/** So many processes are printed in one step. */
const PER_STEP: i32 = 32;
const FULL_STOP: i32 = 46;

const LOOKING: i32 = 0;
const LOOKING_AGAIN: i32 = 1;
const PRINTING: i32 = 2;

export class Status {
  /** The code to exit with, or -1: it isn't through yet. */
  code: i32 = -1;
  /** When the next step is due, in milliseconds of Kernel.now(). */
  deadline: f64 = 0;
  private step: i32 = LOOKING;

  // What was seen

  table: ProcessTable = new ProcessTable();
  /** The zombies, as indexes into the table. */
  zombies: i32[] = [];
  readonly pid1: Pid1 = new Pid1();
  pids: Limit = new Limit();
  memory: Limit = new Limit();
  /** Why nothing is known of them; "" if something is. */
  pidsError: string = "";
  memoryError: string = "";
  /** kernel.pid_max. */
  pidMax: f64 = NONE;
  /** Processes and their threads, as the pids cgroup counts them. */
  threads: i32 = 0;
  readonly findings: Finding[] = [];
  /** What one should know but need not act on. */
  readonly notes: Finding[] = [];

  /** Since boot, in seconds. */
  private uptime: f64 = NONE;
  private tree: ProcessTree | null = null;
  private readonly text: TextReport;
  private readonly json: JsonReport;

  constructor(
    readonly kernel: Kernel,
    readonly options: Options,
    private readonly log: Log,
  ) {
    this.text = new TextReport(kernel);
    this.json = new JsonReport(kernel);
  }

  /** deadline has passed. */
  onTimer(): void {
    if (this.step === PRINTING) this.print();
    else this.look();
  }

  /** Notes a finding. */
  find(id: string, message: string): void {
    this.findings.push(new Finding(id, message));
  }

  note(id: string, message: string): void {
    this.notes.push(new Finding(id, message));
  }

  /** For how long the process at `index` has run, in seconds; 0 if that cannot be known. */
  ageOf(index: i32): i32 {
    // Ticks are a hundredth of a second wherever this runs: USER_HZ in time(7).
    const seconds = this.uptime - this.table.starts[index] * 0.01;
    return (this.uptime < 0 || seconds < 0 ? 0 : Math.min(Math.floor(seconds), 2e9)) as i32;
  }

  /** Whether there are more processes than were looked at. */
  isCut(): bool {
    return this.table.pids.length === MOST_PROCESSES;
  }

  /** How many zombies a process ought to reap. */
  zombiesOf(parent: i32): i32 {
    let count: i32 = 0;
    for (let i: i32 = 0; i < this.zombies.length; i++) {
      if (this.table.parents[this.zombies[i]] === parent) count++;
    }
    return count;
  }

  private look(): void {
    const table = new ProcessTable();
    const result = table.look(this.kernel, MOST_PROCESSES);
    if (result < 0) {
      this.log.say(FATAL, "status", `The processes cannot be seen: /proc: ${errorText(-result)}`);
      this.code = EXIT_FAILURE;
      return;
    }
    const zombies: i32[] = [];
    for (let i: i32 = 0; i < table.pids.length; i++) {
      if (table.isZombie(i) && (this.step === LOOKING || this.wasZombie(table.pids[i], table.starts[i])))
        zombies.push(i);
    }
    this.table = table;
    this.zombies = zombies;
    if (this.step === LOOKING && zombies.length > 0) {
      this.step = LOOKING_AGAIN;
      this.deadline = this.kernel.now() + PATIENCE;
      return;
    }
    this.gather();
    this.tree = new ProcessTree(table);
    this.step = PRINTING;
  }

  /** Whether the process was a zombie in the look before. */
  private wasZombie(pid: i32, start: f64): bool {
    const before = this.table.indexOf(pid);
    return before >= 0 && this.table.starts[before] === start && this.table.isZombie(before);
  }

  private gather(): void {
    const kernel = this.kernel;
    this.pid1.look(kernel, this.zombiesOf(1));
    const size = kernel.read("/proc/uptime");
    this.uptime = size > 0 ? numberAt(kernel, 0, find(kernel, FULL_STOP, 0, size)) : NONE;
    this.pidMax = readNumber(kernel, "/proc/sys/kernel/pid_max");
    for (let i: i32 = 0; i < this.table.pids.length; i++) this.threads += Math.max(this.table.threads[i], 1) as i32;
    const pids = findCgroup(kernel, "pids");
    if (pids !== null) this.pids = pidsLimit(kernel, pids);
    if (this.pids.current < 0) this.pidsError = unseen("pids", pids);
    const memory = findCgroup(kernel, "memory");
    if (memory !== null) this.memory = memoryLimit(kernel, memory);
    if (this.memory.current < 0) this.memoryError = unseen("memory", memory);
    findAll(this);
  }

  /** The head first, then some of the processes in each step, and the end. */
  private print(): void {
    const tree = this.tree;
    if (tree === null) return;
    const begins = tree.at < 0;
    if (begins) {
      if (this.options.json) this.json.begin(this);
      else this.text.begin(this);
    }
    let goesOn = begins ? tree.first() : tree.next();
    for (let count: i32 = 1; goesOn; count++) {
      if (this.options.json) this.json.process(this, tree.at, begins && count === 1);
      else this.text.process(this, tree.at, tree.depth);
      if (count === PER_STEP) return;
      goesOn = tree.next();
    }
    if (this.options.json) this.json.end();
    else this.text.end(this);
    this.code = this.findings.length > 0 ? EXIT_FINDINGS : EXIT_SUCCESS;
  }
}

function unseen(controller: string, cgroup: Cgroup | null): string {
  if (cgroup === null) return `No cgroup of the ${controller} controller can be seen.`;
  return `${cgroup.file("")} has no figures of the ${controller} controller: it is the uppermost cgroup, or nothing is limited.`;
}
