/**
 * A PID namespace in memory, with a clock that moves only when nothing else can happen. It obeys the rules of Linux that
 * an init depends on, and is stricter than Linux where those are dangerous: kill() and killGroup() of "everyone" throw.
 */
import { ENOENT, EPERM, ESRCH, EXDEV } from "../../src/core/base/errno";
import {
  FAILED_NOWHERE,
  Kernel,
  NOT_TRAPPED,
  OWN_SESSION,
  PIECE,
  SAME_GROUP,
  SpawnFailure,
  type SpawnRequest,
} from "../../src/core/base/kernel";
import { SIGCHLD, SIGCONT, SIGKILL, SIGSTOP } from "../../src/core/base/signals";

const STOPPING = [SIGSTOP, 20, 21, 22];
/** What most signals do not do: end the process. CHLD, CONT, URG, WINCH: signal(7). */
const HARMLESS = [SIGCHLD, SIGCONT, 23, 28];

/**
 * How a process takes a signal: not at all, or by ending after a while (in ms, with wait(2)'s status), perhaps after it
 * has forked. Without a manner the default action is taken.
 */
export type Manner = "ignore" | { after: number; status: number; forks?: Program };
export interface Program {
  name?: string;
  /** Signal number to manner. */
  manners?: Record<number, Manner>;
  /** Whether it reaps its own children. */
  reaps?: boolean;
}

export interface Process {
  pid: number;
  /** 0: the parent is outside of the namespace. */
  parent: number;
  group: number;
  session: number;
  /** Clock ticks since boot. */
  start: number;
  state: "running" | "stopped" | "zombie";
  /** wait(2)'s status, once it is a zombie. */
  status: number;
  isSubreaper: boolean;
  hasTerminal: boolean;
  pending: number[];
  program: Program;
}

/** One signal that the init sent. */
export interface Sent {
  pid: number;
  /** Its start time: with the pid it names one process for good. */
  start: number;
  signo: number;
  time: number;
  /** The system call: kill(2) of one, of a group, of the namespace, or pidfd_send_signal(2). */
  by: "kill" | "killGroup" | "killNamespace" | "killHeld";
  /** Whether the process descended from the init at that time. */
  descends: boolean;
}

interface Event {
  at: number;
  happen: () => void;
}

export interface World {
  argv: string[];
  environment?: Record<string, string>;
  /** The init's pid; if it isn't 1, another init is PID 1 and the init a child of it. */
  pid?: number;
  /** What spawn() starts. */
  program?: Program;
}

export class SimulatedKernel extends Kernel {
  /** Every call that acts, in order. */
  readonly trace: string[] = [];
  readonly sent: Sent[] = [];
  /** The pids reaped by the init, in order. */
  readonly reaped: number[] = [];
  /** The signals handed to the init, in order, and whether the program had been reaped by then. */
  readonly taken: { signo: number; mainReaped: boolean }[] = [];
  readonly processes = new Map<number, Process>();
  readonly files = new Map<string, string>();
  output = "";
  errors = "";
  time = 1000;
  main = 0;
  nextPid: number;
  /** errno of the next spawn's fork; 0 for none. */
  forkError = 0;
  /** How the next program's execve(2) fails, if it does, and after how many ms. */
  execFailure = { step: FAILED_NOWHERE, errno: 0 };
  execTime = 0;
  /** Whether /proc is that of another namespace. */
  procIsForeign = false;
  terminal = -1;
  /** Milliseconds since 1970 at time 0. */
  epoch = 1_800_000_000_000;
  /** The pids of those who are another user's, and cannot be signalled. */
  readonly foreign = new Set<number>();
  /** Called before /proc/PID/stat is read: the moment for processes to end, or pids to be reused. */
  beforeStat: (pid: number) => void = () => {};
  /** Called before a process is held. */
  beforeHold: (pid: number) => void = () => {};
  /** RLIMIT_NPROC if it is near, otherwise 0. */
  processLimit = 0;
  /** Whether rt_sigprocmask(2) is refused. */
  signalsRefused = false;
  /** /proc/self/exe. */
  file = "/usr/bin/tsinit";
  /** AT_SECURE. */
  secure = false;
  /** Why the init is begun anew, if it is: NOT_TRAPPED, ... of kernel.ts. */
  trap = NOT_TRAPPED;
  /** When the core noted that the stages of a stop have begun; Infinity before. */
  stagesBegan = Number.POSITIVE_INFINITY;
  /** The program's wait status once the init has reaped it; -1 before. */
  private mainStatus = -1;
  private readonly notes = new Map<number, number>();
  private readonly events: Event[] = [];
  private readonly pending: number[] = [];
  private readonly failure = new SpawnFailure();
  private readonly held = new Map<number, Process>();
  private nextHandle = 3;
  private list: number[] = [];
  private content = "";
  private parentDied = false;

