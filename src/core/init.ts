/**
 * The init, a state machine without I/O. A host drives it with what happens:
 *
 *     start(), then again and again: onExit() for each child that waitpid(-1, WNOHANG) returns, onDrained(),
 *     and, if exitCode() is still -1, a wait for a signal or the deadline: onSignal() or onTimer().
 */
import { CommandLine, HELP, LICENSE, REFUSE, VERSION } from "./argv";
import { readEnvironment, readVerbosity } from "./environment";
import { errorText } from "./errno";
import { EXIT_FAILURE, endingSignal, exitCode } from "./exit";
import { helpText } from "./help";
import { FAILED_NOWHERE, Kernel, SpawnRequest } from "./kernel";
import { LICENSE_TEXT } from "./license";
import { DEBUG, FATAL, INFO, Log, TRACE, WARN } from "./log";
import { Options } from "./options";
import { isForwarded, signalName } from "./signals";
import { spawnFailureCode, spawnFailureText } from "./spawn";
import { VERSION_TEXT } from "./version";

export class Init {
  private readonly options: Options = new Options();
  private readonly log: Log;
  /** The main child: the program. 0 while there is none. */
  private main: i32 = 0;
  private mainEnded: bool = false;
  private mainCode: i32 = 0;
  private code: i32 = -1;

  constructor(private readonly kernel: Kernel) {
    this.log = new Log(kernel);
  }

  /** The code to exit with now, or -1: there is still something to do. */
  exitCode(): i32 {
    return this.code;
  }

  /** Reads options and environment, and starts the program. */
  start(): void {
    const kernel = this.kernel;
    const environmentError = readEnvironment(kernel, this.options);
    const commandLine = new CommandLine(kernel, this.options);
    commandLine.read();
    const verbosityError = readVerbosity(kernel, this.options, this.log);
    if (commandLine.action === HELP) return this.print(helpText());
    if (commandLine.action === LICENSE) return this.print(LICENSE_TEXT);
    if (commandLine.action === VERSION) return this.print(`tsinit version ${VERSION_TEXT}\n`);
    if (environmentError.length > 0) return this.fail(environmentError);
    if (commandLine.action === REFUSE) return this.fail(commandLine.error);
    if (verbosityError.length > 0) return this.fail(verbosityError);
    this.log.verbosity = this.options.verbosity;
    this.prepare();
    this.spawn(commandLine.program);
  }

  /** A signal was sent to the init. */
  onSignal(signo: i32): void {
    if (!isForwarded(signo)) return;
    const log = this.log;
    if (log.shows(DEBUG)) log.say(DEBUG, `Passing signal: ${signalName(signo)}`);
    const group = this.options.group;
    const result = group ? this.kernel.killGroup(this.main, signo) : this.kernel.kill(this.main, signo);
    if (result < 0) {
      // ESRCH: it has just ended. EPERM: it has changed its user (sudo). Neither is a reason to stop being the init.
      const target = group ? "process group" : "process";
      log.say(WARN, `${signalName(signo)} could not be sent to ${target} ${this.main}: ${errorText(-result)}`);
    }
  }

  /** A child ended and was reaped: the program or an orphan. `status` is that of wait(2). */
  onExit(pid: i32, status: i32): void {
    const log = this.log;
    if (log.shows(DEBUG)) log.say(DEBUG, `Reaped child with pid: ${pid}`);
    if (pid === this.main && !this.mainEnded) this.onMainExit(status);
    else if (this.options.warnOnReap) log.say(WARN, `Reaped zombie process with pid=${pid}`);
  }

  /** No child is left to be reaped now. `childrenLeft`: there are some that still live. */
  onDrained(_childrenLeft: bool): void {
    if (this.mainEnded) this.code = this.mainCode;
  }

  /** deadline() has passed. */
  onTimer(): void {}

  /** When onTimer() is wanted, in milliseconds of Kernel.now(); -1 for never. */
  deadline(): f64 {
    return -1;
  }

  private onMainExit(status: i32): void {
    this.mainEnded = true;
    this.mainCode = this.options.exitMap.apply(exitCode(status));
    const log = this.log;
    if (!log.shows(INFO)) return;
    const signo = endingSignal(status);
    if (signo > 0) log.say(INFO, `Main child exited with signal (with signal '${signalName(signo)}')`);
    else log.say(INFO, `Main child exited normally (with status '${exitCode(status)}')`);
  }

  /** Whose orphans come to the init, and what happens when its parent ends. */
  private prepare(): void {
    const kernel = this.kernel;
    if (this.options.subreaper || kernel.pid() !== 1) {
      const result = kernel.becomeSubreaper();
      if (result < 0) this.log.say(WARN, `Orphans will not be reaped: no child subreaper: ${errorText(-result)}`);
      else this.log.say(TRACE, "Registered as child subreaper");
    }
    const signo = this.options.parentDeathSignal;
    if (signo > 0) {
      const result = kernel.setParentDeathSignal(signo);
      if (result < 0)
        this.log.say(WARN, `${signalName(signo)} will not come when the parent ends: ${errorText(-result)}`);
    }
  }

  private spawn(program: i32): void {
    const request = new SpawnRequest();
    request.program = program;
    request.terminal = this.kernel.foregroundTerminal();
    const result = this.kernel.spawn(request);
    if (result.failed !== FAILED_NOWHERE) {
      this.log.say(FATAL, spawnFailureText(this.kernel, this.kernel.argument(program), result));
      this.code = spawnFailureCode(result);
      return;
    }
    this.main = result.pid;
    this.kernel.letGo();
    if (this.log.shows(INFO)) {
      this.log.say(INFO, `Spawned child process '${this.kernel.argument(program)}' with pid '${this.main}'`);
    }
  }

  private print(text: string): void {
    this.kernel.write(1, text);
    this.code = 0;
  }

  private fail(sentence: string): void {
    this.log.say(FATAL, sentence);
    this.code = EXIT_FAILURE;
  }
}
