/**
 * The main task of an init: it watches over the program that start.ts has started, or with --pause none, and ends with it and those
 * who are left behind.
 */
import { EXIT_KILLED, EXIT_SUCCESS, endingSignal, exitCode } from "../base/exit";
import { FAILED_NOWHERE, Kernel, OUT_OF_MEMORY } from "../base/kernel";
import { SIGINT, SIGTERM } from "../base/signals";
import { Task } from "../base/task";
import { Contract } from "../contracts/contract";
import { DEBUG, INFO, TRACE, WARN } from "../log/levels";
import { Log } from "../log/log";
import { Options } from "../options/options";
import { explain } from "./death";
import { Forwarder } from "./forwarder";
import { Program } from "./program";
import { Shutdown } from "./shutdown";
import { failedStart } from "./spawn-failure";
import { writeTerminationLog } from "./termination-log";
import {
  BEGIN_COUNT,
  CONFIRM_PIDS,
  CONFIRM_ZOMBIES,
  GRACE,
  KILL_AGAIN,
  KILL_WAIT,
  LOOK,
  SLOW,
  STOP_TIMEOUT,
  TELL_REST,
  TERM_DELAY,
  Timers,
} from "./timers";
import { Watch } from "./watch";

/** What the host keeps for a core that is begun anew: 1 once the program's end, or that of --pause, has been dealt with. */
const NOTED_END: i32 = 6;

export class Supervisor extends Task {
  private readonly timers: Timers;
  private readonly shutdown: Shutdown;
  private readonly forwarder: Forwarder;
  private readonly watch: Watch;
  /** The code to exit with once nobody is left. */
  private finalCode: i32 = EXIT_KILLED;

  constructor(
    private readonly kernel: Kernel,
    private readonly contract: Contract,
    private readonly options: Options,
    private readonly log: Log,
    private readonly program: Program,
  ) {
    super();
    const timers = new Timers();
    const shutdown = new Shutdown(kernel, options, log, timers, program);
    this.timers = timers;
    this.shutdown = shutdown;
    this.forwarder = new Forwarder(kernel, contract, options, log, shutdown, timers, program);
    this.watch = new Watch(kernel, log, timers);
  }

  /** The program, where there is one, has been started. */
  begin(): void {
    this.kernel.letGo();
    if (this.program.isRunning()) this.watch.begin();
  }

  /** The core that started the program has failed: takes over. */
  resume(): void {
    const kernel = this.kernel;
    const program = this.program;
    const reason =
      kernel.trapped() === OUT_OF_MEMORY
        ? "There was not enough memory for what was being done: it is given up, and the init begins anew"
        : "Internal error: what was being done is given up, and the init begins anew";
    this.log.say(WARN, "begun-anew", reason);
    const hasProgram = kernel.program() > 0;
    const waitStatus = kernel.programStatus();
    if (hasProgram) program.pid = kernel.program();
    const isDealtWith = kernel.noted(NOTED_END) > 0;
    program.isOver = isDealtWith || (hasProgram && waitStatus >= 0);
    this.shutdown.resume();
    this.forwarder.resume();
    if (program.isRunning()) this.watch.begin();
    else if (isDealtWith)
      this.finalCode = hasProgram ? this.options.exitCodes.apply(exitCode(waitStatus)) : EXIT_SUCCESS;
    else if (program.isOver) this.onProgramExit(waitStatus);
  }

  onSignal(signo: i32): void {
    const contract = this.contract;
    if (this.log.shows(DEBUG)) contract.sayReceived(this.log, signo);
    if (!contract.forwards(signo)) return;
    if (this.options.pause && !this.program.isOver) {
      if (this.isStop(signo)) this.endPause(signo);
      return;
    }
    this.forwarder.onSignal(signo);
    if (contract.suspendsOn(signo) && !this.program.isOver) this.suspend();
  }

  isStop(signo: i32): bool {
    return this.forwarder.isStop(signo) || (this.options.pause && signo === SIGINT);
  }

  endSoon(): void {
    const isStopping = this.shutdown.stoppingFor() >= 0;
    this.shutdown.limit();
    if (!isStopping) this.onSignal(SIGTERM);
  }

