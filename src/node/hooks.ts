/** The hooks of supervise(), called so that none of them can stop the init, or keep it. */
import { AsyncLocalStorage } from "node:async_hooks";
import { endingSignal, exitCode } from "../core/base/exit";
import { signalName } from "../core/base/signals";
import type { Init } from "../core/init";
import { EXIT, publish, REAP, SIGNAL, STOP } from "./channels";
import type { HostLog } from "./host-log";
import type { Script } from "./loop";
import type { EndEvent, HookOptions, SignalEvent } from "./options";
import { owner } from "./owner";
import { milliseconds } from "./time";

const TIMEOUT = 5000;

/** In a hook and what it has begun: has nothing wait for that hook any longer. */
const release = new AsyncLocalStorage<() => void>();

/** The caller is about to wait for the end of all: if it is a hook, the end cannot wait for it. */
export function waitForNoCaller(): void {
  release.getStore()?.();
}

export class Hooks implements Script {
  /** The program's pid once it was started. */
  pid: number | null = null;
  /** Why it is to be stopped, if not by a signal. */
  stopReason: unknown;
  private programEnd: EndEvent | undefined;
  private readonly running = new Set<Promise<void>>();
  private stopSeen = false;
  private stopHeld = false;
  private hurry = () => {};
  /** A second stop signal has come. */
  private readonly hurried = new Promise<void>((resolve) => {
    this.hurry = resolve;
  });

  constructor(
    private readonly hooks: HookOptions & { command?: string[] },
    private readonly log: HostLog,
    private readonly init?: Init,
  ) {}

  /** Whether a stop signal has come. */
  get isStopping(): boolean {
    return this.stopSeen;
  }

  /** How the program ended; where there was none, the init's exit code. */
  end(exitCode: number): { code: number | null; signal: string | null } {
    const { code, signal } = this.programEnd ?? { code: exitCode, signal: null };
    return { code, signal };
  }

  started(pid: number): void {
    this.pid = pid;
    const state = owner();
    if (state) state.program = pid;
    this.call("onStart", { pid });
  }

  /** The first stop signal is held back for beforeStop; a second one goes through at once, and then is the only one. */
  signalled(number: number): boolean | Promise<boolean> {
    const event: SignalEvent = { signal: signalName(number), number };
    if (this.stopReason !== undefined && !this.stopSeen) event.reason = this.stopReason;
    this.call("onSignal", event);
    publish(SIGNAL, { ...event, command: this.command });
    if (!this.init?.isStop(number)) return true;
    if (!this.stopSeen) publish(STOP, { ...event, command: this.command });
    this.stopHeld = !this.stopSeen;
    if (this.stopSeen) this.hurry();
    this.stopSeen = true;
    if (!this.hooks.beforeStop || !this.stopHeld) return true;
    return this.call("beforeStop", event).then(() => this.stopHeld);
  }

  reaped(pid: number, waitStatus: number, command: string): void {
    const state = owner();
    if (state) state.reaped++;
    const event = endEvent(pid, waitStatus);
    this.call("onReap", event);
    publish(REAP, { ...event, command });
  }

  ended(pid: number, waitStatus: number): Promise<void> {
    const state = owner();
    if (state) state.program = null;
    this.programEnd = endEvent(pid, waitStatus);
    publish(EXIT, { ...this.programEnd, command: this.command });
    return this.call("onExit", this.programEnd);
  }

  private get command(): string {
    return this.hooks.command?.[0] ?? "";
  }

  async finished(): Promise<void> {
    await Promise.race([Promise.all(this.running), this.hurried]);
  }

  /** Calls a hook, if there is one. Settled when it has ended, failed or run out of time. */
  private call<Name extends Exclude<keyof HookOptions, "hookTimeout">>(
    name: Name,
    event: Parameters<NonNullable<HookOptions[Name]>>[0],
  ): Promise<void> {
    const hook = this.hooks[name] as ((argument: typeof event) => unknown) | undefined;
    if (!hook) return Promise.resolve();
    const running = this.guard(name, () => hook(event));
    this.running.add(running);
    return running.finally(() => this.running.delete(running));
  }

  private async guard(name: string, hook: () => unknown): Promise<void> {
    const timeout = milliseconds(this.hooks.hookTimeout ?? TIMEOUT);
    let timer: NodeJS.Timeout | undefined;
    let letGo = () => {};
    const late = new Promise<void>((resolve) => {
      letGo = resolve;
      if (timeout === Infinity) return;
      timer = setTimeout(() => {
        this.log.warn("hook", `${name} has not ended within ${timeout} ms and is not waited for`);
        resolve();
      }, timeout);
    });
    try {
      // in a turn of its own: what it does must not come between a look at who has ended and the reaping
      await Promise.race([Promise.resolve().then(() => release.run(letGo, hook)), late]);
    } catch (error) {
      this.log.warn("hook", `${name} failed: ${error}`);
    } finally {
      clearTimeout(timer);
    }
  }
}

export function endEvent(pid: number, waitStatus: number): EndEvent {
  const signo = endingSignal(waitStatus);
  return signo > 0 ? { pid, code: null, signal: signalName(signo) } : { pid, code: exitCode(waitStatus), signal: null };
}
