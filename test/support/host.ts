/** What native/binary/main.c does with an init, one step at a time, over the simulated kernel. */
import { EVENTS_BEFORE_REAPING, REAPED_BEFORE_EVENTS } from "../../src/core/base/host";
import type { SimulatedKernel } from "./simulated-kernel";

/** What a host sees of an init: src/core/init.ts itself, or its compiled form. */
export interface InitLike {
  /** Whether it has to be called again. */
  start(): boolean;
  onSignal(signo: number): void;
  onExit(pid: number, waitStatus: number): void;
  onDrained(childrenLeft: boolean): void;
  onTimer(): void;
  deadline(): number;
  gatherTime(): number;
  exitCode(): number;
}

const SIGCHLD = 17;

export class Host {
  /** Whether it reaps; otherwise it waits for events. */
  private reaps = true;
  /** How many were reaped, or how many events there were, since the other began. */
  private count = 0;
  /** Whether all who had ended were reaped. */
  private isDrained = false;

  constructor(
    private readonly init: InitLike,
    private readonly kernel: SimulatedKernel,
  ) {}

  /** The code with which it exits now, or -1. */
  exitCode(): number {
    return this.reaps ? -1 : this.init.exitCode();
  }

  /** Reaps one child or takes one event. False if there is nothing to do before a signal or the deadline comes. */
  step(): boolean {
    return this.reaps ? this.reap() : this.takeEvent();
  }

  private reap(): boolean {
    const { pid, status } = this.kernel.wait();
    if (pid > 0) this.init.onExit(pid, status);
    this.isDrained = pid <= 0;
    if (pid > 0 && ++this.count < REAPED_BEFORE_EVENTS) return true;
    this.init.onDrained(pid >= 0);
    this.turn(false);
    return true;
  }

  private takeEvent(): boolean {
    const { init, kernel } = this;
    const signo = kernel.takeSignal(this.isDrained ? 0 : SIGCHLD);
    if (signo > 0) init.onSignal(signo);
    if (signo === SIGCHLD) kernel.advanceTo(kernel.time + init.gatherTime());
    // after so many signals the deadline has its turn, whatever else there is
    const isTurn = signo > 0 && signo !== SIGCHLD && ++this.count === EVENTS_BEFORE_REAPING;
    const isTime = (signo === 0 || isTurn) && this.tellTime();
    if (signo === 0 && !isTime && this.isDrained) return false;
    if (signo === 0 || signo === SIGCHLD || isTurn) this.turn(true);
    return true;
  }

  /** Tells the init that its deadline has passed, if it has. */
  private tellTime(): boolean {
    const deadline = this.init.deadline();
    if (deadline < 0 || this.kernel.time < deadline) return false;
    this.init.onTimer();
    return true;
  }

  private turn(reaps: boolean): void {
    this.reaps = reaps;
    this.count = 0;
  }
}
