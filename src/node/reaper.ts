/**
 * Reaping next to libuv. What node:child_process started is reaped by the event loop itself, which would never learn of its
 * end if somebody else had been first; so children that have ended are looked at first, and reaped only if they are not
 * the event loop's.
 */
import { readFileSync } from "node:fs";
import type { Addon } from "./addon";
import { REAP } from "./channels";

/** How many are reaped before other events have their turn, which here may be a long one: whatever the program does in it. */
const REAPED_IN_A_TURN = 1024;

export class Reaper {
  private again: NodeJS.Immediate | undefined;
  private gathering: NodeJS.Timeout | undefined;

  /**
   * @param onReaped A child has been reaped; `waitStatus` is that of wait(2). `command`: its name, if somebody listens for it.
   * @param onDrained None is left that has ended, or so many were reaped that others have their turn; `childrenLeft`: there
   *   are more.
   * @param onEnd A child has ended, one or more. How long, in ms, to let ends gather before they are reaped.
   */
  constructor(
    private readonly addon: Addon,
    private readonly onReaped: (pid: number, waitStatus: number, command: string) => void,
    private readonly onDrained: (childrenLeft: boolean) => void,
    private readonly onEnd: () => number = () => 0,
  ) {}

  stop(): void {
    clearImmediate(this.again);
    clearTimeout(this.gathering);
  }

  /** CHLD has come. */
  drainSoon(): void {
    // CHLDs that come meanwhile are in line before the signals that are to have their turn
    if (this.again) return;
    const ms = this.onEnd();
    if (ms === 0) this.drain();
    else
      this.gathering ??= setTimeout(() => {
        this.gathering = undefined;
        this.drain();
      }, ms);
  }

  /** Reaps all that have ended, those of the event loop too, which does not run any more. */
  drainAtExit(): void {
    for (let pid = this.addon.peek(); pid; pid = this.addon.peek()) this.reap(pid);
    this.onDrained(this.addon.peek() !== null);
  }

  /** Reaps those that have ended; the rest later, if they are many. */
  drain(): void {
    const others = this.addon.childrenOfEventLoop();
    let pid = this.addon.peek();
    for (let count = 0; pid && !others.includes(pid) && count < REAPED_IN_A_TURN; count++) {
      this.reap(pid);
      pid = this.addon.peek();
    }
    if (pid) this.drainAfterEventLoop();
    this.onDrained(pid !== null);
  }

  private reap(pid: number): void {
    const command = REAP.hasSubscribers ? commandName(pid) : "";
    const waitStatus = this.addon.reap(pid);
    if (waitStatus !== null) this.onReaped(pid, waitStatus, command);
  }

  /**
   * There are more than are reaped at once. Or the event loop's own children, which stand before the others in the line of
   * those that have ended until it has reaped them.
   */
  private drainAfterEventLoop(): void {
    this.again ??= setImmediate(() => {
      this.again = undefined;
      this.drainSoon();
    });
  }
}

/** The name of a process, which a zombie has too: proc(5). "" if it cannot be seen. */
function commandName(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trimEnd();
  } catch {
    return "";
  }
}
