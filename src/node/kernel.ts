/** The Kernel of the Node host, over the addon. */
import { readFileSync } from "node:fs";
import { isatty } from "node:tty";
import { Kernel, NOT_TRAPPED, SpawnFailure, type SpawnRequest } from "../core/base/kernel";
import { type Addon, SAME_SETTING } from "./addon";

export class NodeKernel extends Kernel {
  /** The program's pid while it runs; 0 before it is started, and once Loop has reaped it. */
  running = 0;
  /** What has been done to this process, to be undone in the end. */
  private readonly deeds: (() => void)[] = [];
  private file: Buffer = Buffer.alloc(0);

  /** Arguments and environment are strings of bytes; argv[0] is the init's own name. */
  constructor(
    private readonly addon: Addon,
    private readonly argv: string[],
    private readonly environment: string[],
    private readonly setting = SAME_SETTING,
  ) {
    super();
  }

  argumentCount(): number {
    return this.argv.length;
  }

  argument(index: number): string {
    return this.argv[index];
  }

  variable(name: string): string | null {
    const found = this.environment.find((variable) => variable.startsWith(`${name}=`));
    return found === undefined ? null : found.slice(name.length + 1);
  }

  hasVariables(prefix: string): boolean {
    return this.environment.some((variable) => variable.startsWith(prefix));
  }

  pid(): number {
    return process.pid;
  }

  parentPid(): number {
    return process.ppid;
  }

  /** Loop takes them, by handlers. */
  signalsTaken(): number {
    return 0;
  }

  becomeSubreaper(): number {
    const was = this.isSubreaper();
    const done = result(() => this.addon.becomeSubreaper());
    if (!was && done === 0) this.deeds.push(() => this.addon.ceaseSubreaper());
    return done;
  }

  /** Leaves the process as it was: for a host that goes on when the init is over. */
  undo(): void {
    for (const undo of this.deeds.splice(0).reverse()) undo();
  }

  isSubreaper(): boolean {
    return result(() => this.addon.isSubreaper()) > 0;
  }

  setParentDeathSignal(signo: number): number {
    const before = this.addon.parentDeathSignal();
    this.deeds.push(() => this.addon.setParentDeathSignal(before));
    return result(() => this.addon.setParentDeathSignal(signo));
  }

  foregroundTerminal(): number {
    return this.addon.foregroundTerminal();
  }

  leaveTerminal(): boolean {
    return this.addon.leaveTerminal();
  }

  suspend(): void {
    this.addon.suspend();
  }

  spawn({ program, skipped, place, terminal, deathSignal, listenPid }: SpawnRequest): number {
    this.passOnDescriptors(listenPid);
    const argv = this.argv.filter((_, index) => index >= program && (skipped === 0 || index !== skipped));
    const pid = result(() =>
      this.addon.spawn(argv, this.environment, place, terminal, deathSignal, listenPid, this.setting),
    );
    this.running = Math.max(pid, 0);
    if (terminal >= 0) this.deeds.push(() => this.addon.takeForegroundBack(terminal, pid));
    return pid;
  }

  spawnFailure(): SpawnFailure {
    return Object.assign(new SpawnFailure(), this.addon.spawnFailure());
  }

  /** stdio and, if they were meant for this process, the sockets from 3 on: sd_listen_fds(3). */
  private passOnDescriptors(listen: boolean): void {
    const count = 3 + (listen ? Number(this.variable("LISTEN_FDS")) : 0);
    for (let descriptor = 0; descriptor < count; descriptor++) {
      if (descriptor < 3 && this.setting.stdio[descriptor] !== descriptor) continue;
      const changed = result(() => this.addon.passOn(descriptor));
      if (changed > 0) this.deeds.push(() => this.addon.takeBack(descriptor, changed));
    }
  }

  /** Nothing: the directory and the descriptors of a Node program are its own. */
  letGo(): void {}

  kill(pid: number, signo: number): number {
    return result(() => this.addon.kill(pid, signo));
  }

  killGroup(pgid: number, signo: number): number {
    return result(() => this.addon.killGroup(pgid, signo));
  }

  killNamespace(signo: number): number {
    return result(() => this.addon.killNamespace(signo));
  }

  processLimitNear(percent: number): number {
    return this.addon.processLimitNear(percent);
  }

  openProcesses(): number {
    return result(() => this.addon.openProcesses());
  }

  openDescriptors(pid: number): number {
    return result(() => this.addon.openDescriptors(pid));
  }

  nextProcess(): number {
    return result(() => this.addon.nextProcess());
  }

  readStat(pid: number): number {
    return this.read(`/proc/${pid}/stat`);
  }

  holdProcess(pid: number): number {
    return result(() => this.addon.holdProcess(pid));
  }

  killHeld(handle: number, signo: number): number {
    return result(() => this.addon.killHeld(handle, signo));
  }

  releaseProcess(handle: number): void {
    this.addon.releaseProcess(handle);
  }

  now(): number {
    return this.addon.now();
  }

  sinceBoot(): number {
    return this.addon.sinceBoot();
  }

  wallClock(): number {
    return Date.now();
  }

  isTerminal(descriptor: number): boolean {
    return isatty(descriptor);
  }

  print(text: string): number {
    return result(() => this.addon.print(text));
  }

  log(descriptor: number, text: string): void {
    this.addon.log(descriptor, text);
  }

  read(path: string): number {
    return this.readFrom(path, 0);
  }

  readFrom(path: string, offset: number): number {
    return result(() => {
      this.file = this.addon.read(path, offset);
      return this.file.length;
    });
  }

  lists(path: string, number: number): boolean {
    try {
      return readFileSync(path, "latin1").split("\n").includes(String(number));
    } catch {
      return false; // it is not there, or may not be read
    }
  }

  append(path: string, text: string): number {
    return result(() => (this.addon.append(path, text) ? 1 : 0));
  }

  byte(index: number): number {
    return this.file[index];
  }

  text(start: number, end: number): string {
    return this.file.toString("latin1", start, end);
  }

  workingDirectory(): string {
    return Buffer.from(process.cwd()).toString("latin1");
  }

  executable(): string {
    return Buffer.from(process.execPath).toString("latin1");
  }

  /** Node has read its own variables by now: a set-user-ID Node is lost anyway. */
  isSecure(): boolean {
    return false;
  }

  /** Never: V8 collects garbage whenever it likes. */
  isCrowded(): boolean {
    return false;
  }

  // The core is not begun anew here: an exception leaves it as it was before the event, all but that event.

  trapped(): number {
    return NOT_TRAPPED;
  }

  program(): number {
    return 0;
  }

  programStatus(): number {
    return -1;
  }

  note(): void {}

  noted(): number {
    return 0;
  }
}

/** What the addon answers, in the Kernel's way: a number that is not negative, or -errno. */
function result(call: () => unknown): number {
  try {
    const value = call();
    return typeof value === "number" ? value : 0;
  } catch (error) {
    const { errno } = error as NodeJS.ErrnoException;
    if (errno === undefined) throw error;
    return errno;
  }
}
