/** What native/main.c calls: the core with the native Kernel. */
import { Init } from "../core/init";
import { NativeKernel } from "./kernel";

const kernel = new NativeKernel();
const init = new Init(kernel);

export function start(): void {
  init.start();
}

export function onSignal(signo: i32): void {
  // A build that traps on purpose, for the test of what the host does then: asc --use TRAP_ON_SIGNAL=10
  if (isDefined(TRAP_ON_SIGNAL)) if (signo === TRAP_ON_SIGNAL) unreachable();
  init.onSignal(signo);
}

export function onExit(pid: i32, status: i32): void {
  init.onExit(pid, status);
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

/** Bytes of text that may pass through the Kernel before the garbage it leaves is collected. */
const LITTER: i32 = 1024;
let pages: i32 = memory.size();

/**
 * Frees what is no longer reachable. To be called between events: then nothing lives on the stack alone. Garbage comes
 * from texts, so where none passed there is nothing to do: a collection marks all constants too, which would write to
 * their pages and make them memory of this process alone.
 */
export function collect(): void {
  if (kernel.litter < LITTER && memory.size() === pages) return;
  __collect();
  kernel.litter = 0;
  pages = memory.size();
}
