/**
 * dumb-init's way with the terminal: the init gives it up, and the program takes it as the leader of a session of its own.
 * If the init led a session before, the kernel tells its group with HUP and CONT, which nobody sent: they are not for the
 * program.
 */
import { Kernel } from "../kernel";
import { Options } from "../options";
import { SignalSet } from "../signal-set";
import { SIGCONT, SIGHUP, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU } from "../signals";

export class HandOver {
  /** The signals that are still to come of it. */
  private readonly expected: SignalSet = new SignalSet();

  /** Gives the terminal up; to be called before the program is started. */
  begin(kernel: Kernel, options: Options): void {
    // an orphaned process group, which the program's will be, is not stopped by these: setpgid(2)
    options.signals.addDefault(SIGTSTP, SIGSTOP);
    options.signals.addDefault(SIGTTIN, SIGSTOP);
    options.signals.addDefault(SIGTTOU, SIGSTOP);
    if (!kernel.leaveTerminal()) return;
    this.expected.add(SIGHUP);
    this.expected.add(SIGCONT);
  }

  /** Whether a signal that has come is one of these; the next of its kind is not. */
  takes(signo: i32): bool {
    const isOne = this.expected.has(signo);
    this.expected.remove(signo);
    return isOne;
  }
}
