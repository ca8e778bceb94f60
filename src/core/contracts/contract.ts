/**
 * What an init promises to whoever calls it by its name: one subclass for each name that the binary answers to, each in a file
 * of its own. What is here is tsinit's way and everybody's who does not say otherwise. docs/migrating.md
 */
import { errorText } from "../base/errno";
import { endingSignal, exitCode } from "../base/exit";
import { Kernel, OWN_GROUP, SpawnFailure } from "../base/kernel";
import { shown } from "../base/printable";
import { SIGCHLD, SIGTTIN, SIGTTOU, signalName } from "../base/signals";
import { DEBUG, FATAL, INFO, TRACE, WARN } from "../log/levels";
import { Log } from "../log/log";
import { LogStyle } from "../log/style";
import { OptionSpec } from "../options/option";
import { Options } from "../options/options";
import { Refusal } from "./refusal";

/** The one option that another init, dumb-init, has and tsinit has not. */
export const SINGLE_CHILD: string = "single-child";

export abstract class Contract extends LogStyle {
  // What it is called with

  /** Whether it is called by that name. */
  abstract isCalled(name: string): bool;
  /** The option of that letter or, if that is "", of that long name; null if it has none. */
  abstract findOption(letter: string, long: string): OptionSpec | null;
  /** What it calls an option of tsinit's: `-g`, `--version`; "" if it has none. */
  abstract optionName(own: OptionSpec): string;
  /** What does the same here as an option of another init, said behind that; "" if nothing does. */
  insteadOf(option: OptionSpec): string {
    const name = this.optionName(option);
    if (name.length > 0) return `here it is ${name}`;
    if (option.long === SINGLE_CHILD) return "here the program alone gets signals anyway";
    return option.variable.length > 0 ? `here the variable ${option.variable} does that` : "";
  }

  /** Sets what is otherwise than in `new Options()` before options and environment are read. */
  abstract setDefaults(options: Options): void;
  /** Reads the variables that are its own. "" or, if it refuses to run with them, a sentence that says why. */
  abstract readEnvironment(kernel: Kernel, options: Options): string;
  /** Whether an option that it does not know is no reason to refuse. */
  ignoresUnknown(): bool {
    return false;
  }
  /** Whether it looks for options behind the program too, as getopt(3) of glibc does, and so drops the first `--` there. */
  permutes(): bool {
    return false;
  }
  /** Reads the variable that replaces what -v added up to. What is wrong with it is a warning only. */
  readVerbosity(_kernel: Kernel, _options: Options, _log: Log): void {}
  /** Whether it takes no notice of a program that is given where none is run. */
  abstract ignoresProgram(): bool;

  // What it answers

  /** The line of --version. */
  abstract version(): string;
  /** What --help prints; `called` is the last part of argv[0]. */
  abstract help(called: string): string;
  /** The descriptors, 1 or 2, that they go to. */
  helpStream(): i32 {
    return 1;
  }
  versionStream(): i32 {
    return 1;
  }
  /** Says on stderr what is wrong with the command line; `path` is argv[0]. */
  abstract sayRefusal(kernel: Kernel, log: Log, refusal: Refusal, path: string): void;

  // How it starts

  /** The exit code of the init's own failures. */
  abstract failureCode(): i32;
  /** Says why the init itself fails. Returns the code to exit with. */
  fail(log: Log, sentence: string): i32 {
    log.say(FATAL, "failed", sentence);
    return this.failureCode();
  }

  /** The exit code where the program could not be started. */
  spawnFailureCode(_failure: SpawnFailure, _options: Options): i32 {
    return this.failureCode();
  }

  /** What begins the sentence of a failed execve(2). */
  execFailure(program: string): string {
    return `exec ${shown(program)} failed`;
  }

  /** Whether a stop signal that the program alone gets, and that does not reach its children, is passed on to them. */
  passesOn(): bool {
    return true;
  }

  /** Whether it becomes a child subreaper unasked where it isn't PID 1. */
  abstract adopts(): bool;
  /** It isn't PID 1, and will not become a subreaper. */
  sayNotFirst(_kernel: Kernel, _log: Log): void {}