  constructor(private readonly world: World) {
    super();
    const own = world.pid ?? 1;
    this.nextPid = own + 1;
    if (own !== 1) this.create(1, 0, { name: "init" }).isSubreaper = true;
    this.create(own, own === 1 ? 0 : 1, { name: "tsinit" }).isSubreaper = own === 1;
  }

  // What happens in the world

  /** Lets something happen in `ms` from now. */
  after(ms: number, happen: () => void): void {
    this.events.push({ at: this.time + ms, happen });
    this.events.sort((a, b) => a.at - b.at);
  }

  /** Lets a process end in `ms` from now, with wait(2)'s status. */
  endIn(ms: number, pid: number, status: number): void {
    this.after(ms, () => this.end(pid, status));
  }

  /** When something happens next, or null. */
  nextEvent(): number | null {
    return this.events.length > 0 ? this.events[0].at : null;
  }

  /** Moves the clock to `time`, and lets happen what happens until then. */
  advanceTo(time: number): void {
    while (this.events.length > 0 && this.events[0].at <= time) {
      const event = this.events.shift() as Event;
      this.time = Math.max(this.time, event.at);
      event.happen();
    }
    this.time = Math.max(this.time, time);
  }

  /** A process that is alive and can do something. */
  isAlive(pid: number): boolean {
    const process = this.processes.get(pid);
    return process !== undefined && process.state !== "zombie";
  }

  /** A new child of `parent`. Returns its pid. */
  fork(parent: number, program: Program = {}): number {
    while (this.processes.has(this.nextPid)) this.nextPid++;
    const from = this.processes.get(parent);
    const process = this.create(this.nextPid++, parent, program);
    process.group = from?.group ?? process.pid;
    process.session = from?.session ?? process.pid;
    return process.pid;
  }

  /** A daemon: the child of a child that ends at once. Returns its pid. */
  doubleFork(parent: number, program: Program = {}): number {
    const between = this.fork(parent);
    const daemon = this.fork(between, program);
    const process = this.get(daemon);
    process.group = process.session = daemon;
    this.end(between, 0);
    this.reapFor(parent, between);
    return daemon;
  }

  /** A process exec'd into the namespace from outside. Returns its pid. */
  enter(program: Program = {}): number {
    return this.fork(0, program);
  }

  /** A process ends, with wait(2)'s status. */
  end(pid: number, status: number): void {
    const process = this.processes.get(pid);
    if (process === undefined || process.state === "zombie") return;
    const heir = this.heirOf(process);
    process.state = "zombie";
    process.status = status;
    for (const child of [...this.processes.values()].filter((child) => child.parent === pid)) {
      child.parent = heir;
      if (child.state === "zombie") this.tellParent(child);
    }
    this.tellParent(process);
  }

  /** Somebody sends a signal to the init. */
  signalInit(signo: number): void {
    if (signo < 32 && this.pending.includes(signo)) return; // standard signals don't queue: signal(7)
    this.pending.push(signo);
  }

  /** The init's parent ends: if it is `before` prctl(2), no signal comes. */
  endParent(): void {
    this.parentDied = true;
  }

