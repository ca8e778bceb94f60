/**
 * The init, a state machine without I/O. A host drives it with what happens: first start(), then again and again
 *
 *     onExit() for each child that waitpid(-1, WNOHANG) returns, but some 64 at most at once, then onDrained();
 *     unless exitCode() is known by now: a wait for a signal or the deadline, and onSignal() or onTimer().
 *
 * The host may leave the reaping out after a signal other than CHLD, and must not after onTimer().
 */

import { Answering } from "./answering";
import { EXIT_SUCCESS } from "./base/exit";
import { Kernel, NOT_TRAPPED } from "./base/kernel";
import { shown } from "./base/printable";
import { Task } from "./base/task";
import { Contract } from "./contracts/contract";
import { answer, NO_ANSWER } from "./invocation/answer";
import { Invocation } from "./invocation/invocation";
import { DEBUG, WARN } from "./log/levels";
import { Log } from "./log/log";
import { JSON_FORMAT } from "./options/options";
import { Reporting } from "./reporting";
import { Program } from "./run/program";
import { Start } from "./run/start";
import { Supervisor } from "./run/supervisor";
import { findTerminationLog, NO_DIRECTORY } from "./run/termination-log";

export class Init {
  /** While the command line is read. */
  private invocation: Invocation | null = null;
  /** What it asks for, once it has been read and is not refused. */
  private task: Task | null = null;
  /** The exit code where there is no task. */
  private code: i32 = -1;

  constructor(private readonly kernel: Kernel) {}

  /** Reads options and environment, and begins. Whether it has to be called again: there is more to read. */
  start(): bool {
    let invocation = this.invocation;
    if (invocation === null) invocation = new Invocation(this.kernel);
    const goesOn = invocation.read();
    this.invocation = goesOn ? invocation : null;
    if (!goesOn) this.begin(invocation);
    return goesOn;
  }

  private begin(invocation: Invocation): void {
    const kernel = this.kernel;
    const contract = invocation.contract;
    const options = invocation.options;
    const commandLine = invocation.commandLine;
    const log = new Log(kernel, contract);
    log.json = options.logFormat === JSON_FORMAT;
    const verbosityError = invocation.environment.readVerbosity(log);
    const answered = answer(kernel, contract, commandLine.action);
    if (answered !== NO_ANSWER) return this.endAnswered(new Answering(contract, log), answered);
    if (invocation.environment.error.length > 0) return this.fail(contract, log, invocation.environment.error);
    const refusal = commandLine.refusal;
    if (refusal !== null) {
      contract.sayRefusal(kernel, log, refusal, kernel.argumentCount() > 0 ? shown(kernel.argument(0)) : "");
      this.code = contract.failureCode();
      return;
    }
    if (verbosityError.length > 0) return this.fail(contract, log, verbosityError);
    if (options.terminationLog.length > 0 && !findTerminationLog(kernel, options))
      return this.fail(contract, log, NO_DIRECTORY);
    log.verbosity = options.verbosity;
    const isBegunAnew = kernel.trapped() !== NOT_TRAPPED;
    if (!isBegunAnew && log.shows(DEBUG)) contract.sayMode(kernel, log);
    if (!isBegunAnew && invocation.unknownName.length > 0) sayUnknownName(log, invocation.unknownName);
    if (options.status) {
      this.task = new Reporting(kernel, contract, options, log);
      return;
    }
    const program = new Program(commandLine.program);
    if (!isBegunAnew) {
      this.code = new Start(kernel, contract, options, log, program).begin(commandLine.skipped);
      if (this.code >= 0) return;
    }
    const supervisor = new Supervisor(kernel, contract, options, log, program);
    this.task = supervisor;
    if (isBegunAnew) supervisor.resume();
    else supervisor.begin();
  }

  private endAnswered(task: Answering, result: i32): void {
    if (result < 0) task.failed(result);
    else task.code = EXIT_SUCCESS;
    this.task = task;
  }

  private fail(contract: Contract, log: Log, sentence: string): void {
    this.code = contract.fail(log, sentence);
  }

  /** The code to exit with now, or -1: there is still something to do. */
  exitCode(): i32 {
    const task = this.task;
    return task === null ? this.code : task.code;
  }

  /** A signal was sent to the init. */
  onSignal(signo: i32): void {
    const task = this.task;
    if (task !== null) task.onSignal(signo);
  }

  /** Whether the signal asks for a stop. */
  isStop(signo: i32): bool {
    const task = this.task;
    return task === null ? false : task.isStop(signo);
  }

  /** For a host that is about to end, whatever the init is at: everything is stopped, as by TERM, and in a time that has an end. */
  endSoon(): void {
    const task = this.task;
    if (task !== null) task.endSoon();
  }

  /** A child ended and was reaped: the program or an orphan. `waitStatus` is that of wait(2). */
  onExit(pid: i32, waitStatus: i32): void {
    const task = this.task;
    if (task !== null) task.onExit(pid, waitStatus);
  }

  /** No child is left to be reaped now, or so many were that others have their turn. `childrenLeft`: there are more. */
  onDrained(childrenLeft: bool): void {
    const task = this.task;
    if (task !== null) task.onDrained(childrenLeft);
  }

  /** deadline() has passed. To be followed by reaping. */
  onTimer(): void {
    const task = this.task;
    if (task !== null) task.onTimer();
  }

  /** When onTimer() is wanted, in milliseconds of Kernel.now(); -1 for never. */
  deadline(): f64 {
    const task = this.task;
    return task === null ? -1 : task.deadline();
  }

  /** How long, in ms, the host is to wait after a CHLD before it reaps: 0 but where a crowd is ending. */
  gatherTime(): i32 {
    const task = this.task;
    return task === null ? 0 : task.gatherTime();
  }
}

/** The name after --as. */
function sayUnknownName(log: Log, name: string): void {
  log.say(WARN, "unknown-name", `--as: '${shown(name)}' is no name that tsinit knows; it stays tsinit`);
}
