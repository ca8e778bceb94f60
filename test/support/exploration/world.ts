/** A small world in which somebody else chooses what happens next, of all that can. */
import { ENOSYS } from "../../../src/core/base/errno";
import type { SpawnRequest } from "../../../src/core/base/kernel";
import { SIGKILL, signalName } from "../../../src/core/base/signals";
import { type Program, SimulatedKernel } from "../simulated-kernel";
import { BEGINNING, freeze } from "./snapshot";

/** A process and what it may do by itself, besides what its manners say. A TERM that it takes its time for ends it some time later. */
export interface Actor extends Program {
  /** It may end, with this status of wait(2). */
  ends?: number;
  /** It may fork one of these. */
  forks?: Actor;
  /** It may not end at once on KILL: an uninterruptible sleep. */
  hangs?: boolean;
}

/** A world and how much may happen in it. */
export interface Place {
  pid?: 1 | 7;
  /** The name by which the init is called, and its options; times in ms. */
  name?: string;
  group?: boolean;
  all?: boolean;
  pause?: boolean;
  grace?: number;
  stopTimeout?: number;
  termDelay?: number;
  /** Whether /proc is that of another namespace. */
  isBlind?: boolean;
  /** Whether a process cannot be held: before Linux 5.3. */
  isOld?: boolean;
  program?: Actor;
  /** Signals that somebody sends to the init, in any order. */
  signals?: number[];
  /** How many forks there are that nobody's manners ask for. */
  forks?: number;
  /** Those who come from outside: as PID 1 by exec into the namespace, elsewhere as neighbours. */
  strangers?: Actor[];
  /** How often somebody is stopped. */
  stops?: number;
  /** How often a new process gets a pid that is not the next one, but free again. */
  reuses?: number;
  /** For how long, in ms each, the init does not run although it could; not in the middle of what it does. */
  delays?: number[];
  /** The clock moves no further than this at once, in ms; to the init's deadline if it isn't given. */
  tick?: number;
}

export type Deed =
  | { kind: "end" | "stop"; pid: number }
  // `as`: its pid, if that is one that is free again; otherwise 0
  | { kind: "fork"; pid: number; as: number }
  | { kind: "enter"; as: number }
  | { kind: "signal"; signo: number }
  | { kind: "delay" };

export class ExploredKernel extends SimulatedKernel {
  /** Asked before each system call of the init: what happens before it. */
  before: (call: string) => void = () => {};
  /** What the init was told in this call, one after the other. */
  answers = "";
  /** Those who end some time later, with their status. */
  private readonly leaving = new Map<number, number>();
  private readonly signals: number[];
  private readonly strangers: Actor[];
  private readonly delays: number[];
  /** The start time of those who come now: another after each pid that is used again. */
  private starts = 1;
  private readonly isOld: boolean;
  private forks: number;
  private stops: number;
  private reuses: number;

  constructor(place: Place) {
    super(freeze({ argv: argvOf(place), pid: place.pid ?? 1, program: place.program ?? {} }));
    this.time = BEGINNING;
    this.procIsForeign = place.isBlind ?? false;
    this.isOld = place.isOld ?? false;
    this.signals = [...(place.signals ?? [])];
    this.strangers = [...(place.strangers ?? [])];
    this.delays = [...(place.delays ?? [])];
    this.forks = place.forks ?? 0;
    this.stops = place.stops ?? 0;
    this.reuses = place.reuses ?? 0;
    // few processes, and no limit near: nothing to be warned of
    this.files.set("/proc/self/cgroup", "0::/\n");
    this.files.set("/sys/fs/cgroup/cgroup.procs", "1\n7\n");
    this.files.set("/sys/fs/cgroup/pids.current", "4\n");
    this.files.set("/sys/fs/cgroup/pids.max", "max\n");
    this.files.set("/sys/fs/cgroup/pids.events", "max 0\n");
    freeze(this.files);
  }

  /** All that can happen now. */
  deeds(): Deed[] {
    const deeds: Deed[] = [];
    const pids = this.newPids();
    for (const { pid, state, program } of this.processes.values()) {
      if (pid === 1 || pid === this.pid() || state !== "running") continue;
      const actor: Actor = program;
      if (this.leaving.has(pid) || actor.ends !== undefined) deeds.push({ kind: "end", pid });
      if (actor.forks !== undefined && this.forks > 0) for (const as of pids) deeds.push({ kind: "fork", pid, as });
      if (this.stops > 0) deeds.push({ kind: "stop", pid });
    }
    if (this.strangers.length > 0) for (const as of pids) deeds.push({ kind: "enter", as });
    for (const signo of new Set(this.signals)) deeds.push({ kind: "signal", signo });
    if (this.delays.length > 0) deeds.push({ kind: "delay" });
    return deeds;
  }

  /** Lets one of them happen. */
  happen(deed: Deed): void {
    if (deed.kind === "delay") this.time += this.delays.shift() as number;
    this.tell(describe(deed));
    if (deed.kind === "end") {
      const { program } = this.processes.get(deed.pid) as { program: Actor };
      super.end(deed.pid, this.leaving.get(deed.pid) ?? program.ends ?? 0);
      this.leaving.delete(deed.pid);
    } else if (deed.kind === "fork") {
      this.forks--;
      const actor: Actor | undefined = this.processes.get(deed.pid)?.program;
      this.bear(deed.pid, actor?.forks ?? {}, deed.as);
    } else if (deed.kind === "stop") {
      this.stops--;
      const process = this.processes.get(deed.pid);
      if (process !== undefined) process.state = "stopped";
    } else if (deed.kind === "enter") {
      this.bear(this.pid() === 1 ? 0 : 1, this.strangers.shift() as Actor, deed.as);
    } else if (deed.kind === "signal") {
      this.signals.splice(this.signals.indexOf(deed.signo), 1);
      this.signalInit(deed.signo);
    }
  }

