/** What becomes of a signal that was sent to the init: rewritten, held back, dropped, or sent on to whom it is meant for. */
import { ESRCH } from "../base/errno";
import { Kernel } from "../base/kernel";
import { SignalSet } from "../base/signal-set";
import { SIGINT, SIGQUIT, SIGTERM, SIGWINCH, signalName } from "../base/signals";
import { Contract } from "../contracts/contract";
import { DEBUG, INFO } from "../log/levels";
import { Log } from "../log/log";
import { Options } from "../options/options";
import { living } from "../proc/survivors";
import { IGNORED, LEFT_TO_COMMAND, passOn, STUCK } from "./pass-on";
import { Program } from "./program";
import { isShell } from "./shell";
import { Shutdown } from "./shutdown";
import { SLOW, TERM_DELAY, Timers } from "./timers";

// What the host keeps for a core that is begun anew.
/** The signal that is held back; 0 for none. */
const NOTED_HELD: i32 = 3;
/** `sent`, in two numbers. */
const NOTED_SENT: i32 = 4;

/** How long a program may take to stop before tsinit looks what it waits for, in ms: well before a runtime's time is over. */
const SLOW_AFTER: f64 = 3000;

export class Forwarder {
  /** The stop signal that is held back, while TERM_DELAY is set. */
  private held: i32 = 0;
  private stopSeen: bool = false;
  /** The signals that were sent to the program without an error. */
  readonly sent: SignalSet = new SignalSet();

  constructor(
    private readonly kernel: Kernel,
    private readonly contract: Contract,
    private readonly options: Options,
    private readonly log: Log,
    private readonly shutdown: Shutdown,
    private readonly timers: Timers,
    private readonly program: Program,
  ) {}

  /** Whether the signal asks for a stop. */
  isStop(signo: i32): bool {
    return this.options.stopSignals.includes(signo);
  }

  /** Sends the signal on, at once or later. */
  onSignal(signo: i32): void {
    if (this.isStop(signo)) {
      const first = !this.stopSeen && this.program.isRunning(); // one that comes after the program's end delays nobody's
      this.stopSeen = true;
      this.shutdown.onStopSignal();
      this.timers.clear(TERM_DELAY);
      this.kernel.note(NOTED_HELD, 0);
      if (first && this.options.termDelay > 0) {
        this.held = signo;
        this.kernel.note(NOTED_HELD, signo);
        this.timers.set(TERM_DELAY, this.kernel.now() + this.options.termDelay);
        this.log.text("signal", signalName(signo));
        this.log.say(INFO, "signal-held", `Holding ${signalName(signo)} back for ${this.options.termDelay} ms`);
        return;
      }
    }
    this.forward(signo);
  }

  /** TERM_DELAY fires. */
  release(): void {
    this.kernel.note(NOTED_HELD, 0);
    this.forward(this.held);
  }

  /** The core is begun anew: goes on where the one before has noted that it was. */
  resume(): void {
    this.sent.readNoted(this.kernel, NOTED_SENT);
    this.stopSeen = this.shutdown.stoppingFor() >= 0;
    const held = this.kernel.noted(NOTED_HELD) as i32;
    if (this.sent.has(SIGTERM)) this.shutdown.round().noteProgram(this.program.pid);
    if (held > 0 && this.program.isRunning() && !this.shutdown.hasTerminated()) this.forward(held);
  }

  private forward(received: i32): void {
    const log = this.log;
    const signo = this.options.signals.apply(received);
    if (signo === 0) {
      if (log.shows(DEBUG)) this.contract.sayDropped(log, received);
      return;
    }
    if (log.shows(DEBUG)) this.contract.sayForwarding(log, received, signo);
    const runs = this.program.isRunning();
    // Once the program has ended a stop signal is for those who are left; others have nobody whom they were meant for.
    const isForAll = this.options.all || (!runs && this.isStop(received));
    if (isForAll ? this.shutdown.send(signo) : runs && this.sendToProgram(signo)) this.sent.add(signo);
    if (runs && this.isStop(received)) this.shutdown.round().continueProgram(this.program.pid);
    if (!isForAll && runs && !this.isGroup()) this.followUp(received, signo);
    this.sent.note(this.kernel, NOTED_SENT);
  }

