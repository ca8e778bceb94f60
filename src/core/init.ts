/**
 * The init, a state machine without I/O. A host drives it with what happens: first start(), then again and again
 *
 *     onExit() for each child that waitpid(-1, WNOHANG) returns, but some 64 at most at once, then onDrained();
 *     unless exitCode() is known by now: a wait for a signal or the deadline, and onSignal() or onTimer().
 *
 * The host may leave the reaping out after a signal other than CHLD, and must not after onTimer().
 */
import { answer, NO_ANSWER } from "./answer";
import { EINTR, errorText } from "./base/errno";
import { EXIT_KILLED, EXIT_SUCCESS, endingSignal, exitCode } from "./base/exit";
import {
  FAILED_FORK,
  FAILED_NOWHERE,
  Kernel,
  NOT_TRAPPED,
  OUT_OF_MEMORY,
  OWN_GROUP,
  OWN_SESSION,
  SpawnRequest,
} from "./base/kernel";
import { SIGINT, SIGTERM, signalName } from "./base/signals";
import { handOver } from "./contracts/hand-over";
import {
  sayDrained,
  sayExited,
  sayMode,
  sayNotAdopting,
  sayNotFirst,
  sayReaped,
  sayReceived,
  saySpawned,
  sayStopping,
  saySuspending,
  sayUnknownName,
} from "./contracts/messages";
import { CATATONIT, DUMB_INIT, isForwarded, PAUSE, suspends, TINI, TSINIT } from "./contracts/persona";
import { sayRefusal } from "./contracts/refusal";
import { DEBUG, FATAL, INFO, Log, TRACE, WARN } from "./log/log";
import { REFUSE } from "./options/command-line";
import { readVerbosity } from "./options/environment";
import { Invocation } from "./options/invocation";
import { JSON_FORMAT, Options } from "./options/options";
import { explain } from "./run/death";
import { Forwarder } from "./run/forwarder";
import { Shutdown } from "./run/shutdown";
import { failureCode, spawnFailureCode, spawnFailureText } from "./run/spawn";
import { findTerminationLog, NO_DIRECTORY, writeTerminationLog } from "./run/termination-log";
import {
  BEGIN_COUNT,
  CONFIRM_PIDS,
  CONFIRM_ZOMBIES,
  GRACE,
  KILL_AGAIN,
  KILL_WAIT,
  LOOK,
  STATUS_STEP,
  STOP_TIMEOUT,
  TERM_DELAY,
  Timers,
} from "./run/timers";
import { Watch } from "./run/watch";
import { Report } from "./status/report";

/** What the host keeps for a core that is begun anew: 1 once the program's end, or that of --pause, has been dealt with. */
const NOTED_END: i32 = 6;

export class Init {
  private readonly options: Options;
  private readonly log: Log;
  private readonly shutdown: Shutdown;
  private readonly forwarder: Forwarder;
  /** The main child: the program. 0 while there is none. */
  private main: i32 = 0;
  private mainEnded: bool = false;
  /** Index in argv of the program. */
  private program: i32 = 0;
  /** What runs instead of a program; null if there is one. */
  private report: Report | null = null;
  /** Whether something is only printed: then a signal that asks for an end is its end. */
  private onlyPrints: bool = false;
  private readonly watch: Watch;
  private readonly timers: Timers;
  /** While it is read. */
  private invocation: Invocation | null = null;
  private mainCode: i32 = EXIT_KILLED;
  private code: i32 = -1;

  constructor(private readonly kernel: Kernel) {
    const options = new Options();
    const log = new Log(kernel);
    const timers = new Timers();
    const shutdown = new Shutdown(kernel, options, log, timers);
    this.timers = timers;
    this.options = options;
    this.log = log;
    this.shutdown = shutdown;
    this.watch = new Watch(kernel, log, timers);
    this.forwarder = new Forwarder(kernel, options, log, shutdown, timers);
  }

  /** The code to exit with now, or -1: there is still something to do. */
  exitCode(): i32 {
    return this.code;
  }

