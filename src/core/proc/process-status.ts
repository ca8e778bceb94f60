/** How a process treats signals: /proc/PID/status in proc(5). */

import { Kernel } from "../base/kernel";
import { SignalSet } from "../base/signal-set";
import { isAt, NONE, numberAt, SPACE } from "./file";
import { Lines } from "./lines";

const TAB: i32 = 9;

/** The number behind `name` and blanks, in a file with a line that begins so: /proc/PID/status and /proc/PID/limits. Or NONE. */
export function readField(kernel: Kernel, path: string, name: string): f64 {
  const lines = new Lines(kernel, path);
  while (lines.next()) {
    if (!isAt(kernel, name, lines.start, lines.end)) continue;
    let at = lines.start + name.length;
    while (at < lines.end && (kernel.byte(at) === SPACE || kernel.byte(at) === TAB)) at++;
    return numberAt(kernel, at, lines.end);
  }
  return NONE;
}

/** Whether this process is the machine's root, not that of a user namespace: user_namespaces(7). */
export function isRoot(kernel: Kernel): bool {
  if (readField(kernel, "/proc/self/status", "Uid:\t0\t0\t0\t") !== 0) return false;
  const size = kernel.read("/proc/self/uid_map");
  return size < 0 || kernel.text(0, size).includes("4294967295");
}

export class ProcessStatus {
  /** Blocked in its main thread. A process that waits for signals (sigwait(3), signalfd(2)) blocks them. */
  readonly blocked: SignalSet = new SignalSet();
  readonly ignored: SignalSet = new SignalSet();
  readonly caught: SignalSet = new SignalSet();
  /** Sent to the process, and not taken by it yet. Empty where the kernel does not say. */
  readonly pending: SignalSet = new SignalSet();

  /** Reads that of process `pid`. False unless the first three sets are there. */
  read(kernel: Kernel, pid: i32): bool {
    const lines = new Lines(kernel, `/proc/${pid}/status`);
    let found: i32 = 0;
    while (lines.next()) {
      // Each name has six letters; after it come a colon and a tab.
      const set = isAt(kernel, "SigBlk:", lines.start, lines.end)
        ? this.blocked
        : isAt(kernel, "SigIgn:", lines.start, lines.end)
          ? this.ignored
          : isAt(kernel, "SigCgt:", lines.start, lines.end)
            ? this.caught
            : isAt(kernel, "ShdPnd:", lines.start, lines.end)
              ? this.pending
              : null;
      const isRead = set !== null && lines.end - lines.start > 8 && set.read(kernel.text(lines.start + 8, lines.end));
      if (isRead && set !== this.pending) found++;
    }
    return found === 3;
  }

  /** Whether the process deals with the signal itself: it catches it, or waits for it. */
  handles(signo: i32): bool {
    return this.caught.has(signo) || this.blocked.has(signo);
  }

  /** Whether the signal's default action seems to be left as it is. */
  isDefault(signo: i32): bool {
    return !this.handles(signo) && !this.ignored.has(signo);
  }
}
