/** Drives an init over the simulated kernel exactly as native/main.c does over the real one. */
import type { SimulatedKernel } from "./simulated-kernel";

/** What a host sees of an init: src/core/init.ts itself, or its compiled form. */
export interface InitLike {
  /** Whether it has to be called again. */
  start(): boolean;
  onSignal(signo: number): void;
  onExit(pid: number, status: number): void;
  onDrained(childrenLeft: boolean): void;
  onTimer(): void;
  deadline(): number;
  gatherTime(): number;
  exitCode(): number;
}

const SIGCHLD = 17;
const EVENTS_BEFORE_REAPING = 16;
const REAPED_BEFORE_EVENTS = 64;
/** An init that needs more than that is in an endless loop. */
const MOST_ROUNDS = 100_000;

/** Runs the init to its end. Returns its exit code; throws if nothing can ever happen any more, or things never end. */
export function drive(init: InitLike, kernel: SimulatedKernel): number {
  while (init.start());
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { childrenLeft, isDrained } = drain(init, kernel);
    init.onDrained(childrenLeft);
    let events = 0;
    do {
      const code = init.exitCode();
      if (code >= 0) return code;
    } while (!waitForEvent(init, kernel, isDrained) && ++events < EVENTS_BEFORE_REAPING);
    if (events === EVENTS_BEFORE_REAPING) tellTime(init, kernel);
  }
  throw new Error("the init does not come to an end");
}

/** Reaps the children that have ended, if they are not too many. Returns whether there are more, and whether all were reaped. */
function drain(init: InitLike, kernel: SimulatedKernel): { childrenLeft: boolean; isDrained: boolean } {
  for (let reaped = 0; reaped < REAPED_BEFORE_EVENTS; reaped++) {
    const { pid, status } = kernel.wait();
    if (pid <= 0) return { childrenLeft: pid === 0, isDrained: true };
    init.onExit(pid, status);
  }
  return { childrenLeft: true, isDrained: false };
}

/** Tells the init that its deadline has passed, if it has. */
function tellTime(init: InitLike, kernel: SimulatedKernel): boolean {
  const deadline = init.deadline();
  if (deadline < 0 || kernel.time < deadline) return false;
  init.onTimer();
  return true;
}

/**
 * Waits for the next signal or the deadline, and tells the init; only looks, if there are more to be reaped. Returns whether
 * it is time to reap.
 */
function waitForEvent(init: InitLike, kernel: SimulatedKernel, isDrained: boolean): boolean {
  const deadline = init.deadline();
  while (true) {
    kernel.advanceTo(kernel.time);
    const signo = kernel.takeSignal(isDrained ? 0 : SIGCHLD);
    if (signo > 0) init.onSignal(signo);
    if (signo === SIGCHLD) {
      kernel.advanceTo(kernel.time + init.gatherTime());
      return true;
    }
    if (signo > 0) return false;
    if (tellTime(init, kernel)) return true;
    if (!isDrained) return true;
    const next = kernel.nextEvent();
    if (next === null && deadline < 0) throw new Error(`the init hangs:\n${kernel.trace.join("\n")}`);
    kernel.advanceTo(next === null ? deadline : deadline < 0 ? next : Math.min(next, deadline));
  }
}
