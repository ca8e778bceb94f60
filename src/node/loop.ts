/** Drives the init on Node's event loop, as native/binary/main.c does in its own: see src/core/init.ts for the contract. */
import { FAILED_NOWHERE } from "../core/base/kernel";
import { SIGCHLD } from "../core/base/signals";
import type { Init } from "../core/init";
import type { Addon } from "./addon";
import { ExitGuard } from "./exit-guard";
import type { HostLog } from "./host-log";
import type { NodeKernel } from "./kernel";
import { Reaper } from "./reaper";
import { ALL_SIGNALS, Signals } from "./signals";

/** What may come between the kernel and the init. */
export interface Script {
  /** The program runs. */
  started(pid: number): void;
  /** A signal has come; `heard`: somebody listens to it by process.on(). The init is told of it if the answer is true. */
  signalled(signo: number, heard: boolean): boolean | Promise<boolean>;
  /** A child other than the program has been reaped. `command`: its name, if somebody wants to know it. */
  reaped(pid: number, waitStatus: number, command: string): void;
  /** The program has ended. The init is told of it, and of what comes meanwhile, after that. */
  ended(pid: number, waitStatus: number): Promise<void>;
  /** All is over: the init is about to exit. */
  finished(): Promise<void>;
}

export class Loop {
  private readonly reaper: Reaper;
  private timer: NodeJS.Timeout | undefined;
  private waiting: (() => void)[] | undefined;
  private finish: (() => void) | undefined;
  /** Whether the program has been started, as far as can be told. */
  private runs = false;
  private isExiting = false;
  private signals: Signals | undefined;
  private guard: ExitGuard | undefined;

  /**
   * @param background The signals to be taken where the init is in the background of a process that has a life of its own,
   *   which it does not prolong. Otherwise all.
   */
  constructor(
    private readonly addon: Addon,
    private readonly kernel: NodeKernel,
    private readonly init: Init,
    private readonly log: HostLog,
    private readonly script?: Script,
    private readonly background?: number[],
  ) {
    this.reaper = new Reaper(
      addon,
      (pid, waitStatus, command) => this.onReaped(pid, waitStatus, command),
      (childrenLeft) => this.tell(() => init.onDrained(childrenLeft)),
      () => {
        this.tell(() => init.onSignal(SIGCHLD));
        return init.gatherTime();
      },
    );
  }

  /** Starts the program; the code to exit with, once all is over. Signals are the init's meanwhile. */
  async run(): Promise<number> {
    this.signals = new Signals(
      this.addon,
      this.background ?? ALL_SIGNALS,
      (signo, heard) => this.onSignal(signo, heard),
      () => this.reaper.drain(),
    );
    if (this.background) this.signals.unref();
    this.guard = new ExitGuard((reason) => this.stopAtExit(reason));
    try {
      await new Promise<void>((resolve) => {
        this.finish = resolve;
        this.tell(() => {
          while (this.init.start());
        });
        this.runs = this.kernel.running > 0 && this.kernel.spawnFailure().step === FAILED_NOWHERE;
        if (this.runs) this.script?.started(this.kernel.running);
        this.reaper.drain();
      });
      await this.script?.finished();
    } finally {
      this.cease();
    }
    return this.init.exitCode();
  }

  /** Lets go of the process, whatever the init is at. */
  cease(): void {
    this.guard?.remove();
    clearTimeout(this.timer);
    this.reaper.stop();
    this.signals?.release();
    this.guard = this.timer = this.signals = undefined;
  }

  /** A signal was sent to this process, or is to be taken for one; `heard`: somebody else listens to it. */
  onSignal(signo: number, heard: boolean): void {
    if (signo === SIGCHLD) {
      this.reaper.drainSoon();
      return;
    }
    const tell = (isForInit: boolean) => isForInit && this.tell(() => this.init.onSignal(signo));
    const answer = this.script?.signalled(signo, heard) ?? true;
    if (answer instanceof Promise) answer.then(tell);
    else tell(answer);
  }

  private onReaped(pid: number, waitStatus: number, command: string): void {
    const isProgram = pid === this.kernel.running;
    if (isProgram) this.kernel.running = 0;
    if (!isProgram || this.isExiting) this.script?.reaped(pid, waitStatus, command);
    else if (this.script && this.runs) this.holdEventsUntil(this.script.ended(pid, waitStatus));
    this.tell(() => this.init.onExit(pid, waitStatus));
  }

  /** Stops everything before the process exits. The event loop does not run any more: no hook is called. */
  stopAtExit(reason: string): void {
    const { addon, init, kernel } = this;
    if (init.exitCode() >= 0) return;
    this.isExiting = true;
    if (kernel.running > 0 && this.runs)
      this.log.warn("host-exits", `This process exits while the program runs, which is stopped: ${reason}`);
    const held = this.waiting ?? [];
    this.waiting = undefined;
    for (const event of held) event();
    init.endSoon();
    this.reaper.drainAtExit();
    while (init.exitCode() < 0) {
      const signo = addon.waitSignal(this.timeLeft());
      if (signo > 0 && signo !== SIGCHLD) init.onSignal(signo);
      if (this.timeLeft() === 0) init.onTimer();
      this.reaper.drainAtExit();
    }
  }

  /** Until the deadline, in ms; -1 if there is none. */
  private timeLeft(): number {
    const deadline = this.init.deadline();
    return deadline < 0 ? -1 : Math.max(Math.ceil(deadline - this.addon.now()), 0);
  }

  /** The init learns of what happens from now on when `moment` has come. */
  private holdEventsUntil(moment: Promise<void>): void {
    const waiting: (() => void)[] = [];
    this.waiting = waiting;
    moment.then(() => {
      this.waiting = undefined;
      for (const event of waiting) event();
      this.reaper.drain();
    });
  }

  /** Tells the init of an event, then sees what it wants next. */
  private tell(event: () => void): void {
    if (this.waiting) {
      this.waiting.push(() => this.tell(event));
      return;
    }
    if (this.init.exitCode() >= 0) return;
    try {
      event();
    } catch (error) {
      // an init that ends takes the container with it: whatever is wrong, the next event may do
      this.kernel.log(2, `[FATAL tsinit (${process.pid})] internal error: ${(error as Error).stack}\n`);
    }
    clearTimeout(this.timer);
    if (this.init.exitCode() >= 0) this.finish?.();
    else this.setTimer();
  }

  private setTimer(): void {
    const deadline = this.init.deadline();
    // Timers are never late by intention, but early by a fraction of a millisecond.
    if (deadline < 0) return;
    this.timer = setTimeout(() => this.onTimer(deadline), this.timeLeft());
    if (this.background) this.timer.unref();
  }

  private onTimer(deadline: number): void {
    if (this.waiting) return;
    if (this.addon.now() < deadline) {
      this.setTimer();
    } else {
      this.tell(() => this.init.onTimer());
      this.reaper.drain();
    }
  }
}
