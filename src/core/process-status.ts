/** How a process treats signals: /proc/PID/status in proc(5). */
import { Kernel } from "./kernel";
import { Lines } from "./lines";
import { SignalSet } from "./signal-set";

export class ProcessStatus {
  /** Blocked in its main thread: somebody who waits for signals (sigwait(3), signalfd(2)) blocks them. */
  readonly blocked: SignalSet = new SignalSet();
  readonly ignored: SignalSet = new SignalSet();
  readonly caught: SignalSet = new SignalSet();

  /** Reads it of process `pid`. False unless all three sets are there. */
  read(kernel: Kernel, pid: i32): bool {
    const lines = new Lines(kernel, `/proc/${pid}/status`);
    let found: i32 = 0;
    for (let line = lines.next(); line !== null; line = lines.next()) {
      const colon = line.indexOf(":");
      const name = line.substring(0, Math.max(colon, 0) as i32);
      if (name !== "SigBlk" && name !== "SigIgn" && name !== "SigCgt") continue;
      const set = name === "SigBlk" ? this.blocked : name === "SigIgn" ? this.ignored : this.caught;
      // NAME, colon, tab
      if (set.read(line.substring(colon + 2))) found++;
    }
    return found === 3;
  }

  /** Whether something of the process's own happens when the signal comes. */
  handles(signo: i32): bool {
    return this.caught.has(signo) || this.blocked.has(signo);
  }
}