  private endPause(signo: i32): void {
    this.contract.sayStopping(this.kernel, this.log, signo);
    this.program.isOver = true;
    this.finalCode = EXIT_SUCCESS;
    this.kernel.note(NOTED_END, 1);
    this.shutdown.drainSoon();
  }

  private suspend(): void {
    if (this.log.shows(DEBUG)) this.log.say(DEBUG, "suspending", "Suspending self due to TTY signal.");
    this.kernel.suspend();
  }

  onExit(pid: i32, waitStatus: i32): void {
    if (this.code >= 0) return;
    const log = this.log;
    this.watch.onReaped(waitStatus);
    this.shutdown.onReaped(pid);
    const isProgram = pid === this.program.pid && !this.program.isOver;
    if (log.shows(DEBUG)) this.contract.sayReaped(log, pid, waitStatus, isProgram);
    if (isProgram) this.onProgramExit(waitStatus);
    else if (this.options.warnOnReap) {
      log.number("child", pid);
      log.say(WARN, "reaped-orphan", `Reaped zombie process with pid=${pid}`);
    }
  }

  private onProgramExit(waitStatus: i32): void {
    const program = this.program;
    program.isOver = true;
    this.watch.end();
    this.timers.clear(TERM_DELAY);
    this.timers.clear(SLOW);
    const failure = this.kernel.spawnFailure();
    if (failure.step !== FAILED_NOWHERE) {
      this.code = failedStart(this.kernel, this.contract, this.options, this.log, program, failure);
      return;
    }
    this.finalCode = this.options.exitCodes.apply(exitCode(waitStatus));
    const log = this.log;
    if (this.options.grace === 0 && this.contract.bidsFarewell()) this.forwarder.farewell();
    if (log.shows(INFO)) {
      log.number("child", program.pid);
      log.number("code", exitCode(waitStatus));
      this.contract.sayExited(log, program.pid, waitStatus);
    }
    if (waitStatus !== 0) this.explain(waitStatus, endingSignal(waitStatus));
    this.kernel.note(NOTED_END, 1);
  }

  /** Why the program died, if it died: see death.ts. */
  private explain(waitStatus: i32, signo: i32): void {
    const wasSent = signo > 0 && this.forwarder.sent.has(signo);
    const isStage = signo === SIGTERM && this.shutdown.hasTerminated();
    const name = this.kernel.argument(this.program.index);
    const line = explain(this.log, this.shutdown, this.watch, waitStatus, wasSent || isStage, this.program.pid, name);
    const path = this.options.terminationLog;
    if (line.length > 0 && path.length > 0) writeTerminationLog(this.kernel, this.log, path, line);
  }

  onDrained(childrenLeft: bool): void {
    if (this.code >= 0) return;
    if (this.log.shows(TRACE)) this.contract.sayDrained(this.log, childrenLeft);
    if (this.program.isRunning()) this.watch.onEvent();
    this.shutdown.onDrained(childrenLeft);
    this.finish();
  }

  /** To be followed by reaping. */
  onTimer(): void {
    const timers = this.timers;
    const now = this.kernel.now();
    if (timers.fires(STOP_TIMEOUT, now)) this.shutdown.stopTimeout();
    if (timers.fires(TERM_DELAY, now)) this.forwarder.release();
    if (timers.fires(SLOW, now)) this.forwarder.lookWhySlow();
    if (timers.fires(GRACE, now)) this.shutdown.kill();
    if (timers.fires(TELL_REST, now)) this.shutdown.tellRest();
    if (timers.fires(KILL_WAIT, now)) this.shutdown.giveUp();
    if (timers.fires(KILL_AGAIN, now)) this.shutdown.killAgain();
    timers.fires(LOOK, now); // by the reaping that follows
    if (timers.fires(BEGIN_COUNT, now)) this.watch.beginCount();
    if (timers.fires(CONFIRM_PIDS, now)) this.watch.confirmPids();
    if (timers.fires(CONFIRM_ZOMBIES, now)) this.watch.confirmZombies();
    this.finish();
  }

  deadline(): f64 {
    return this.timers.next();
  }

  gatherTime(): i32 {
    return this.shutdown.gatherTime();
  }

  private finish(): void {
    if (this.code >= 0 || !this.shutdown.isFinished()) return;
    this.code = this.finalCode;
    if (this.log.shows(TRACE)) this.log.say(TRACE, "exiting", "Exiting: child has exited");
  }
}
