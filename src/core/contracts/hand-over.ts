/**
 * dumb-init's way with the terminal: the init gives it up, and the program takes it as the leader of a session of its own.
 * To be called before the program is started.
 */
import { Kernel } from "../base/kernel";
import { SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU } from "../base/signals";
import { DEBUG, Log } from "../log/log";
import { Options } from "../options/options";
import { sayHandOver } from "./messages";

export function handOver(kernel: Kernel, options: Options, log: Log): void {
  // an orphaned process group, which the program's will be, is not stopped by these: setpgid(2)
  options.signals.addDefault(SIGTSTP, SIGSTOP);
  options.signals.addDefault(SIGTTIN, SIGSTOP);
  options.signals.addDefault(SIGTTOU, SIGSTOP);
  if (kernel.leaveTerminal() && log.shows(DEBUG)) sayHandOver(log);
}