  /**
   * Whether that could be done. ESRCH: the program has just ended. EPERM: it has changed its user (sudo). Neither is a reason to
   * stop being the init.
   */
  private sendToProgram(signo: i32): bool {
    const pid = this.program.pid;
    const isTerm = signo === SIGTERM;
    if (this.isGroup()) {
      const result = this.kernel.killGroup(pid, signo);
      if (result >= 0) {
        if (isTerm) this.shutdown.round().noteProgram(pid);
        if (isTerm && this.shutdown.mayHaveStages()) this.shutdown.round().noteGroup(pid);
        return true;
      }
      this.contract.sayNotSent(this.log, signo, "process group", pid, result);
      // it has not made its session yet, or has left the group
      if (result !== -ESRCH) return false;
    }
    const result = this.kernel.kill(pid, signo);
    if (result < 0) this.contract.sayNotSent(this.log, signo, "process", pid, result);
    else if (isTerm) this.shutdown.round().noteProgram(pid);
    return result >= 0;
  }

  /** Whether the signals for the program are for its process group. */
  private isGroup(): bool {
    return this.options.group || this.options.session;
  }

  /** The program alone was sent `signo`. */
  private followUp(received: i32, signo: i32): void {
    const isStop = this.isStop(received);
    if (isStop || signo === SIGINT || signo === SIGQUIT) this.shutdown.round().stopSignal = signo;
    if (!this.contract.passesOn()) return;
    if (isStop && !this.timers.isSet(SLOW)) this.timers.set(SLOW, this.kernel.now() + SLOW_AFTER);
    // WINCH without a terminal is how an image of Apache httpd is stopped
    const mayStop = isStop || (signo === SIGWINCH && !this.kernel.isTerminal(0));
    if (mayStop && this.passOn(signo, IGNORED)) return;
    if (signo === SIGINT) this.passOn(signo, LEFT_TO_COMMAND);
  }

  /** Whether somebody has got it. */
  private passOn(signo: i32, reason: i32): bool {
    const receivers = passOn(this.kernel, this.shutdown.round(), this.program.pid, signo, reason);
    if (receivers.count === 0) return false;
    const name = signalName(signo);
    const why =
      reason === LEFT_TO_COMMAND
        ? "is a shell, which leaves INT to its command"
        : `${reason === STUCK ? "blocks" : "ignores"} ${name}`;
    this.log.text("signal", name);
    this.log.say(INFO, "signal-passed-on", `The program ${why}; its children have got it: ${receivers.text()}`);
    return true;
  }

  /** SLOW fires: the program has not ended. Whom it waits for may not have been told of the stop. */
  lookWhySlow(): void {
    const signo = this.shutdown.round().stopSignal;
    this.passOn(signo, STUCK);
    const pid = this.program.pid;
    this.shutdown.round().continueProgram(pid);
    if (!isShell(this.kernel, pid)) return;
    const children = living(this.kernel, pid);
    if (children.count === 0) return;
    const name = signalName(signo);
    this.log.text("signal", name);
    this.log.raw("waiting", children.json());
    this.log.remark(
      "slow-shell",
      `The program, a shell, has not ended on ${name}: it acts on a signal only when the command that it waits for has ended; if nobody tells that command, --group does: ${children.text()}`,
    );
  }

  /**
   * TERM, or what stands for it, to the group of the program, which has ended. Nobody waits for what comes of it.
   */
  farewell(): void {
    const signo = this.options.signals.apply(SIGTERM);
    if (this.log.shows(DEBUG)) {
      if (signo === 0) this.contract.sayDropped(this.log, SIGTERM);
      else this.contract.sayForwarding(this.log, SIGTERM, signo);
    }
    // not to the pid: the program has been reaped, and its pid may soon be another's
    if (signo > 0 && this.options.session) this.kernel.killGroup(this.program.pid, signo);
  }
}
