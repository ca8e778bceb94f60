/** What native/binary/main.c calls: the core with the native Kernel. */
import { Init } from "../core/init";
import { exitCode as codeOf } from "../core/base/exit";
import { NativeKernel } from "./kernel";
import { litter } from "rt/tcms";

const kernel = new NativeKernel();
const init = new Init(kernel);

export function start(): bool {
  return init.start();
}

export function onSignal(signo: i32): void {
  // A build that traps on purpose, for the test of what the host does then: asc --use TRAP_ON_SIGNAL=10
  if (isDefined(TRAP_ON_SIGNAL)) if (signo === TRAP_ON_SIGNAL) unreachable();
  if (isDefined(TRAP_ON_STOP)) if (signo === TRAP_ON_STOP) unreachable();
  if (isDefined(EXHAUST_ON_SIGNAL)) if (signo === EXHAUST_ON_SIGNAL) while (true) __new(1 << 16, 0);
  init.onSignal(signo);
}

export function onExit(pid: i32, waitStatus: i32): void {
  init.onExit(pid, waitStatus);
}

export function onDrained(childrenLeft: bool): void {
  init.onDrained(childrenLeft);
}

export function onTimer(): void {
  init.onTimer();
}

export function deadline(): f64 {
  return init.deadline();
}

export function gatherTime(): i32 {
  return init.gatherTime();
}

export function exitCode(): i32 {
  return init.exitCode();
}

/** What the host exits with when the core is gone. It reads no memory, so that it works even then. */
export function exitCodeOf(waitStatus: i32): i32 {
  return codeOf(waitStatus);
}

/** Bytes that may be allocated before the garbage among them is collected: more than a start takes. */
const LITTER: usize = 2048;

/** Frees what is no longer reachable. To be called between events: then nothing lives on the stack alone. */
export function collect(): void {
  if (litter() >= LITTER) __collect();
}
