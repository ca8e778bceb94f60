/**
 * `node --import @tsinit/tsinit/register server.js`, or --require, or by NODE_OPTIONS: makes a Node program that knows nothing of
 * it a good PID 1. Orphans are reaped, signals that would end it elsewhere end it, and when it ends, whoever is left is told to
 * end first.
 *
 * Does so as PID 1, and where TSINIT_REGISTER=1 asks for it, as a child subreaper; TSINIT_REGISTER=0 turns it off. Otherwise, as in
 * worker threads and on other systems, it does nothing: child processes inherit NODE_OPTIONS.
 */
import { isMainThread } from "node:worker_threads";
import { signalName, signalNumber } from "../core/base/signals";
import { Init } from "../core/init";
import { isNo, isYes } from "../core/options/values";
import { loadAddon } from "./addon";
import { environmentBytes } from "./bytes";
import { publish, REAP } from "./channels";
import { endEvent } from "./hooks";
import { HostLog } from "./host-log";
import { NodeKernel } from "./kernel";
import { Loop, type Script } from "./loop";
import { claim, owner } from "./owner";

/**
 * The signals whose default ends a process, which the kernel does not do to PID 1. Not those that Node handles itself (USR1), and
 * not those for what a process has done.
 */
const ENDING = ["HUP", "INT", "QUIT", "USR2", "ALRM", "TERM", "STKFLT", "XCPU", "VTALRM", "IO", "PWR"].map(
  signalNumber,
);

/** The Node program itself is what runs. */
class Guest implements Script {
  /** What to do when a signal comes that the program does not listen to. */
  onEnd = (_signo: number) => {};

  started(): void {}

  signalled(signo: number, heard: boolean): boolean {
    if (!heard) this.onEnd(signo);
    return false;
  }

  reaped(pid: number, waitStatus: number, command: string): void {
    const state = owner();
    if (state) state.reaped++;
    publish(REAP, { ...endEvent(pid, waitStatus), command });
  }

  async ended(): Promise<void> {}

  async finished(): Promise<void> {}
}

function register(): void {
  const addon = loadAddon();
  const kernel = new NodeKernel(addon, ["tsinit", "--pause"], environmentBytes(process.env));
  const guest = new Guest();
  const loop = new Loop(addon, kernel, new Init(kernel), new HostLog(kernel), guest, ENDING);
  const release = claim("register", () => {
    loop.cease();
    kernel.undo();
    release();
  });
  guest.onEnd = (signo) => {
    loop.stopAtExit(signalName(signo));
    loop.cease();
    // to PID 1 nothing is done by default
    if (process.pid !== 1) process.kill(process.pid, signo);
    // as by the signal: what the program does when it exits by itself is not done
    (process as unknown as { reallyExit(code: number): never }).reallyExit(128 + signo);
  };
  loop.run().then(release);
}

/** Whether this process is meant, which alone is asked: children inherit the environment. */
function isMeant(): boolean {
  if (!isMainThread || process.platform !== "linux") return false;
  const wanted = process.env.TSINIT_REGISTER;
  delete process.env.TSINIT_REGISTER;
  return wanted === undefined ? process.pid === 1 : isYes(wanted) || (process.pid === 1 && !isNo(wanted));
}

if (isMeant()) {
  try {
    register();
  } catch (error) {
    process.stderr.write(`[WARN  tsinit (${process.pid})] register: ${(error as Error).message}; there is no init\n`);
  }
}
