/**
 * The library: an init of one's own in a Node program. All that is public is declared here and in options.ts.
 *
 * What the init does is decided in src/core, as for the static binary. Works on Linux, on the main thread.
 */

import { signalName } from "../core/base/signals";
import { loadAddon } from "./addon";
import { environmentBytes } from "./bytes";
import { refusal } from "./check";
import { machineFile } from "./files";
import { Hooks } from "./hooks";
import { HostLog } from "./host-log";
import { NodeKernel } from "./kernel";
import type { HookOptions, Report, ReportOptions, SuperviseOptions, Supervision } from "./options";
import { claim, owner } from "./owner";
import { Reaper } from "./reaper";
import { report as makeReport } from "./report";
import { Signals } from "./signals";
import { start as startProgram } from "./supervision";

export type * from "./options";

/** The static binary for this machine; null where its package is not installed, or a bundler has taken the library away from it. */
export const binaryPath: string | null = machineFile("tsinit", "../tsinit");

/**
 * Runs a program as an init does: forwards every signal that is sent to this process, reaps orphans, and stops well. The
 * promise's value is the code to exit with: `process.exit(await supervise({ command: ["server"] }))`. It is 125 if the
 * options are not acceptable, 126 or 127 if the program cannot be started; stderr then says why.
 *
 * What node:child_process started keeps working, and is in scope when the program has ended. Throws an Error in a worker
 * thread, and while another supervise() or reapOrphans() is at work; a TypeError for strings with a null byte.
 */
export async function supervise(options: SuperviseOptions): Promise<number> {
  return (await startProgram(options, "supervise()").exited).exitCode;
}

/**
 * The same, with a handle: the program has been started when this returns. Throws what supervise() rejects with, and the reason
 * of a `signal` that is aborted already. Where the options are not acceptable nothing is thrown; the exit code is 125.
 */
export function start(options: SuperviseOptions): Supervision {
  return startProgram(options, "start()");
}

/**
 * Reaps the orphans that come to this process, for a Node program that is itself PID 1, or becomes a child subreaper by
 * this. Children of node:child_process keep their events. Returns a function that stops it, and undoes what it did; called again,
 * it does nothing.
 *
 * Throws a TypeError for options that are not acceptable, an Error in a worker thread, while supervise() or reapOrphans() is at work, and as becomeSubreaper() does.
 */
export function reapOrphans(options: Pick<HookOptions, "onReap" | "hookTimeout"> = {}): () => void {
  const addon = loadAddon();
  const complaint = refusal(options, ["onReap", "hookTimeout"]);
  if (complaint !== "") throw new TypeError(complaint);
  const hooks = new Hooks(options, new HostLog(new NodeKernel(addon, [], environmentBytes(process.env))));
  const undo = [claim("reapOrphans()")];
  const stop = () => {
    for (const step of undo.splice(0).reverse()) step();
  };
  try {
    const reaper = new Reaper(
      addon,
      (pid, status, command) => hooks.reaped(pid, status, command),
      () => {},
    );
    const [onSignal, onStarved] = [() => reaper.drainSoon(), () => reaper.drain()];
    const signals = new Signals(addon, [], onSignal, onStarved).unref();
    undo.push(
      () => signals.release(),
      () => reaper.stop(),
      () => reaper.drain(), // of those that came before the next step
    );
    if (process.pid !== 1 && addon.isSubreaper() === 0) {
      addon.becomeSubreaper();
      undo.push(() => addon.ceaseSubreaper());
    }
    reaper.drain();
    return stop;
  } catch (error) {
    stop();
    throw error;
  }
}

/**
 * Makes this process a child subreaper: orphaned descendants become its children, for reapOrphans() to reap: prctl(2).
 * Throws an Error with `errno`, `code` and `syscall`: EINVAL before Linux 3.4.
 */
export function becomeSubreaper(): void {
  loadAddon().becomeSubreaper();
}

/** How things stand. */
export interface Status {
  pid: number;
  /** Whether orphaned descendants come to this process: as PID 1, or as a child subreaper. */
  getsOrphans: boolean;
  isSubreaper: boolean;
  /** The signal that this process gets when its parent ends. */
  parentDeathSignal: string | null;
  /** The pid of the program under supervise(); null if there is none. */
  program: number | null;
  /** How many orphans the supervise() or reapOrphans() at work has reaped. */
  reaped: number;
}

/** How things stand with this process. Throws an Error with `errno`, `code` and `syscall` if the kernel does not say. */
export function status(): Status {
  const addon = loadAddon();
  const signo = addon.parentDeathSignal();
  const isSubreaper = addon.isSubreaper() === 1;
  return {
    pid: process.pid,
    getsOrphans: isSubreaper || process.pid === 1,
    isSubreaper,
    parentDeathSignal: signo > 0 ? signalName(signo) : null,
    program: owner()?.program ?? null,
    reaped: owner()?.reaped ?? 0,
  };
}

/**
 * How the container is doing, for a health route: what `tsinit --status --json` prints, of this process's PID namespace. Takes
 * 0.3 s where there are zombies. Throws an Error if nothing can be seen, or the options are not acceptable.
 */
export function report(options: ReportOptions = {}): Promise<Report> {
  return makeReport(options);
}