  /** Forgets what it has noted. */
  forget(): void {
    for (const list of [this.trace, this.sent, this.reaped, this.taken]) list.length = 0;
    this.output = this.errors = this.answers = "";
  }

  /** Notes something for whoever reads the history. */
  tell(what: string): void {
    this.trace.push(`${this.time - BEGINNING} ms: ${what}`);
  }

  private bear(parent: number, actor: Actor, as: number): void {
    if (as === 0) {
      this.fork(parent, actor);
      return;
    }
    const next = this.nextPid;
    this.nextPid = as;
    this.starts++;
    this.reuses--;
    this.fork(parent, actor);
    this.nextPid = next;
  }

  /** What pids a new process may get: 0 for the next one; that of one who is gone; a low one, after the highest there is. */
  private newPids(): number[] {
    const pids = [0];
    if (this.reuses === 0) return pids;
    if (this.pid() > 2 && !this.processes.has(2)) pids.push(2);
    for (let pid = this.pid() + 1; pid < this.nextPid; pid++) if (!this.processes.has(pid)) pids.push(pid);
    return pids;
  }

  // Changes to the simulated kernel: ends are chosen, and start times do not depend on the clock

  override fork(parent: number, program: Program = {}): number {
    const pid = super.fork(parent, program);
    const process = this.processes.get(pid);
    if (process !== undefined) process.start = this.starts;
    return pid;
  }

  override endIn(_ms: number, pid: number, status: number): void {
    if (!this.leaving.has(pid)) this.leaving.set(pid, status);
  }

  override end(pid: number, status: number): void {
    const actor: Actor | undefined = this.processes.get(pid)?.program;
    if (status === SIGKILL && actor?.hangs) this.leaving.set(pid, SIGKILL);
    else {
      this.leaving.delete(pid);
      super.end(pid, status);
    }
  }

  // The system calls by which the init sees the world, or acts on it

  private answer(call: string, answer: number): number {
    this.answers += `${call} ${answer}\n`;
    return answer;
  }

  override kill(pid: number, signo: number): number {
    this.before("kill");
    return this.answer("kill", super.kill(pid, signo));
  }

  override killGroup(pgid: number, signo: number): number {
    this.before("killGroup");
    return this.answer("killGroup", super.killGroup(pgid, signo));
  }

  override killNamespace(signo: number): number {
    this.before("killNamespace");
    return this.answer("killNamespace", super.killNamespace(signo));
  }

  override readFrom(path: string, offset: number): number {
    if (!path.endsWith("/children")) return super.readFrom(path, offset);
    this.before("readFrom");
    const size = super.readFrom(path, offset);
    this.answers += `${size < 0 ? size : this.text(0, size)}\n`;
    return size;
  }

  override openProcesses(): number {
    this.before("openProcesses");
    this.answers += `${[...this.processes.keys()]}\n`;
    this.tell("the init looks at /proc");
    return this.answer("openProcesses", super.openProcesses());
  }

  override readStat(pid: number): number {
    this.before("readStat");
    const size = super.readStat(pid);
    const line = size > 0 ? this.text(0, size) : "gone\n";
    this.answers += line;
    const [, state, parent] = /\) (\w) (\d+)/.exec(line) ?? [];
    this.trace.push(`    reads ${pid}: ${state === undefined ? "gone" : `${state}, child of ${parent}`}`);
    return size;
  }

  override holdProcess(pid: number): number {
    this.before("holdProcess");
    return this.answer("holdProcess", this.isOld ? -ENOSYS : super.holdProcess(pid));
  }

  override killHeld(handle: number, signo: number): number {
    this.before("killHeld");
    return this.answer("killHeld", super.killHeld(handle, signo));
  }

  override spawn(request: SpawnRequest): number {
    const pid = super.spawn(request);
    this.tell(`the program is process ${pid}`);
    return pid;
  }
}

function argvOf(place: Place): string[] {
  const argv = [place.name ?? "tsinit"];
  if (place.group) argv.push("-g");
  if (place.all) argv.push("--all");
  if (place.grace !== undefined) argv.push(`--grace=${place.grace}ms`);
  if (place.stopTimeout !== undefined) argv.push(`--stop-timeout=${place.stopTimeout}ms`);
  if (place.termDelay !== undefined) argv.push(`--term-delay=${place.termDelay}ms`);
  argv.push(place.pause ? "--pause" : "program");
  return argv;
}

function describe(deed: Deed): string {
  switch (deed.kind) {
    case "end":
      return `process ${deed.pid} ends`;
    case "fork":
      return `process ${deed.pid} forks${deed.as > 0 ? `, and the child gets the pid ${deed.as}` : ""}`;
    case "stop":
      return `process ${deed.pid} is stopped`;
    case "enter":
      return deed.as > 0 ? `somebody from outside gets the pid ${deed.as}` : "somebody from outside comes";
    case "signal":
      return `${signalName(deed.signo)} is sent to the init`;
    case "delay":
      return "until now the init has not run";
  }
}
