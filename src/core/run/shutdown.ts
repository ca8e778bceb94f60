/**
 * Stopping well. As PID 1, the kernel kills whoever is left when the init exits, so it does not exit while others can
 * still end by themselves:
 *
 *     RUNNING      the program runs
 *     TERMINATING  it has ended, or has had its time: everyone in scope has got TERM, and the grace period runs
 *     KILLING      the grace period is over: everyone in scope gets KILL
 *
 * The init exits as soon as the scope is empty. Nobody waits for a clock when nobody is left.
 */
import { errorText } from "../base/errno";
import { Kernel } from "../base/kernel";
import { SIGKILL, SIGTERM } from "../base/signals";
import { INFO, WARN } from "../log/levels";
import { Log } from "../log/log";
import { Options } from "../options/options";
import { Survivors } from "../proc/survivors";
import { Program } from "./program";
import { Scope } from "./scope";
import { GRACE, KILL_AGAIN, KILL_WAIT, LOOK, STOP_TIMEOUT, TERM_DELAY, Timers } from "./timers";

const RUNNING: i32 = 0;
const TERMINATING: i32 = 1;
const KILLING: i32 = 2;

// What the host keeps for a core that is begun anew: how far the stop has got.
const NOTED_STAGE: i32 = 0;
/** When the first stop signal came; 0: none has come. */
const NOTED_STOP_SINCE: i32 = 1;
/** When the stage, or before it the stop timeout, is over. */
const NOTED_UNTIL: i32 = 2;

/**
 * The end of a process that was exec'd into the namespace sends PID 1 no SIGCHLD: while only such are left, tsinit looks
 * after this many milliseconds, and twice as many each time up to the last.
 */
const FIRST_LOOK: f64 = 50;
const LAST_LOOK: f64 = 500;
/** How long after the first KILL the init waits for those who do not end even so: in an uninterruptible sleep. */
const KILL_WAITS: f64 = 1000;
/** KILL is sent again after this many milliseconds to those who were being forked when it was sent. */
const BETWEEN_KILLS: f64 = 50;

/**
 * waitpid(2) goes through all living children before it says that none has ended. To do so for each end of a crowd would
 * cost its square, so after this many ends one by one the rest are let gather, for a millisecond each time.
 */
const ENDS_ONE_BY_ONE: i32 = 64;
const GATHER: i32 = 1;

export class Shutdown {
  private readonly scope: Scope;
  private stage: i32 = RUNNING;
  private isStopping: bool = false;
  /** When the first stop signal came, if one has. */
  private stopSince: f64 = 0;
  private finished: bool = false;
  /** Whether it cannot be seen who is left: then nobody is waited for but the program. */
  private isBlind: bool = false;
  /** Who was left when the grace period was over. */
  private survivors: Survivors | null = null;
  private drains: i32 = 0;
  private lookInterval: f64 = FIRST_LOOK;

  constructor(
    private readonly kernel: Kernel,
    private readonly options: Options,
    private readonly log: Log,
    private readonly timers: Timers,
    private readonly program: Program,
  ) {
    this.scope = new Scope(kernel, log);
  }

  /** Whether there is nothing left to wait for. */
  isFinished(): bool {
    return this.finished;
  }

  /** A stop signal came: from the first one on, the program, if it runs, has its time to stop. */
  onStopSignal(): void {
    if (this.isStopping) return;
    this.isStopping = true;
    this.stopSince = this.kernel.now();
    this.kernel.note(NOTED_STOP_SINCE, this.stopSince);
    if (this.options.stopTimeout >= 0 && this.program.isRunning())
      this.setTimer(STOP_TIMEOUT, this.stopSince + this.options.stopTimeout);
  }

  /** Where no stop timeout is set the program has the grace period to stop: from now on, if it has been told to, or once it is. */
  limit(): void {
    if (this.options.stopTimeout >= 0) return;
    this.options.stopTimeout = this.options.grace;
    if (this.isStopping && this.stage === RUNNING && this.program.isRunning())
      this.setTimer(STOP_TIMEOUT, this.kernel.now() + this.options.stopTimeout);
  }

  /** The core is begun anew: goes on where the one before has noted that it was. */
  resume(): void {
    const kernel = this.kernel;
    const until = kernel.noted(NOTED_UNTIL);
    this.stage = kernel.noted(NOTED_STAGE) as i32;
    this.stopSince = kernel.noted(NOTED_STOP_SINCE);
    this.isStopping = this.stopSince > 0;
    if (this.stage === RUNNING && until > 0) this.timers.set(STOP_TIMEOUT, until);
    if (this.stage === TERMINATING) this.timers.set(GRACE, until);
    if (this.stage === KILLING) {
      this.timers.set(KILL_WAIT, until);
      this.killAgain();
    }
  }

