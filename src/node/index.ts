/**
 * The library: an init of one's own in a Node program. All that is public is declared in this file.
 *
 * What the init does is decided in src/core, as for the static binary. Works on Linux, on the main thread.
 */

import { signalName } from "../core/base/signals";
import { Init } from "../core/init";
import { loadAddon } from "./addon";
import { environmentBytes, toBytes } from "./bytes";
import { commandLine } from "./command-line";
import { Hooks } from "./hooks";
import { NodeKernel } from "./kernel";
import { Loop } from "./loop";
import { claim, owner } from "./owner";
import { Reaper } from "./reaper";

/** How a process ended. */
export interface EndEvent {
  pid: number;
  /** Its exit code; null if a signal ended it. */
  code: number | null;
  /** The signal that ended it, `SIGSEGV`; null if it exited by itself. */
  signal: string | null;
}

/** A signal that was sent to the init. */
export interface SignalEvent {
  /** `SIGHUP`, `SIGRTMIN+3`. */
  signal: string;
  number: number;
}

/**
 * Functions that are called when something happens. Each may be async. One that throws, or takes longer than
 * `hookTimeout`, is logged, and nothing waits for it any longer.
 */
export interface HookOptions {
  /** The program runs. */
  onStart?: (event: { pid: number }) => unknown;
  /** A signal has come; it is forwarded meanwhile. */
  onSignal?: (event: SignalEvent) => unknown;
  /**
   * The first stop signal has come. It is forwarded after that, and any stop timeout begins then: the time to leave a
   * service registry. A second stop signal goes through at once.
   */
  beforeStop?: (event: SignalEvent) => unknown;
  /** An orphan has been reaped. */
  onReap?: (event: EndEvent) => unknown;
  /** The program has ended. Those that it left behind are told to end after that, not before. */
  onExit?: (event: EndEvent) => unknown;
  /** How long one call of a hook is waited for, in ms; 5000 if not given. */
  hookTimeout?: number;
}

/** A length of time: a number of milliseconds, or as on the command line, `5s`. */
export type Time = number | string;

/** The options of the command line; see tsinit --help. */
export interface SuperviseOptions extends HookOptions {
  /** The program and its arguments. */
  command?: string[];
  /** The program's environment, in which the TSINIT_* variables are looked up as well; process.env if not given. */
  env?: NodeJS.ProcessEnv;
  /** Forward signals to the program's process group. */
  group?: boolean;
  /** Forward signals to every process in scope. */
  all?: boolean;
  /** Forward a signal as another, or not at all: `TERM:QUIT`, `HUP:0`. */
  rewrite?: string | string[];
  /** How long those whom the program leaves behind have between TERM and KILL; 0: no time, they are not even told. */
  grace?: Time;
  /** How long the program has after the first stop signal. */
  stopTimeout?: Time;
  /** Signals that ask for a stop as TERM does. */
  stopSignal?: string | string[];
  /** How long the first stop signal is held back. */
  termDelay?: Time;
  /** Exit codes to be replaced: `143`, `143:1`. */
  remapExit?: string | string[];
  /** Be a child subreaper even as PID 1. */
  subreaper?: boolean;
  /** The signal to get when the parent process ends. */
  parentDeathSignal?: string;
  /** The signal that the program gets when the init ends. */
  childDeathSignal?: string;
  /** Run no program: reap, and stop on INT or TERM. */
  pause?: boolean;
  /** Write why the program died to this file; `true`: /dev/termination-log. */
  terminationLog?: string | boolean;
  /** How messages are written; text if not given. */
  logFormat?: "text" | "json";
  /** Warn of every orphan reaped. */
  warnOnReap?: boolean;
  /** How many times -v: 0 to 3. */
  verbose?: number;
}

/**
 * Runs a program as an init does: forwards every signal that is sent to this process, reaps orphans, and stops well. The
 * promise's value is the code to exit with: `process.exit(await supervise({ command: ["server"] }))`. It is 125 if the
 * options are not acceptable, 126 or 127 if the program cannot be started; stderr then says why.
 *
 * What node:child_process started keeps working, and is in scope when the program has ended. Throws an Error in a worker
 * thread, and while another supervise() or reapOrphans() is at work; a TypeError for strings with a null byte.
 */
export async function supervise(options: SuperviseOptions): Promise<number> {
  const addon = loadAddon();
  const argv = ["tsinit", ...commandLine(options).map(toBytes)];
  const kernel = new NodeKernel(addon, argv, environmentBytes(options.env ?? process.env));
  const release = claim("supervise()");
  try {
    // Node makes a pipe on stdout non-blocking, also for the program, when it is first used: that must be before the start
    void [process.stdout, process.stderr];
    const init = new Init(kernel);
    return await new Loop(addon, kernel, init, new Hooks(options, kernel, init)).run();
  } finally {
    release();
  }
}

/**
 * Reaps the orphans that come to this process, for a Node program that is itself PID 1, or becomes a child subreaper by
 * this. Children of node:child_process keep their events. Returns a function that stops it.
 *
 * Throws an Error in a worker thread, while supervise() or reapOrphans() is at work, and as becomeSubreaper() does.
 */
export function reapOrphans({ onReap, hookTimeout }: Pick<HookOptions, "onReap" | "hookTimeout"> = {}): () => void {
  const addon = loadAddon();
  const release = claim("reapOrphans()");
  const hooks = new Hooks({ onReap, hookTimeout }, new NodeKernel(addon, [], []));
  const reaper = new Reaper(
    addon,
    (pid, status) => hooks.reaped(pid, status),
    () => {},
  );
  try {
    if (process.pid !== 1) becomeSubreaper();
  } catch (error) {
    release();
    throw error;
  }
  reaper.start();
  reaper.drain();
  return () => {
    reaper.stop();
    release();
  };
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