  /** It could not become a subreaper. */
  sayNotAdopting(log: Log, reason: string): void {
    log.say(WARN, "no-subreaper", `Orphans will not be reaped: no child subreaper: ${reason}`);
  }

  /** Where the program is put: OWN_GROUP, OWN_SESSION or SAME_GROUP of kernel.ts. */
  place(_options: Options): i32 {
    return OWN_GROUP;
  }

  /** Whether the program's group may take over the foreground of the terminal that is this descriptor. */
  takesForeground(_descriptor: i32): bool {
    return true;
  }

  /** To be called before a program is started in a session of its own. */
  beforeSession(_kernel: Kernel, _options: Options, _log: Log): void {}

  /** Says which of its variables it has heeded. */
  sayMode(_kernel: Kernel, _log: Log): void {}

  /** The program has been started, perhaps in a session of its own. */
  saySpawned(log: Log, pid: i32, program: string, _session: bool): void {
    log.say(INFO, "spawned", `Spawned child process '${shown(program)}' with pid '${pid}'`);
  }

  // What it does with signals

  /**
   * Whether a signal that was sent to the init is meant for the program. CHLD is the init's own business. TTIN and TTOU come
   * from the terminal and tell the init, not the program, that it is in the background.
   */
  forwards(signo: i32): bool {
    return signo !== SIGCHLD && signo !== SIGTTIN && signo !== SIGTTOU;
  }

  /** Whether it stops itself too when it has forwarded the signal. */
  suspendsOn(_signo: i32): bool {
    return false;
  }

  /** Whether it sends TERM to the program's group when the program has ended and nobody else is waited for. */
  bidsFarewell(): bool {
    return false;
  }

  /** A signal has come, perhaps CHLD. */
  sayReceived(_log: Log, _signo: i32): void {}

  /** `received` is dropped. */
  sayDropped(log: Log, received: i32): void {
    log.say(DEBUG, "signal-dropped", `Dropping signal: ${this.nameOf(received)}`);
  }

  /** `received` is forwarded as `signo`. */
  sayForwarding(log: Log, _received: i32, signo: i32): void {
    log.text("signal", signalName(signo));
    log.say(DEBUG, "signal-forwarded", `Passing signal: ${signalName(signo)}`);
  }

  /** A signal could not be sent to the program: the process `pid`, or its group; `target` says which. `result` is -errno. */
  sayNotSent(log: Log, signo: i32, target: string, pid: i32, result: i32): void {
    log.text("signal", signalName(signo));
    log.say(WARN, "signal-failed", `${signalName(signo)} could not be sent to ${target} ${pid}: ${errorText(-result)}`);
  }

  /** There is no program, and the init has been told to stop. */
  sayStopping(_kernel: Kernel, log: Log, signo: i32): void {
    log.say(INFO, "stopping", `Stopping on ${signalName(signo)}`);
  }

  // What it says of ends

  /** A child has been reaped: the program, if `isProgram`, or an orphan. */
  sayReaped(log: Log, pid: i32, _waitStatus: i32, _isProgram: bool): void {
    log.number("child", pid);
    log.say(DEBUG, "reaped", `Reaped child with pid: ${pid}`);
  }

  /** No child is left to be reaped now. */
  sayDrained(log: Log, childrenLeft: bool): void {
    log.say(TRACE, "drained", childrenLeft ? "No child to reap" : "No child to wait");
  }

  /** The program has ended. */
  sayExited(log: Log, _pid: i32, waitStatus: i32): void {
    const signo = endingSignal(waitStatus);
    const how =
      signo > 0
        ? `exited with signal (with signal '${this.nameOf(signo)}')`
        : `exited normally (with status '${exitCode(waitStatus)}')`;
    log.say(INFO, "exited", `Main child ${how}`);
  }

  /** How it writes a signal. */
  protected nameOf(signo: i32): string {
    return signalName(signo);
  }
}