  /** Whether a process descends from `ancestor`. */
  descends(pid: number, ancestor: number): boolean {
    for (let at = this.processes.get(pid); at !== undefined; at = this.processes.get(at.parent)) {
      if (at.parent === ancestor) return true;
    }
    return false;
  }

  // What a host does

  /** As rt_sigtimedwait(2) without a wait: the lowest pending signal, or 0. */
  takeSignal(except = 0): number {
    const wanted = this.pending.filter((signo) => signo !== except);
    if (wanted.length === 0) return 0;
    const signo = Math.min(...wanted);
    this.pending.splice(this.pending.indexOf(signo), 1);
    this.taken.push({ signo, mainReaped: this.reaped.includes(this.main) });
    return signo;
  }

  /** As waitpid(-1, WNOHANG): a child that has ended; pid 0 if there are living ones, -1 if there are none. */
  wait(): { pid: number; status: number } {
    const children = [...this.processes.values()].filter((process) => process.parent === this.pid());
    const zombie = children.find((child) => child.state === "zombie");
    if (zombie === undefined) return { pid: children.length > 0 ? 0 : -1, status: 0 };
    this.processes.delete(zombie.pid);
    this.reaped.push(zombie.pid);
    if (zombie.pid === this.main) this.mainStatus = zombie.status;
    return { pid: zombie.pid, status: zombie.status };
  }

  // Kernel

  argumentCount(): number {
    return this.world.argv.length;
  }

  argument(index: number): string {
    return this.world.argv[index];
  }

  variable(name: string): string | null {
    return this.world.environment?.[name] ?? null;
  }

  hasVariables(prefix: string): boolean {
    return Object.keys(this.world.environment ?? {}).some((name) => name.startsWith(prefix));
  }

  pid(): number {
    return this.world.pid ?? 1;
  }

  parentPid(): number {
    return this.pid() === 1 ? 0 : this.parentDied ? 1 : 4711;
  }

  signalsTaken(): number {
    return this.signalsRefused ? -EPERM : 0;
  }

  becomeSubreaper(): number {
    this.trace.push("becomeSubreaper");
    this.get(this.pid()).isSubreaper = true;
    return 0;
  }

  isSubreaper(): boolean {
    return this.get(this.pid()).isSubreaper;
  }

  setParentDeathSignal(signo: number): number {
    this.trace.push(`setParentDeathSignal ${signo}`);
    this.advanceTo(this.time);
    return 0;
  }

  foregroundTerminal(): number {
    return this.terminal;
  }

  leaveTerminal(): boolean {
    this.trace.push("leaveTerminal");
    return this.terminal >= 0;
  }

  suspend(): void {
    this.trace.push("suspend");
  }

  spawn(request: SpawnRequest): number {
    const { program, skipped, place, terminal, deathSignal, listenPid } = request;
    const without = skipped > 0 ? ` without ${skipped}` : "";
    this.trace.push(
      `spawn ${program} ${terminal} ${deathSignal} ${listenPid ? 1 : 0}${["", " in a session", " in the same group"][place]}${without}`,
    );
    if (this.forkError > 0) return -this.forkError;
    this.main = this.fork(this.pid(), this.world.program);
    if (place !== SAME_GROUP) this.get(this.main).group = this.main;
    if (place === OWN_SESSION) this.get(this.main).session = this.main;
    if (this.execFailure.step !== FAILED_NOWHERE) this.after(this.execTime, () => this.failToExecute());
    return this.main;
  }

  private failToExecute(): void {
    if (!this.isAlive(this.main)) return;
    Object.assign(this.failure, this.execFailure);
    this.end(this.main, 127 << 8);
  }

  spawnFailure(): SpawnFailure {
    return this.failure;
  }

  letGo(): void {
    this.trace.push("letGo");
  }

  kill(pid: number, signo: number): number {
    if (pid <= 1) throw new Error(`kill(${pid}) is not for one process`);
    this.trace.push(`kill ${pid} ${signo}`);
    return this.send(this.processes.get(pid), signo, "kill");
  }

