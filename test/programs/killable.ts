/** A command that can be killed with all that it has started, and has not lost as orphans. */
import { Command } from "../support/command";
import { descendants } from "../support/processes";

export class Killable extends Command {
  /** The pids of what enforces its time limit, of the command itself and of all below; none if it has ended. */
  processes(): number[] {
    const { exitCode, pid, signalCode } = this.process;
    return pid !== undefined && exitCode === null && signalCode === null ? [pid, ...descendants(pid)] : [];
  }

  async kill(): Promise<void> {
    for (const pid of this.processes().reverse()) send(pid, "SIGKILL");
    await this.ended.catch(() => {});
  }
}

/** Sends a signal to one process; that it may have ended is no error. */
export function send(pid: number, signal: string): void {
  if (!(pid > 1)) throw new Error(`${pid} is not one process`);
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
