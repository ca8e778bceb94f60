/** start(): a program under an init in this process, and the handle by which it is watched and stopped. */
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { EXIT_FAILURE } from "../core/base/exit";
import { SIGTERM, signalNumber } from "../core/base/signals";
import { Init } from "../core/init";
import { type Addon, loadAddon, type Setting } from "./addon";
import { environmentBytes, toBytes } from "./bytes";
import { refusal } from "./check";
import { commandLine } from "./command-line";
import { Hooks, waitForNoCaller } from "./hooks";
import { HostLog } from "./host-log";
import { NodeKernel } from "./kernel";
import { Loop } from "./loop";
import type { Exit, SuperviseOptions, Supervision } from "./options";
import { claim } from "./owner";
import { showThatSignalsAreHandled } from "./signals";
import { ProgramStdio } from "./stdio";

/** `name`: the function that was called, for what is said where there is an init already. */
export function start(options: SuperviseOptions, name: string): Supervision {
  const addon = loadAddon();
  const complaint = refusal(options);
  if (complaint !== "") {
    const kernel = new NodeKernel(addon, [], environmentBytes(process.env));
    new HostLog(kernel, (options as SuperviseOptions | undefined)?.logFormat).fatal("failed", complaint);
    return new Refused();
  }
  options.signal?.throwIfAborted();
  return new Supervised(addon, options, name);
}

class Supervised implements Supervision {
  readonly exited: Promise<Exit>;
  readonly stdin: Writable | null;
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  private readonly kernel: NodeKernel;
  private readonly hooks: Hooks;
  private readonly loop: Loop;

  constructor(
    addon: Addon,
    private readonly options: SuperviseOptions,
    name: string,
  ) {
    const argv = ["tsinit", ...commandLine(options).map(toBytes)];
    const environment = environmentBytes(options.env ?? process.env);
    const undo = [claim(name)];
    const cleanUp = () => {
      for (const step of undo.splice(0).reverse()) step();
    };
    try {
      const stdio = new ProgramStdio(addon, options.stdio);
      undo.push(() => stdio.close());
      const kernel = new NodeKernel(addon, argv, environment, setting(options, stdio));
      undo.push(() => kernel.undo(), showThatSignalsAreHandled());
      const init = new Init(kernel);
      const log = new HostLog(kernel, options.logFormat);
      this.kernel = kernel;
      this.hooks = new Hooks(options, log, init);
      this.loop = new Loop(addon, kernel, init, log, this.hooks);
      [this.stdin, this.stdout, this.stderr] = stdio.streams as [Writable | null, Readable | null, Readable | null];
      touchStreams();
      const over = this.loop.run();
      stdio.close();
      undo.push(this.stopOnAbort());
      this.exited = over.then((exitCode) => ({ ...this.hooks.end(exitCode), exitCode })).finally(cleanUp);
    } catch (error) {
      cleanUp();
      throw error;
    }
  }

  get pid(): number | null {
    return this.hooks.pid;
  }

  stop(reason?: unknown): Promise<Exit> {
    waitForNoCaller();
    this.hooks.stopReason ??= reason;
    if (!this.hooks.isStopping) this.loop.onSignal(SIGTERM, false);
    return this.exited;
  }

  kill(signal: string | number = "SIGTERM"): boolean {
    const signo = signalNumber(String(signal));
    if (signo === 0) throw new TypeError(`there is no signal ${signal}`);
    const { kernel } = this;
    if (kernel.running === 0) return false;
    return (this.options.group ? kernel.killGroup(kernel.running, signo) : kernel.kill(kernel.running, signo)) === 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  private stopOnAbort(): () => void {
    const { signal } = this.options;
    const stop = () => void this.stop(signal?.reason);
    signal?.addEventListener("abort", stop);
    return () => signal?.removeEventListener("abort", stop);
  }
}

/** The options were not acceptable: nothing was started. */
class Refused implements Supervision {
  readonly pid = null;
  readonly stdin = null;
  readonly stdout = null;
  readonly stderr = null;
  readonly exited = Promise.resolve({ code: EXIT_FAILURE, signal: null, exitCode: EXIT_FAILURE });

  stop(): Promise<Exit> {
    return this.exited;
  }

  kill(): boolean {
    return false;
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

function setting({ cwd = "", uid = -1, gid = -1 }: SuperviseOptions, { descriptors: stdio }: ProgramStdio): Setting {
  return { cwd: toBytes(cwd instanceof URL ? fileURLToPath(cwd) : cwd), stdio, uid, gid };
}

/**
 * Node makes a pipe on 0 to 2 non-blocking, also for the program, when it first uses it: that must be before the start. Where
 * it cannot use one, as stdin that is a directory, nor will it later.
 */
function touchStreams(): void {
  for (const name of ["stdin", "stdout", "stderr"] as const) {
    try {
      void process[name];
    } catch {}
  }
}