  /** Reads options and environment, and starts the program. Whether it has to be called again: there is more to read. */
  start(): bool {
    let invocation = this.invocation;
    if (invocation === null) invocation = new Invocation(this.kernel, this.options, this.log);
    const goesOn = invocation.read();
    this.invocation = goesOn ? invocation : null;
    if (!goesOn) this.begin(invocation);
    return goesOn;
  }

  private begin(invocation: Invocation): void {
    const kernel = this.kernel;
    const options = this.options;
    const log = this.log;
    const commandLine = invocation.commandLine;
    log.json = options.logFormat === JSON_FORMAT;
    const verbosityError = readVerbosity(kernel, options, log);
    const answered = answer(kernel, options.persona, commandLine.action);
    if (answered === 0) this.code = EXIT_SUCCESS;
    if (answered < 0) this.failToPrint(answered);
    this.onlyPrints = answered !== NO_ANSWER || options.status;
    if (answered !== NO_ANSWER) return;
    if (invocation.environment.error.length > 0) return this.fail(invocation.environment.error);
    if (commandLine.action === REFUSE) {
      sayRefusal(kernel, log, commandLine);
      this.code = failureCode(options.persona);
      return;
    }
    if (verbosityError.length > 0) return this.fail(verbosityError);
    if (options.terminationLog.length > 0 && !findTerminationLog(kernel, options)) return this.fail(NO_DIRECTORY);
    log.verbosity = options.verbosity;
    if (kernel.trapped() !== NOT_TRAPPED) return this.resume(commandLine.program);
    if (log.shows(DEBUG)) sayMode(kernel, log);
    if (invocation.called.unknown.length > 0) sayUnknownName(log, invocation.called.unknown);
    if (options.status) {
      this.report = new Report(kernel, options, log);
      this.timers.set(STATUS_STEP, kernel.now());
      return;
    }
    const taken = kernel.signalsTaken();
    if (taken < 0) return this.fail(`signals cannot be blocked: ${errorText(-taken)}`);
    if (!this.prepare()) return;
    if (options.pause) kernel.letGo();
    else this.spawn(commandLine.program);
  }

  /** The core that started the program has failed: takes over. */
  private resume(program: i32): void {
    const kernel = this.kernel;
    const reason =
      kernel.trapped() === OUT_OF_MEMORY
        ? "There was not enough memory for what was being done: it is given up, and the init begins anew"
        : "Internal error: what was being done is given up, and the init begins anew";
    this.log.say(WARN, "begun-anew", reason);
    this.main = Math.max(kernel.program(), 0) as i32;
    this.program = program;
    const status = kernel.programStatus();
    const isOver = kernel.noted(NOTED_END) > 0;
    this.mainEnded = isOver || (this.main > 0 && status >= 0);
    if (this.main > 0 && !this.mainEnded) this.shutdown.program = this.main;
    this.shutdown.resume();
    this.forwarder.resume();
    if (!this.mainEnded && this.main > 0) this.watch.begin();
    else if (this.mainEnded && !isOver) this.onMainExit(status);
    else if (isOver) this.mainCode = this.main > 0 ? this.options.exitCodes.apply(exitCode(status)) : EXIT_SUCCESS;
  }

  /** A signal was sent to the init. */
  onSignal(signo: i32): void {
    const persona = this.options.persona;
    if (this.log.shows(DEBUG)) sayReceived(this.log, signo);
    if (!isForwarded(persona, signo)) return;
    if (this.onlyPrints) {
      if (signo === SIGINT || signo === SIGTERM) this.code = 128 + signo;
      return;
    }
    if (!this.options.pause || this.mainEnded) {
      this.forwarder.onSignal(signo);
      if (suspends(persona, signo) && !this.mainEnded) this.suspend();
      return;
    }
    if (!this.isStop(signo)) return;
    if (persona === PAUSE || this.log.shows(INFO)) sayStopping(this.kernel, this.log, signo);
    this.mainEnded = true;
    this.mainCode = EXIT_SUCCESS;
    this.kernel.note(NOTED_END, 1);
    this.shutdown.drainSoon();
  }

