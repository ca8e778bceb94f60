/**
 * Whom a signal could not be sent to, and that somebody may have been overlooked: said after everyone was tried, not in the
 * middle, and once for each.
 */
import { EACCES, EPERM, ESRCH, errorText } from "../base/errno";
import { signalName } from "../base/signals";
import { WARN } from "../log/levels";
import { Log } from "../log/log";
import { Everyone } from "../proc/everyone";

/** So many are named; the rest is counted. */
const MOST: i32 = 10;

export class Failures {
  private readonly pids: i32[] = [];
  private readonly errors: i32[] = [];
  /** How many of them have been said. */
  private said: i32 = 0;
  /** How many more there are; that is said once. */
  private more: i32 = 0;
  private isMoreSaid: bool = false;

  constructor(
    private readonly log: Log,
    private readonly signo: i32,
  ) {}

  /** What came of a signal to process `pid`: 0 or -errno. That it has just ended is no failure. */
  add(pid: i32, result: i32): void {
    if (result === 0 || result === -ESRCH || this.pids.includes(pid)) return;
    if (this.pids.length >= MOST) {
      this.more++;
      return;
    }
    this.pids.push(pid);
    this.errors.push(-result);
  }

  say(): void {
    const name = signalName(this.signo);
    for (; this.said < this.pids.length; this.said++)
      this.warn(`${name} could not be sent to process ${this.pids[this.said]}: ${errorText(this.errors[this.said])}`);
    if (this.more === 0 || this.isMoreSaid) return;
    this.isMoreSaid = true;
    this.warn(`${name} could not be sent to ${this.more} more processes`);
  }

  /** Says so, if in the end a process could not be read: it may be in scope. */
  sayUnread(everyone: Everyone, isAnybodySeen: bool): void {
    // Where /proc hides the processes of others (hidepid) somebody cannot be read as a rule: then it is no news.
    const isHidden = everyone.unread === -EPERM || everyone.unread === -EACCES;
    if (everyone.unread === 0 || (isAnybodySeen && isHidden)) return;
    const reason = errorText(-everyone.unread);
    this.warn(
      `Somebody may not have been sent ${signalName(this.signo)}: a process in /proc cannot be read: ${reason}`,
    );
  }

  private warn(message: string): void {
    this.log.say(WARN, "signal-failed", message);
  }
}