  killGroup(pgid: number, signo: number): number {
    if (pgid <= 1) throw new Error(`kill(-${pgid}) is not for one group`);
    this.trace.push(`killGroup ${pgid} ${signo}`);
    const members = [...this.processes.values()].filter((process) => process.group === pgid);
    for (const member of members) this.send(member, signo, "killGroup");
    return members.length > 0 ? 0 : -ESRCH;
  }

  killNamespace(signo: number): number {
    this.trace.push(`killNamespace ${signo}`);
    if (this.pid() !== 1) return -EPERM;
    const others = [...this.processes.values()].filter((process) => process.pid !== 1);
    if (signo > 0) for (const process of others) this.send(process, signo, "killNamespace");
    return others.length > 0 ? 0 : -ESRCH;
  }

  openProcesses(): number {
    if (this.procIsForeign) return -EXDEV;
    this.list = [...this.processes.keys()].sort((a, b) => a - b);
    return 0;
  }

  openDescriptors(_pid: number): number {
    this.list = [1, 2, 3];
    return 0;
  }

  nextProcess(): number {
    return this.list.shift() ?? 0;
  }

  readStat(pid: number): number {
    this.beforeStat(pid);
    const process = this.processes.get(pid);
    if (process === undefined) return -ENOENT;
    const { parent, group, session, start } = process;
    const state = { running: "S", stopped: "T", zombie: "Z" }[process.state];
    const rest = `${process.hasTerminal ? 34816 : 0} -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0`;
    const name = process.program.name ?? "program";
    this.content = `${pid} (${name}) ${state} ${parent} ${group} ${session} ${rest} ${start} 9 9 ${process.status}\n`;
    return this.content.length;
  }

  holdProcess(pid: number): number {
    this.beforeHold(pid);
    const process = this.processes.get(pid);
    if (process === undefined) return -ESRCH;
    this.held.set(this.nextHandle, process);
    return this.nextHandle++;
  }

  killHeld(handle: number, signo: number): number {
    const process = this.held.get(handle);
    if (process === undefined) throw new Error(`${handle} is not a handle`);
    this.trace.push(`killHeld ${process.pid} ${signo}`);
    return this.processes.get(process.pid) === process ? this.send(process, signo, "killHeld") : -ESRCH;
  }

  releaseProcess(handle: number): void {
    if (!this.held.delete(handle)) throw new Error(`${handle} is not a handle`);
  }

  /** How many handles have not been given back. */
  get handles(): number {
    return this.held.size;
  }

  now(): number {
    return this.time;
  }

  sinceBoot(): number {
    return this.time;
  }

  processLimitNear(_percent: number): number {
    return this.processLimit;
  }

  wallClock(): number {
    return this.epoch + this.time;
  }

  isTerminal(): boolean {
    return false;
  }

  print(text: string): number {
    this.log(1, text);
    return 0;
  }

  log(descriptor: number, text: string): void {
    this.trace.push(`write ${descriptor} ${JSON.stringify(text)}`);
    if (descriptor === 1) this.output += text;
    else this.errors += text;
  }

  read(path: string): number {
    return this.readFrom(path, 0);
  }

  readFrom(path: string, offset: number): number {
    const content = path === `/proc/${this.pid()}/task/${this.pid()}/children` ? this.children() : this.files.get(path);
    if (content === undefined) {
      this.content = "";
      return -ENOENT;
    }
    this.content = content.slice(offset, offset + PIECE);
    return this.content.length;
  }

  lists(path: string, number: number): boolean {
    return (this.files.get(path) ?? "").split("\n").includes(String(number));
  }

  /** proc_pid_children(5), where /proc is the init's own. */
  private children(): string | undefined {
    if (this.procIsForeign) return undefined;
    const children = [...this.processes.values()].filter((process) => process.parent === this.pid());
    return children.map(({ pid }) => `${pid} `).join("");
  }

  append(path: string, text: string): number {
    this.trace.push(`append ${path} ${JSON.stringify(text)}`);
    if ((this.files.get(path) ?? "").length > 0) return 1;
    this.files.set(path, text);
    return 0;
  }