  /** Whether the signal asks for a stop. */
  isStop(signo: i32): bool {
    return this.forwarder.isStop(signo) || (this.options.pause && signo === SIGINT);
  }

  /** A child ended and was reaped: the program or an orphan. `status` is that of wait(2). */
  onExit(pid: i32, status: i32): void {
    // the child that could not become the program is no orphan
    if (this.code >= 0) return;
    const log = this.log;
    this.watch.reaped++;
    const isMain = pid === this.main && !this.mainEnded;
    if (log.shows(DEBUG)) sayReaped(log, pid, status, isMain);
    if (isMain) this.onMainExit(status);
    else if (this.options.warnOnReap) {
      log.number("child", pid);
      log.say(WARN, "reaped-orphan", `Reaped zombie process with pid=${pid}`);
    }
  }

  /** No child is left to be reaped now, or so many were that others have their turn. `childrenLeft`: there are more. */
  onDrained(childrenLeft: bool): void {
    if (this.onlyPrints) return;
    if (this.log.shows(TRACE)) sayDrained(this.log, childrenLeft);
    if (this.main > 0 && !this.mainEnded) this.watch.onEvent();
    this.shutdown.onDrained(childrenLeft, this.mainEnded);
    this.finish();
  }

  /** deadline() has passed. To be followed by reaping. */
  onTimer(): void {
    const timers = this.timers;
    const now = this.kernel.now();
    if (timers.fires(STOP_TIMEOUT, now)) this.shutdown.stopTimeout();
    if (timers.fires(TERM_DELAY, now)) this.forwarder.release();
    if (timers.fires(GRACE, now)) this.shutdown.kill();
    if (timers.fires(KILL_WAIT, now)) this.shutdown.giveUp();
    if (timers.fires(KILL_AGAIN, now)) this.shutdown.killAgain();
    timers.fires(LOOK, now); // by the reaping that follows
    if (timers.fires(BEGIN_COUNT, now)) this.watch.beginCount();
    if (timers.fires(CONFIRM_PIDS, now)) this.watch.confirmPids();
    if (timers.fires(CONFIRM_ZOMBIES, now)) this.watch.confirmZombies();
    const report = this.report;
    if (report !== null && timers.fires(STATUS_STEP, now)) this.goOnWith(report);
    this.finish();
  }

  /** Takes the next step of --status. */
  private goOnWith(report: Report): void {
    const pause = report.step();
    if (report.printError < 0) this.failToPrint(report.printError);
    else if (report.code >= 0) this.code = report.code;
    else this.timers.set(STATUS_STEP, this.kernel.now() + pause);
  }

  /** When onTimer() is wanted, in milliseconds of Kernel.now(); -1 for never. */
  deadline(): f64 {
    return this.timers.next();
  }

  /** How long, in ms, the host is to wait after a CHLD before it reaps: 0 but where a crowd is ending. */
  gatherTime(): i32 {
    return this.shutdown.gatherTime();
  }

  private suspend(): void {
    if (this.log.shows(DEBUG)) saySuspending(this.log);
    this.kernel.suspend();
  }

  private finish(): void {
    if (this.code >= 0 || !this.shutdown.isFinished()) return;
    this.code = this.mainCode;
    if (this.log.shows(TRACE)) this.log.say(TRACE, "exiting", "Exiting: child has exited");
  }

  private onMainExit(status: i32): void {
    this.mainEnded = true;
    this.watch.end();
    this.timers.clear(TERM_DELAY);
    this.shutdown.program = 0;
    this.mainCode = this.options.exitCodes.apply(exitCode(status));
    const log = this.log;
    if (this.options.persona === DUMB_INIT && this.options.grace === 0) this.forwarder.farewell(this.main);
    if (log.shows(INFO)) sayExited(log, this.main, status);
    if (status !== 0) this.explain(status, endingSignal(status));
    this.kernel.note(NOTED_END, 1);
  }

