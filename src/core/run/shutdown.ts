/**
 * Stopping well. As PID 1, the kernel kills whoever is left when the init exits, so it does not exit while others can
 * still end by themselves:
 *
 *     RUNNING      the program runs
 *     TERMINATING  it has ended, or has had its time: those who are left get TERM from the top down (round.ts), everyone by
 *                  the middle of the grace period
 *     KILLING      the grace period is over: everyone in scope gets KILL
 *
 * The init exits as soon as nobody is left who lives. Nobody waits for a clock when nobody is left.
 */
import { errorText } from "../base/errno";
import { Kernel, NOTED_REST } from "../base/kernel";
import { SIGCONT, SIGKILL, SIGTERM } from "../base/signals";
import { INFO, WARN } from "../log/levels";
import { Log } from "../log/log";
import { Options } from "../options/options";
import { ANYBODY, living, Survivors } from "../proc/survivors";
import { Program } from "./program";
import { Round } from "./round";
import { Scope } from "./scope";
import { GRACE, KILL_AGAIN, KILL_WAIT, LOOK, STOP_TIMEOUT, TELL_REST, TERM_DELAY, Timers } from "./timers";

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
/** A look for new orphans takes this part of the time at most. */
const SHARE: f64 = 20;
/** How long after the first KILL the init waits for those who do not end even so: in an uninterruptible sleep. */
const KILL_WAITS: f64 = 1000;
/**
 * So often it waits once more while only zombies are left. They are reaped within that time, but for one whose main thread has
 * ended and another thread has not: proc(5) shows such a process as a zombie.
 */
const MOST_WAITS: i32 = 5;
/** KILL is sent again after this many milliseconds to those who were being forked when it was sent. */
const BETWEEN_KILLS: f64 = 50;

/**
 * waitpid(2) goes through all living children before it says that none has ended. To do so for each end of a crowd would
 * cost its square, so after this many ends one by one the rest are let gather, for a millisecond each time.
 */
const ENDS_ONE_BY_ONE: i32 = 64;
const GATHER: i32 = 1;

export class Shutdown {
  private madeRound: Round | null = null;
  private readonly scope: Scope;
  private stage: i32 = RUNNING;
  private isStopping: bool = false;
  /** When the first stop signal came, if one has. */
  private stopSince: f64 = 0;
  private finished: bool = false;
  /** Whether it cannot be seen who is left. */
  private isBlind: bool = false;
  /** Who was ended by KILL when the grace period was over. */
  private survivors: Survivors | null = null;
  private drains: i32 = 0;
  private waits: i32 = 0;
  private lookInterval: f64 = FIRST_LOOK;
  /** Before that time, in milliseconds of Kernel.now(), it does not look for new orphans again. */
  private nextOrphans: f64 = 0;

  constructor(
    private readonly kernel: Kernel,
    private readonly options: Options,
    private readonly log: Log,
    private readonly timers: Timers,
    private readonly program: Program,
  ) {
    this.scope = new Scope(kernel, log);
  }

  /** Who has had TERM. Made when the first is sent: most of the time nothing is. */
  round(): Round {
    let round = this.madeRound;
    if (round === null) {
      round = new Round(this.kernel, this.program, this.log);
      this.madeRound = round;
    }
    return round;
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
    const rest = kernel.noted(NOTED_REST);
    this.stage = kernel.noted(NOTED_STAGE) as i32;
    this.stopSince = kernel.noted(NOTED_STOP_SINCE);
    this.isStopping = this.stopSince > 0;
    if (this.stage === RUNNING && until > 0) this.timers.set(STOP_TIMEOUT, until);
    if (this.stage === TERMINATING) {
      this.timers.set(GRACE, until);
      if (rest < 0) this.round().noteGroup(0);
      if (rest > 0) this.round().noteTop();
      if (rest === 0) this.tellTop();
      else if (rest > 0) this.timers.set(TELL_REST, rest);
    }
    if (this.stage === KILLING) {
      this.timers.set(KILL_WAIT, until);
      this.killAgain();
    }
  }

  /** Whether the stages have begun: those who are left, a program that still runs too, get TERM. */
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

  /**
   * Sends a signal to everyone in scope. False if it cannot be seen who that is. A TERM that comes when the program has ended is
   * for those who have not had one in this stop.
   */
  send(signo: i32): bool {
    if (signo === SIGTERM && this.stage === TERMINATING && this.program.isOver && !this.round().isOver) {
      this.round().tellRest();
      return true;
    }
    const result = this.scope.send(this.programPid(), signo, false);
    if (result >= 0) {
      if (signo === SIGTERM && result > 0 && this.mayHaveStages()) this.round().noteGroup(0);
      return true;
    }
    this.log.say(WARN, "signal-failed", `Who is to be signalled cannot be seen: ${errorText(-result)}`);
    return false;
  }

  /** Whether those who are left can come to be told. */
  mayHaveStages(): bool {
    return this.options.grace > 0 || this.options.stopTimeout >= 0;
  }

  /** To be asked soon by way of onDrained(), whatever happens. */
  drainSoon(): void {
    this.timers.set(LOOK, this.kernel.now());
  }

  /** A child of the init was reaped. */
  onReaped(pid: i32): void {
    const round = this.madeRound;
    if (round !== null) round.reaped(pid);
  }