  /** Whether everyone in scope, a program that still runs too, has been sent TERM. */
  hasTerminated(): bool {
    return this.stage !== RUNNING;
  }

  /** Whether everyone in scope, a program that still runs too, has been sent KILL. */
  hasKilled(): bool {
    return this.stage === KILLING;
  }

  /** For how long the stop has taken up to now, in ms; -1 if none was asked for. */
  stoppingFor(): i32 {
    return !this.isStopping ? -1 : (Math.floor(this.kernel.now() - this.stopSince) as i32);
  }

  /** Who was KILLed when the grace period was over; null if it didn't come to that. */
  killed(): Survivors | null {
    return this.survivors;
  }

  /** Sends a signal to everyone in scope. False if it cannot be seen who that is. */
  send(signo: i32): bool {
    const result = this.scope.send(this.programPid(), signo, false);
    if (result >= 0) return true;
    this.log.say(WARN, "signal-failed", `Who is to be signalled cannot be seen: ${errorText(-result)}`);
    return false;
  }

  /** To be asked soon by way of onDrained(), whatever happens. */
  drainSoon(): void {
    this.timers.set(LOOK, this.kernel.now());
  }

  /**
   * No child is left to be reaped now, or so many were that others have their turn. `childrenLeft`: there are more.
   */
  onDrained(childrenLeft: bool): void {
    const isOver = this.program.isOver;
    if (!isOver && this.stage === RUNNING) return;
    if (isOver) this.timers.clear(STOP_TIMEOUT);
    this.timers.clear(LOOK);
    if (isOver && (this.exitsAtOnce() || this.isBlind || this.scope.isEmpty(childrenLeft))) {
      this.finished = true;
      return;
    }
    if (this.stage === RUNNING) this.terminate();
    this.drains++;
    if (childrenLeft) {
      this.lookInterval = FIRST_LOOK;
    } else {
      this.timers.set(LOOK, this.kernel.now() + this.lookInterval);
      this.lookInterval = Math.min(this.lookInterval * 2, LAST_LOOK);
    }
  }

  /** STOP_TIMEOUT fires. */
  stopTimeout(): void {
    this.log.say(WARN, "stop-timeout", "The program has not ended within the stop timeout");
    this.terminate();
  }

  /** How long, in ms, to let children's ends gather before they are reaped. */
  gatherTime(): i32 {
    return this.drains > ENDS_ONE_BY_ONE ? GATHER : 0;
  }

  private terminate(): void {
    this.stage = TERMINATING;
    // everyone gets TERM now: one that was held back until later would be a second one
    this.timers.clear(TERM_DELAY);
    const result = this.scope.send(this.programPid(), SIGTERM, true);
    if (result < 0) {
      this.log.say(WARN, "terminate-failed", `Who is left cannot be seen and is left alone: ${errorText(-result)}`);
      this.isBlind = true;
      this.finished = !this.program.isRunning();
      if (this.finished) return;
    }
    if (this.options.grace === 0) return this.kill();
    this.setTimer(GRACE, this.kernel.now() + this.options.grace);
    if (this.log.shows(INFO)) {
      this.log.say(
        INFO,
        "terminating",
        `Sent SIGTERM to those who are left; SIGKILL follows after ${this.options.grace} ms`,
      );
    }
  }

  /** GRACE fires. */
  kill(): void {
    this.stage = KILLING;
    this.setTimer(KILL_WAIT, this.kernel.now() + KILL_WAITS);
    const survivors = this.scope.survivors();
    this.survivors = survivors;
    const names = survivors.text.length > 0 ? `: ${survivors.text}` : "";
    this.log.raw("killed", survivors.json);
    this.log.say(WARN, "killing", `The grace period is over: SIGKILL is sent to those who are left${names}`);
    this.killAgain();
    this.scope.isQuiet = true;
  }

  /** KILL_AGAIN fires. */
  killAgain(): void {
    this.scope.send(this.programPid(), SIGKILL, false);
    this.timers.set(KILL_AGAIN, this.kernel.now() + BETWEEN_KILLS);
  }

  /** KILL_WAIT fires. */
  giveUp(): void {
    this.finished = true;
    this.log.say(WARN, "left-behind", "Some processes have not ended after SIGKILL and are left behind");
  }

  /** 0 if it does not run. */
  private programPid(): i32 {
    return this.program.isRunning() ? this.program.pid : 0;
  }

  /** Sets the timer that ends the stage. */
  private setTimer(timer: i32, at: f64): void {
    this.timers.set(timer, at);
    this.kernel.note(NOTED_STAGE, this.stage);
    this.kernel.note(NOTED_UNTIL, at);
  }

  /** A grace period of 0 means what tini does: the end of the program is the end. */
  private exitsAtOnce(): bool {
    return this.options.grace === 0 && this.stage === RUNNING;
  }
}