  /** Why the program died, if it died: see death.ts. */
  private explain(status: i32, signo: i32): void {
    const wasSent = signo > 0 && this.forwarder.sent.has(signo);
    const isStage = signo === SIGTERM && this.shutdown.hasTerminated();
    const program = this.kernel.argument(this.program);
    const line = explain(this.log, this.shutdown, this.watch, status, wasSent || isStage, this.main, program);
    const path = this.options.terminationLog;
    if (line.length > 0 && path.length > 0) writeTerminationLog(this.kernel, this.log, path, line);
  }

  /** Whose orphans come to the init, and what happens when its parent ends. False if the program must not start. */
  private prepare(): bool {
    const persona = this.options.persona;
    const isFirst = this.kernel.pid() === 1;
    const adopts = !isFirst && (persona === TSINIT || persona === CATATONIT);
    if (this.options.subreaper || adopts) this.adopt();
    else if (!isFirst) sayNotFirst(this.kernel, this.log);
    const signo = this.options.parentDeathSignal;
    return signo === 0 || this.watchParent(signo);
  }

  private adopt(): void {
    const result = this.kernel.becomeSubreaper();
    if (result < 0) sayNotAdopting(this.log, errorText(-result));
    else if (this.log.shows(TRACE)) this.log.say(TRACE, "subreaper", "Registered as child subreaper");
  }

  private watchParent(signo: i32): bool {
    const parent = this.kernel.parentPid();
    const result = this.kernel.setParentDeathSignal(signo);
    if (result < 0) {
      this.log.say(
        WARN,
        "parent-death",
        `${signalName(signo)} will not come when the parent ends: ${errorText(-result)}`,
      );
    }
    // The signal is for an end that comes; of one that came before there is only the new parent to tell.
    if (this.kernel.parentPid() === parent) return true;
    this.fail("the parent process has ended before its death signal was set; the program is not started");
    return false;
  }

  private spawn(program: i32): void {
    const kernel = this.kernel;
    const options = this.options;
    const request = new SpawnRequest();
    request.program = program;
    request.place = options.place();
    if (request.place === OWN_SESSION) handOver(kernel, options, this.log);
    else if (request.place === OWN_GROUP) request.terminal = this.terminalToTake();
    request.deathSignal = options.childDeathSignal;
    request.listenPid = kernel.variable("LISTEN_PID") === `${kernel.pid()}`;
    const result = kernel.spawn(request);
    if (result.failed !== FAILED_NOWHERE) {
      const persona = options.persona;
      this.log.say(FATAL, "spawn-failed", spawnFailureText(kernel, persona, kernel.argument(program), result));
      const code = spawnFailureCode(persona, result);
      // in tini it is the child that fails, and its code is the program's
      this.code = persona === TINI && result.failed !== FAILED_FORK ? options.exitCodes.apply(code) : code;
      return;
    }
    this.main = result.pid;
    this.program = program;
    this.shutdown.program = result.pid;
    if (this.log.shows(INFO)) saySpawned(this.log, this.main, kernel.argument(program), options.session);
    kernel.letGo();
    this.watch.begin();
  }

  /** The descriptor of the terminal whose foreground the program gets; -1 for none. */
  private terminalToTake(): i32 {
    const terminal = this.kernel.foregroundTerminal();
    // tini asks stdin alone: where that is a pipe, whoever writes into it may be the one who reads the terminal
    return this.options.persona === TINI && terminal > 0 ? -1 : terminal;
  }

  /** What was asked for could not be written to stdout. That a signal came meanwhile is no failure: it is heard next. */
  private failToPrint(result: i32): void {
    if (result !== -EINTR) this.fail(`stdout could not be written: ${errorText(-result)}`);
  }

  private fail(sentence: string): void {
    this.log.say(FATAL, "failed", sentence);
    this.code = failureCode(this.options.persona);
  }
}