  /** No child is left to be reaped now, or so many were that others have their turn. `childrenLeft`: there are more. */
  onDrained(childrenLeft: bool): void {
    const isOver = this.program.isOver;
    if (!isOver && this.stage === RUNNING) return;
    if (isOver) this.timers.clear(STOP_TIMEOUT);
    this.timers.clear(LOOK);
    if (isOver && (this.exitsAtOnce() || this.isLost() || this.scope.isEmpty(childrenLeft))) {
      this.finished = true;
      return;
    }
    if (this.stage === RUNNING) this.terminate();
    else if (this.stage === TERMINATING && childrenLeft) this.tellOrphans();
    if (this.finished) return;
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
    // those at the top get TERM now: one that was held back until later would be a second one
    this.timers.clear(TERM_DELAY);
    this.setTimer(GRACE, this.kernel.now() + this.options.grace);
    this.tellTop();
    if (this.finished) return;
    if (this.options.grace === 0) {
      this.timers.clear(GRACE);
      return this.kill();
    }
    if (this.log.shows(INFO)) {
      this.log.say(
        INFO,
        "terminating",
        `Sent SIGTERM to those who are left; SIGKILL follows after ${this.options.grace} ms`,
      );
    }
  }

  private tellTop(): void {
    const result = this.round().tellTop();
    if (result < 0) return this.terminateBlindly(result);
    const rest = this.kernel.now() + this.options.grace * 0.5;
    if (!this.round().isOver) this.timers.set(TELL_REST, rest);
    this.kernel.note(NOTED_REST, rest);
    this.giveUpUnreachable();
  }

  /** Nobody can be seen: as PID 1 everyone is told at once, otherwise the program alone. */
  private terminateBlindly(result: i32): void {
    this.isBlind = true;
    this.round().isOver = true;
    this.kernel.note(NOTED_REST, -1);
    if (this.scope.isNamespace) {
      this.scope.send(0, SIGTERM, true);
      this.scope.send(0, SIGCONT, true);
      return;
    }
    this.log.say(WARN, "terminate-failed", `Who is left cannot be seen and is left alone: ${errorText(-result)}`);
    this.finished = !this.program.isRunning();
    if (!this.finished) this.round().tellProgram(this.program.pid);
  }

  /** Whether nobody is waited for but the program. */
  private isLost(): bool {
    return this.isBlind && !this.scope.isNamespace;
  }

  private tellOrphans(): void {
    if (this.round().isOver) return;
    const now = this.kernel.now();
    if (now >= this.nextOrphans) {
      if (!this.round().tellOrphans()) this.round().tellTop();
      this.giveUpUnreachable();
      const end = this.kernel.now();
      this.nextOrphans = end + (end - now) * SHARE;
    } else this.timers.set(LOOK, this.nextOrphans);
  }

  /** TELL_REST fires. */
  tellRest(): void {
    if (this.round().isOver) return;
    this.timers.clear(TELL_REST);
    this.kernel.note(NOTED_REST, -1);
    const waiting = living(this.kernel, ANYBODY);
    this.log.raw("waiting", waiting.json());
    if (waiting.count > 0)
      this.log.remark("waiting", `Still waiting for ${waiting.text()}; whoever has not had SIGTERM gets it now`);
    this.round().tellRest();
    this.giveUpUnreachable();
  }

  /** Ends the wait if all who are left are processes that this user may not signal. */
  private giveUpUnreachable(): void {
    if (this.program.isRunning() || !this.round().isRefused) return;
    const unreachable = this.round().unreachable();
    if (unreachable.count === 0) return;
    this.finished = true;
    this.log.say(
      WARN,
      "unreachable",
      `Those who are left may not be signalled by this user, and are not waited for: ${unreachable.text()}`,
    );
  }

  /** GRACE fires. */
  kill(): void {
    this.stage = KILLING;
    this.timers.clear(TELL_REST);
    this.round().isOver = true;
    // A crowd is named after KILL, which would come late otherwise. Of those from outside nothing can be seen any more then.
    const isSmall = this.scope.isSmall();
    let survivors = isSmall ? living(this.kernel, ANYBODY) : new Survivors();
    this.killAgain();
    if (!isSmall) survivors = this.scope.killed();
    this.survivors = survivors;
    const names = survivors.count > 0 ? `: ${survivors.text()}` : "";
    this.log.raw("killed", survivors.json());
    this.log.say(WARN, "killing", `The grace period is over: SIGKILL is sent to those who are left${names}`);
    this.setTimer(KILL_WAIT, this.kernel.now() + KILL_WAITS);
  }

  /** KILL_AGAIN fires. */
  killAgain(): void {
    this.scope.send(this.programPid(), SIGKILL, this.survivors !== null);
    this.timers.set(KILL_AGAIN, this.kernel.now() + BETWEEN_KILLS);
  }

  /** KILL_WAIT fires. Where a crowd has ended it may not have been reaped yet. */
  giveUp(): void {
    if (this.waits < MOST_WAITS && !this.isBlind && !this.scope.hasLiving()) {
      this.waits++;
      this.timers.set(KILL_WAIT, this.kernel.now() + KILL_WAITS);
      return;
    }
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