  byte(index: number): number {
    if (!(index >= 0 && index < this.content.length)) throw new Error(`no byte ${index} in the file last read`);
    return this.content.charCodeAt(index) & 0xff;
  }

  text(start: number, end: number): string {
    if (start < 0 || end < start || end > this.content.length) throw new Error(`no text from ${start} to ${end}`);
    return this.content.slice(start, end);
  }

  workingDirectory(): string {
    return "/srv";
  }

  executable(): string {
    return this.file;
  }

  isSecure(): boolean {
    return this.secure;
  }

  isCrowded(): boolean {
    return false;
  }

  trapped(): number {
    return this.trap;
  }

  program(): number {
    return this.trap === NOT_TRAPPED ? 0 : this.main;
  }

  programStatus(): number {
    return this.trap === NOT_TRAPPED ? -1 : this.mainStatus;
  }

  note(index: number, value: number): void {
    if (index === 0 && value > 0) this.stagesBegan = Math.min(this.stagesBegan, this.time);
    this.notes.set(index, value);
  }

  noted(index: number): number {
    return this.notes.get(index) ?? 0;
  }

  private get(pid: number): Process {
    const process = this.processes.get(pid);
    if (process === undefined) throw new Error(`no process ${pid}`);
    return process;
  }

  private create(pid: number, parent: number, program: Program): Process {
    const process: Process = {
      ...{ pid, parent, group: pid, session: pid, start: Math.floor(this.time * 0.1) + pid, program },
      ...{ state: "running", status: 0, isSubreaper: false, hasTerminal: false, pending: [] },
    };
    this.processes.set(pid, process);
    return process;
  }

  /** Who gets the children of a process that ends: the nearest subreaper that lives, otherwise PID 1: prctl(2). */
  private heirOf(process: Process): number {
    for (let at = this.processes.get(process.parent); at !== undefined; at = this.processes.get(at.parent)) {
      if (at.isSubreaper && at.state !== "zombie") return at.pid;
    }
    return 1;
  }

  private tellParent(zombie: Process): void {
    const parent = this.processes.get(zombie.parent);
    if (zombie.parent === this.pid()) this.signalInit(SIGCHLD);
    // One from outside of the namespace is reaped there, and says nothing here; PID 1, if it is another, is a good init.
    else if (parent === undefined || parent.pid === 1 || parent.program.reaps) this.processes.delete(zombie.pid);
  }

  private reapFor(parent: number, child: number): void {
    if (parent !== this.pid()) this.processes.delete(child);
  }

  private send(process: Process | undefined, signo: number, by: Sent["by"]): number {
    if (process === undefined) return -ESRCH;
    if (this.foreign.has(process.pid)) return -EPERM;
    const { pid, start } = process;
    this.sent.push({ pid, start, signo, time: this.time, by, descends: this.descends(pid, this.pid()) });
    this.deliver(process, signo);
    return 0;
  }

  /** A signal reaches a process. */
  private deliver(process: Process, signo: number): void {
    if (process.state === "zombie" || signo === 0) return;
    if (signo === SIGKILL) {
      this.end(process.pid, SIGKILL);
      return;
    }
    if (signo === SIGCONT && process.state === "stopped") {
      process.state = "running";
      for (const waiting of process.pending.splice(0)) this.deliver(process, waiting);
    } else if (process.state === "stopped") {
      process.pending.push(signo);
      return;
    }
    const manner = signo === SIGSTOP ? undefined : process.program.manners?.[signo];
    if (manner === "ignore") return;
    if (manner !== undefined) {
      if (manner.forks) this.fork(process.pid, manner.forks);
      this.endIn(manner.after, process.pid, manner.status);
      return;
    }
    if (STOPPING.includes(signo)) process.state = "stopped";
    else if (!HARMLESS.includes(signo)) this.end(process.pid, signo);
  }
}

/** wait(2)'s status of a process that exits by itself. */
export function exited(code: number): number {
  return code << 8;
}
