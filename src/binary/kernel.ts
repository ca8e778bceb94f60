/** The native Kernel: the host's functions, with the strings carried across. */
import { Kernel, SpawnFailure, SpawnRequest } from "../core/base/kernel";
import * as host from "./host";
import { argument, emptyString, found, variable } from "./strings";
import { litter } from "rt/tcms";

/** Bytes. Of the 4 MiB that there are, what is left has to be enough for whatever is done in one piece. */
const CROWDED: usize = 1 << 20;

export class NativeKernel extends Kernel {
  argumentCount(): i32 {
    return host.argumentCount();
  }

  argument(index: i32): string {
    return argument(index);
  }

  variable(name: string): string | null {
    return variable(name);
  }

  hasVariables(prefix: string): bool {
    return host.hasVariables(changetype<usize>(prefix), prefix.length);
  }

  workingDirectory(): string {
    return found(host.workingDirectory());
  }

  executable(): string {
    return found(host.executable());
  }

  isSecure(): bool {
    return host.isSecure();
  }

  pid(): i32 {
    return host.pid();
  }

  parentPid(): i32 {
    return host.parentPid();
  }

  signalsTaken(): i32 {
    return host.signalsTaken();
  }

  becomeSubreaper(): i32 {
    return host.becomeSubreaper();
  }

  isSubreaper(): bool {
    return host.isSubreaper();
  }

  setParentDeathSignal(signo: i32): i32 {
    return host.setParentDeathSignal(signo);
  }

  foregroundTerminal(): i32 {
    return host.foregroundTerminal();
  }

  leaveTerminal(): bool {
    return host.leaveTerminal();
  }

  suspend(): void {
    host.suspend();
  }

  spawn(request: SpawnRequest): i32 {
    return host.spawn(
      request.program,
      request.place,
      request.terminal,
      request.deathSignal,
      request.listenPid,
      request.skipped,
    );
  }

  spawnFailure(): SpawnFailure {
    const failure = new SpawnFailure();
    failure.step = host.failedStep();
    failure.errno = host.failedErrno();
    return failure;
  }

  letGo(): void {
    host.letGo();
  }

  kill(pid: i32, signo: i32): i32 {
    return host.kill(pid, signo);
  }

  killGroup(pgid: i32, signo: i32): i32 {
    return host.killGroup(pgid, signo);
  }

  killNamespace(signo: i32): i32 {
    return host.killNamespace(signo);
  }

  processLimitNear(percent: i32): i32 {
    return host.processLimitNear(percent);
  }

  openProcesses(): i32 {
    return host.openProcesses();
  }

  openDescriptors(pid: i32): i32 {
    return host.openDescriptors(pid);
  }

  nextProcess(): i32 {
    return host.nextProcess();
  }

  readStat(pid: i32): i32 {
    return host.readStat(pid);
  }

  holdProcess(pid: i32): i32 {
    return host.holdProcess(pid);
  }

  killHeld(handle: i32, signo: i32): i32 {
    return host.killHeld(handle, signo);
  }

  releaseProcess(handle: i32): void {
    host.releaseProcess(handle);
  }

  now(): f64 {
    return host.now();
  }

  sinceBoot(): f64 {
    return host.sinceBoot();
  }

  wallClock(): f64 {
    return host.wallClock();
  }

  isTerminal(descriptor: i32): bool {
    return host.isTerminal(descriptor);
  }

  print(text: string): i32 {
    return host.print(changetype<usize>(text), text.length);
  }

  log(descriptor: i32, text: string): void {
    host.log(descriptor, changetype<usize>(text), text.length);
  }

  read(path: string): i32 {
    return host.read(changetype<usize>(path), path.length, 0);
  }

  readFrom(path: string, offset: i32): i32 {
    return host.read(changetype<usize>(path), path.length, offset);
  }

  lists(path: string, number: i32): bool {
    return host.lists(changetype<usize>(path), path.length, number);
  }

  append(path: string, text: string): i32 {
    return host.append(changetype<usize>(path), path.length, changetype<usize>(text), text.length);
  }

  byte(index: i32): i32 {
    return host.byte(index);
  }

  text(start: i32, end: i32): string {
    const text = emptyString(end - start);
    for (let i: i32 = start; i < end; i++) store<u16>(changetype<usize>(text) + (<usize>(i - start) << 1), <u16>host.byte(i));
    return text;
  }

  isCrowded(): bool {
    return litter() > CROWDED;
  }

  trapped(): i32 {
    return host.trapped();
  }

  program(): i32 {
    return host.program();
  }

  programStatus(): i32 {
    return host.programStatus();
  }

  note(index: i32, value: f64): void {
    host.note(index, value);
  }

  noted(index: i32): f64 {
    return host.noted(index);
  }
}
