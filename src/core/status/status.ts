/**
 * --status: a look at the PID namespace in which it runs. It goes in steps, between which garbage can be collected, and
 * waits only if there are zombies: one that its parent is just about to reap is none.
 */

import { errorText } from "../base/errno";
import { EXIT_FAILURE, EXIT_SUCCESS } from "../base/exit";
import { Kernel } from "../base/kernel";
import { FATAL } from "../log/levels";
import { Log } from "../log/log";
import { Options } from "../options/options";
import { Cgroup, findCgroup } from "../proc/cgroup";
import { find, NONE, numberAt, readNumber } from "../proc/file";
import { Limit, memoryLimit, pidsLimit } from "../proc/limits";
import { ProcessTree } from "../proc/process-tree";
import { ProcessTable } from "../proc/processes";
import { STATUS_STEP, Timers } from "../run/timers";
import { Finding, findAll } from "./findings";
import { Pid1 } from "./pid1";
import { Report } from "./report";
import { JsonReport } from "./status-json";
import { TextReport } from "./status-text";

/** There is something to act on. */
export const EXIT_FINDINGS: i32 = 1;

/** More processes are not looked at: the memory for them is limited. */
const MOST_PROCESSES: i32 = 20000;
/** Who is a zombie for so long, in ms, is being left unreaped. */
const PATIENCE: f64 = 300;
/** So many processes, or zombies, are printed in one step. */
const PER_STEP: i32 = 32;
const FULL_STOP: i32 = 46;

const LOOKING: i32 = 0;
const LOOKING_AGAIN: i32 = 1;
/** The facts, the list of zombies, that of processes. */
const PRINTING_FACTS: i32 = 2;
const PRINTING_ZOMBIES: i32 = 3;
const PRINTING: i32 = 4;

export class Status {
  /** The code to exit with, or -1: it isn't through yet. */
  code: i32 = -1;
  /** -errno where something could not be printed, otherwise 0. */
  printError: i32 = 0;
  private stage: i32 = LOOKING;
  /** How many zombies have been printed. */
  private printed: i32 = 0;

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

  constructor(
    readonly kernel: Kernel,
    readonly options: Options,
    private readonly log: Log,
    private readonly timers: Timers,
  ) {
    this.goOnIn(0);
  }

  /** STATUS_STEP fires. */
  step(): void {
    if (this.stage <= LOOKING_AGAIN) this.look();
    else this.printSome();
    if (this.code < 0 && this.printError === 0 && !this.timers.isSet(STATUS_STEP)) this.goOnIn(0);
  }

  /** Prints, unless that has failed before. */
  print(text: string): void {
    if (this.printError === 0) this.printError = this.kernel.print(text);
  }

  private printSome(): void {
    const report: Report = this.options.json ? new JsonReport(this) : new TextReport(this);
    if (this.stage === PRINTING_FACTS) this.printFacts(report);
    else if (this.stage === PRINTING_ZOMBIES) this.printZombies(report);
    else this.printProcesses(report);
  }

  private goOnIn(ms: f64): void {
    this.timers.set(STATUS_STEP, this.kernel.now() + ms);
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
    const opened = table.look(this.kernel, MOST_PROCESSES);
    // who looks is a process too: to see none is to see nothing
    const result = opened < 0 || table.pids.length > 0 ? opened : -table.error;
    if (result < 0) {
      this.log.say(FATAL, "status", `The processes cannot be seen: /proc: ${errorText(-result)}`);
      this.code = EXIT_FAILURE;
      return;
    }
    const zombies: i32[] = [];
    for (let i: i32 = 0; i < table.pids.length; i++) {
      if (table.isZombie(i) && (this.stage === LOOKING || this.wasZombie(table.pids[i], table.starts[i])))
        zombies.push(i);
    }
    this.table = table;
    this.zombies = zombies;
    if (this.stage === LOOKING && zombies.length > 0) {
      this.stage = LOOKING_AGAIN;
      this.goOnIn(PATIENCE);
      return;
    }
    this.gather();
    this.tree = new ProcessTree(table);
    this.stage = PRINTING_FACTS;
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

  private printFacts(report: Report): void {
    report.begin();
    this.stage = PRINTING_ZOMBIES;
  }

  private printZombies(report: Report): void {
    const end: i32 = Math.min(this.printed + PER_STEP, this.zombies.length) as i32;
    for (; this.printed < end; this.printed++) report.zombie(this.zombies[this.printed], this.printed === 0);
    if (end < this.zombies.length) return;
    report.beginProcesses();
    this.stage = PRINTING;
  }

  /** Some of the processes, or the last of them and the end. */
  private printProcesses(report: Report): void {
    const tree = this.tree;
    if (tree === null) return;
    const begins = tree.at < 0;
    let goesOn = begins ? tree.first() : tree.next();
    for (let count: i32 = 1; goesOn; count++) {
      report.process(tree.at, tree.depth, begins && count === 1);
      if (count === PER_STEP) return;
      goesOn = tree.next();
    }
    report.end();
    this.code = this.findings.length > 0 ? EXIT_FINDINGS : EXIT_SUCCESS;
  }
}

function unseen(controller: string, cgroup: Cgroup | null): string {
  if (cgroup === null) return `No cgroup of the ${controller} controller can be seen.`;
  return `${cgroup.file("")} has no figures of the ${controller} controller: it is the uppermost cgroup, or nothing is limited.`;
}
