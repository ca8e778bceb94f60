/** dumb-init's contract: a session of its own for the program, every signal to all of it, and no word unless it is asked for. */
import { ESRCH } from "../base/errno";
import { EXIT_NO_EXEC, endingSignal, exitCode } from "../base/exit";
import { FAILED_FORK, Kernel, OWN_GROUP, OWN_SESSION, SAME_GROUP, SpawnFailure } from "../base/kernel";
import { shown } from "../base/printable";
import { SIGCHLD, SIGCONT, SIGHUP, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU } from "../base/signals";
import { lastPart } from "../base/text";
import { VERSION_TEXT } from "../base/version";
import { DEBUG } from "../log/levels";
import { Log } from "../log/log";
import { CommandOption, OptionSpec } from "../options/option";
import { Options } from "../options/options";
import { SINGLE_CHILD } from "./contract";
import { Peer } from "./peer";
import { BAD_VALUE, NO_PROGRAM, Refusal } from "./refusal";

export class DumbInit extends Peer {
  name(): string {
    return "dumb-init";
  }

  isCalled(name: string): bool {
    return name === "dumb-init";
  }

  protected options(): string {
    return " r=rewrite /rewrite=rewrite v=verbose /verbose=verbose h=help /help=help V=version /version=version ";
  }

  findOption(letter: string, long: string): OptionSpec | null {
    if (letter === "c" || long === SINGLE_CHILD) return new SingleChild();
    if (letter === "v" || long === "verbose") return new Debug();
    return super.findOption(letter, long);
  }

  setDefaults(options: Options): void {
    super.setDefaults(options);
    options.session = true;
  }

  /** These values and no others. */
  readEnvironment(kernel: Kernel, options: Options): string {
    if (kernel.variable("DUMB_INIT_SETSID") === "0") options.session = false;
    if (kernel.variable("DUMB_INIT_DEBUG") === "1") options.verbosity = DEBUG;
    return "";
  }

  sayMode(kernel: Kernel, log: Log): void {
    if (kernel.variable("DUMB_INIT_DEBUG") === "1") log.say(DEBUG, "mode", "Running in debug mode.");
    if (kernel.variable("DUMB_INIT_SETSID") === "0") log.say(DEBUG, "mode", "Not running in setsid mode.");
  }

  version(): string {
    return `dumb-init v1.2.5_tsinit_${VERSION_TEXT}`;
  }

  versionStream(): i32 {
    return 2;
  }

  help(called: string): string {
    return `${this.version()}
Usage: ${called} [option] command [[arg] ...]

Optional arguments:
   -c, --single-child   Signal the command alone, in this session.
   -r, --rewrite s:r    Forward signal r where signal s comes; 0: none. Repeatable.
   -v, --verbose        Say on stderr what happens.
   -h, --help           Print this help and exit.
   -V, --version        Print the version and exit.

${this.more()}`;
  }

  helpStream(): i32 {
    return 2;
  }

  sayRefusal(kernel: Kernel, log: Log, refusal: Refusal, path: string): void {
    if (refusal.reason === NO_PROGRAM) {
      const called = lastPart(path);
      kernel.log(2, `Usage: ${called} [option] program [args]\nTry ${called} --help for full usage.\n`);
    } else if (refusal.reason === BAD_VALUE) {
      kernel.log(
        2,
        `Usage: -r option takes <signum>:<signum>, where <signum> is between 1 and 31.
The second may be 0: the signal is dropped. This option can be repeated.
Use --help for full usage.
`,
      );
    } else super.sayRefusal(kernel, log, refusal, path);
  }

  spawnFailureCode(failure: SpawnFailure, _options: Options): i32 {
    return failure.step === FAILED_FORK ? this.failureCode() : EXIT_NO_EXEC;
  }

  execFailure(program: string): string {
    return shown(program);
  }

  adopts(): bool {
    return false;
  }

  place(options: Options): i32 {
    if (options.session) return OWN_SESSION;
    return options.group ? OWN_GROUP : SAME_GROUP;
  }

  /** The init gives up the terminal, and the program takes it as the leader of a session of its own. */
  beforeSession(kernel: Kernel, options: Options, log: Log): void {
    // an orphaned process group, which the program's will be, is not stopped by these: setpgid(2)
    options.signals.addDefault(SIGTSTP, SIGSTOP);
    options.signals.addDefault(SIGTTIN, SIGSTOP);
    options.signals.addDefault(SIGTTOU, SIGSTOP);
    // the kernel has sent two signals then, which are for nobody
    if (!kernel.leaveTerminal() || !log.shows(DEBUG)) return;
    log.say(DEBUG, "signal-dropped", `Ignoring tty hand-off signal ${SIGHUP}.`);
    log.say(DEBUG, "signal-dropped", `Ignoring tty hand-off signal ${SIGCONT}.`);
  }

  saySpawned(log: Log, pid: i32, _program: string, session: bool): void {
    log.say(DEBUG, "spawned", `Child spawned with PID ${pid}.`);
    if (session) log.say(DEBUG, "spawned", "setsid complete.");
  }

  /** Those of the terminal too. */
  forwards(signo: i32): bool {
    return signo !== SIGCHLD;
  }

  /** These say that the terminal is another's now. */
  suspendsOn(signo: i32): bool {
    return signo === SIGTSTP || signo === SIGTTIN || signo === SIGTTOU;
  }

  bidsFarewell(): bool {
    return true;
  }

  sayReceived(log: Log, signo: i32): void {
    log.say(DEBUG, "signal-received", `Received signal ${signo}.`);
  }

  sayDropped(log: Log, received: i32): void {
    log.say(DEBUG, "signal-dropped", `Translating signal ${received} to 0.`);
    log.say(DEBUG, "signal-dropped", "Not forwarding signal 0 to children (ignored).");
  }

  sayForwarding(log: Log, received: i32, signo: i32): void {
    if (signo !== received) log.say(DEBUG, "signal-forwarded", `Translating signal ${received} to ${signo}.`);
    log.say(DEBUG, "signal-forwarded", `Forwarded signal ${signo} to children.`);
  }

  /** That the program has just ended is no news. */
  sayNotSent(log: Log, signo: i32, target: string, pid: i32, result: i32): void {
    if (result !== -ESRCH) super.sayNotSent(log, signo, target, pid, result);
  }

  sayReaped(log: Log, pid: i32, waitStatus: i32, _isProgram: bool): void {
    const signo = endingSignal(waitStatus);
    const how = signo > 0 ? `was terminated by signal ${signo}` : `exited with exit status ${exitCode(waitStatus)}`;
    log.number("child", pid);
    log.say(DEBUG, "reaped", `A child with PID ${pid} ${how}.`);
  }

  sayExited(log: Log, _pid: i32, waitStatus: i32): void {
    log.say(DEBUG, "exited", `Child exited with status ${exitCode(waitStatus)}. Goodbye.`);
  }

  prefix(_level: i32, _pid: i32): string {
    return `[${this.name()}] `;
  }
}

class SingleChild extends CommandOption {
  constructor() {
    super("c", SINGLE_CHILD, "", "");
  }

  apply(options: Options, _value: string): string {
    options.session = false;
    return "";
  }

  help(): string {
    return "signal PROGRAM alone, in this session";
  }
}

/** There is no more to be had than one -v. */
class Debug extends CommandOption {
  constructor() {
    super("v", "verbose", "", "");
  }

  apply(options: Options, _value: string): string {
    options.verbosity = DEBUG;
    return "";
  }

  help(): string {
    return "say on stderr what happens";
  }
}
