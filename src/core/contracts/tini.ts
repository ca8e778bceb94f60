/** tini's contract, that of docker-init as well: its options, exit codes, streams, and the words that scripts look for. */
import { EACCES, ENOENT, ESRCH } from "../base/errno";
import { EXIT_NOT_EXECUTABLE, EXIT_NOT_FOUND, EXIT_PEER_FAILURE } from "../base/exit";
import { FAILED_FORK, Kernel, SpawnFailure } from "../base/kernel";
import { SIGCHLD, signalName } from "../base/signals";
import { lastPart } from "../base/text";
import { VERSION_TEXT } from "../base/version";
import { DEBUG, FATAL, WARN } from "../log/levels";
import { Log } from "../log/log";
import { OptionSpec } from "../options/option";
import { Options } from "../options/options";
import { RemapExit } from "../options/table";
import { bare } from "./numbers";
import { Peer } from "./peer";
import { BAD_VALUE, Refusal } from "./refusal";
import { signalText } from "./signal-text";
import { readTiniVariables, readTiniVerbosity } from "./tini-variables";

export class Tini extends Peer {
  name(): string {
    return "tini";
  }

  isCalled(name: string): bool {
    return name === "tini" || name === "tini-static" || name === "docker-init";
  }

  protected options(): string {
    return " g=group s=subreaper p=parent-death-signal v=verbose w=warn-on-reap e=remap-exit l=license h=help /version=version ";
  }

  findOption(letter: string, long: string): OptionSpec | null {
    return letter === "e" ? new TiniRemapExit() : super.findOption(letter, long);
  }

  readEnvironment(kernel: Kernel, options: Options): string {
    readTiniVariables(kernel, options);
    return "";
  }

  permutes(): bool {
    return true;
  }

  readVerbosity(kernel: Kernel, options: Options, _log: Log): void {
    readTiniVerbosity(kernel, options);
  }

  version(): string {
    // dockerd looks for "tini version X - git.Y", and has no use for a Y with a dot
    return `tini version 0.19.0_tsinit_${VERSION_TEXT} - git.tsinit`;
  }

  help(called: string): string {
    return `${called} (${this.version()})
Usage: ${called} [OPTIONS] PROGRAM -- [ARGS] | --version

Execute a program under the supervision of a valid init process (${called})

Command line options:

  --version: Print the version and exit.
  -h: Print this help and exit.
  -s: Be a child subreaper.
  -p SIGNAL: Get SIGNAL when the parent ends: "-p SIGKILL".
  -v: Be more verbose; up to -vvv.
  -w: Warn of every orphan reaped.
  -g: Forward signals to the program's process group.
  -e EXIT_CODE: Exit with 0 where the program exits with EXIT_CODE (0 to 255).
  -l: Print the licence and exit.

Environment variables:

  TINI_SUBREAPER: As -s.
  TINI_VERBOSITY: The verbosity (default: 1).
  TINI_KILL_PROCESS_GROUP: As -g.

${this.more()}`;
  }

  sayRefusal(kernel: Kernel, log: Log, refusal: Refusal, path: string): void {
    if (refusal.reason === BAD_VALUE)
      log.say(FATAL, "failed", `Not a valid option for ${refusal.option}: ${refusal.value}`);
    else kernel.log(2, refusal.getoptLine(path) + this.help(lastPart(path)));
  }

  /** In tini it is the child that fails to exec, and its code is the program's: -e is for it too. */
  spawnFailureCode(failure: SpawnFailure, options: Options): i32 {
    if (failure.step === FAILED_FORK) return this.failureCode();
    const code: i32 =
      failure.errno === ENOENT ? EXIT_NOT_FOUND : failure.errno === EACCES ? EXIT_NOT_EXECUTABLE : EXIT_PEER_FAILURE;
    return options.exitCodes.apply(code);
  }

  adopts(): bool {
    return false;
  }

  sayNotFirst(kernel: Kernel, log: Log): void {
    if (kernel.isSubreaper()) return;
    log.sayAsIs(
      WARN,
      "no-subreaper",
      `Tini is not running as PID 1 and isn't registered as a child subreaper.
Zombie processes will not be re-parented to Tini, so zombie reaping won't work.
To fix the problem, use the -s option or set the environment variable TINI_SUBREAPER to register Tini as a child subreaper, or run Tini as PID 1.`,
    );
  }

  /** tini asks stdin alone: where that is a pipe, whoever writes into it may be the one who reads the terminal. */
  takesForeground(descriptor: i32): bool {
    return descriptor === 0;
  }

  sayReceived(log: Log, signo: i32): void {
    if (signo === SIGCHLD) log.say(DEBUG, "signal-received", "Received SIGCHLD");
  }

  sayForwarding(log: Log, _received: i32, signo: i32): void {
    log.text("signal", signalName(signo));
    log.say(DEBUG, "signal-forwarded", `Passing signal: '${signalText(signo)}'`);
  }

  sayNotSent(log: Log, signo: i32, target: string, pid: i32, result: i32): void {
    if (result !== -ESRCH) return super.sayNotSent(log, signo, target, pid, result);
    log.text("signal", signalName(signo));
    log.say(WARN, "signal-failed", "Child was dead when forwarding signal");
  }

  sayReaped(log: Log, pid: i32, _waitStatus: i32, _isProgram: bool): void {
    log.number("child", pid);
    log.say(DEBUG, "reaped", `Reaped child with pid: '${pid}'`);
  }

  protected nameOf(signo: i32): string {
    return signalText(signo);
  }

  /** What is no warning goes to stdout. */
  stream(level: i32): i32 {
    return level > WARN ? 1 : 2;
  }
}

/** The exit code may have a sign and blanks before it, and no text at all is 0. */
class TiniRemapExit extends RemapExit {
  apply(options: Options, value: string): string {
    return super.apply(options, value.length === 0 ? "0" : bare(value));
  }
}
