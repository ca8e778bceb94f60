/**
 * Starts the program: all that goes before it, and the program itself. What watches over it is made afterwards, while the program
 * is on its way.
 */
import { errorText } from "../base/errno";
import { FAILED_FORK, Kernel, OWN_GROUP, OWN_SESSION, SpawnFailure, SpawnRequest } from "../base/kernel";
import { signalName } from "../base/signals";
import { Contract } from "../contracts/contract";
import { INFO, TRACE, WARN } from "../log/levels";
import { Log } from "../log/log";
import { Options } from "../options/options";
import { Program } from "./program";
import { failedStart } from "./spawn-failure";

export class Start {
  constructor(
    private readonly kernel: Kernel,
    private readonly contract: Contract,
    private readonly options: Options,
    private readonly log: Log,
    private readonly program: Program,
  ) {}

  /**
   * Starts the program, with --pause none, without the argument whose index is `skipped` (0: with all). The exit code if it does not
   * start, else -1.
   */
  begin(skipped: i32): i32 {
    const taken = this.kernel.signalsTaken();
    if (taken < 0) return this.fail(`signals cannot be blocked: ${errorText(-taken)}`);
    const code = this.prepare();
    return code >= 0 || this.options.pause ? code : this.spawn(skipped);
  }

  /** Whose orphans come to the init, and what happens when its parent ends. -1, or the exit code if the program must not start. */
  private prepare(): i32 {
    const isFirst = this.kernel.pid() === 1;
    if (this.options.subreaper || (!isFirst && this.contract.adopts())) this.adopt();
    else if (!isFirst) this.contract.sayNotFirst(this.kernel, this.log);
    const signo = this.options.parentDeathSignal;
    return signo === 0 ? -1 : this.watchParent(signo);
  }

  private adopt(): void {
    const result = this.kernel.becomeSubreaper();
    if (result < 0) this.contract.sayNotAdopting(this.log, errorText(-result));
    else if (this.log.shows(TRACE)) this.log.say(TRACE, "subreaper", "Registered as child subreaper");
  }

  private watchParent(signo: i32): i32 {
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
    if (this.kernel.parentPid() === parent) return -1;
    return this.fail("the parent process has ended before its death signal was set; the program is not started");
  }

  private spawn(skipped: i32): i32 {
    const kernel = this.kernel;
    const contract = this.contract;
    const options = this.options;
    const log = this.log;
    const program = this.program;
    const request = new SpawnRequest();
    request.program = program.index;
    request.skipped = skipped;
    request.place = contract.place(options);
    if (request.place === OWN_SESSION) contract.beforeSession(kernel, options, log);
    else if (request.place === OWN_GROUP) request.terminal = this.terminalToTake();
    request.deathSignal = options.childDeathSignal;
    const listenPid = kernel.variable("LISTEN_PID");
    request.listenPid = listenPid !== null && listenPid === `${kernel.pid()}`;
    const pid = kernel.spawn(request);
    if (pid < 0) return this.failFork(-pid);
    program.pid = pid;
    if (log.shows(INFO)) {
      log.number("child", pid);
      contract.saySpawned(log, pid, kernel.argument(program.index), options.session);
    }
    return -1;
  }

  private failFork(errno: i32): i32 {
    const failure = new SpawnFailure();
    failure.step = FAILED_FORK;
    failure.errno = errno;
    return failedStart(this.kernel, this.contract, this.options, this.log, this.program, failure);
  }

  /** The descriptor of the terminal whose foreground the program gets; -1 for none. */
  private terminalToTake(): i32 {
    const terminal = this.kernel.foregroundTerminal();
    return this.contract.takesForeground(terminal) ? terminal : -1;
  }

  private fail(sentence: string): i32 {
    return this.contract.fail(this.log, sentence);
  }
}
