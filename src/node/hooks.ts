/** The hooks of supervise(), called so that none of them can stop the init, or keep it. */
import { endingSignal, exitCode } from "../core/base/exit";
import { signalName } from "../core/base/signals";
import type { Init } from "../core/init";
import type { HostLog } from "./host-log";
import type { Script } from "./loop";
import type { EndEvent, HookOptions } from "./options";
import { owner } from "./owner";

const TIMEOUT = 5000;

export class Hooks implements Script {
  private readonly running = new Set<Promise<void>>();
  private stopSeen = false;
  private stopHeld = false;

  constructor(
    private readonly hooks: HookOptions,
    private readonly log: HostLog,
    private readonly init?: Init,
  ) {}

  started(pid: number): void {
    const state = owner();
    if (state) state.program = pid;
    this.call("onStart", { pid });
  }

  /** The first stop signal is held back for beforeStop; a second one goes through at once, and then is the only one. */
  signalled(number: number): boolean | Promise<boolean> {
    const event = { signal: signalName(number), number };
    this.call("onSignal", event);
    if (!this.hooks.beforeStop || !this.init?.isStop(number)) return true;
    this.stopHeld = !this.stopSeen;
    if (this.stopSeen) return true;
    this.stopSeen = true;
    return this.call("beforeStop", event).then(() => this.stopHeld);
  }

  reaped(pid: number, waitStatus: number): void {
    const state = owner();
    if (state) state.reaped++;
    this.call("onReap", endEvent(pid, waitStatus));
  }

  ended(pid: number, waitStatus: number): Promise<void> {
    const state = owner();
    if (state) state.program = null;
    return this.call("onExit", endEvent(pid, waitStatus));
  }

  async finished(): Promise<void> {
    await Promise.all(this.running);
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
    const timeout = this.hooks.hookTimeout ?? TIMEOUT;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        this.log.warn("hook", `${name} has not ended within ${timeout} ms and is not waited for`);
        resolve();
      }, timeout);
    });
    try {
      // in a turn of its own: what it does must not come between a look at who has ended and the reaping
      await Promise.race([Promise.resolve().then(hook), late]);
    } catch (error) {
      this.log.warn("hook", `${name} failed: ${error}`);
    } finally {
      clearTimeout(timer);
    }
  }
}

function endEvent(pid: number, waitStatus: number): EndEvent {
  const signo = endingSignal(waitStatus);
  return signo > 0 ? { pid, code: null, signal: signalName(signo) } : { pid, code: exitCode(waitStatus), signal: null };
}
