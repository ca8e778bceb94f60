/**
 * Every deadline of the init, each a named timer. One that is set fires once, when its time has come, unless it is cleared:
 * what is held back, or waited for, is dropped when its moment has passed. Of several whose time has come, Init.onTimer() has
 * them fire in the order of this list.
 */

/** The program has had its time to stop. Set by the first stop signal; cleared by the program's end. */
export const STOP_TIMEOUT: i32 = 0;
/** A stop signal has been held back long enough. Set by the first one; cleared by another, by the program's end, and by STOP_TIMEOUT. */
export const TERM_DELAY: i32 = 1;
/** A program that stops has ended by now as a rule. Set by the first stop signal that it was sent; cleared by its end. */
export const SLOW: i32 = 2;
/** Those who are left have had their time. Set when those at the top get TERM. */
export const GRACE: i32 = 3;
/** Half of it is over: whoever has not had TERM gets it. Set when those at the top have got it; cleared by KILL. */
export const TELL_REST: i32 = 4;
/** Those who do not end even after KILL are waited for no longer. Set by GRACE. */
export const KILL_WAIT: i32 = 5;
/** Those get KILL who were being forked when it was sent last. Set by each KILL. */
export const KILL_AGAIN: i32 = 6;
/**
 * It is time to look who is left: of the end of a process that was exec'd into the namespace nobody tells. Set by each look;
 * cleared while there are children, whose ends are told, unless it is too early for the next look for orphans.
 */
export const LOOK: i32 = 7;
/** What the kernel counts is read for the first time. Set by the program's start; cleared by its end. */
export const BEGIN_COUNT: i32 = 8;
/** What seemed to be worth a warning is looked at again. Set by the first look; cleared by the program's end. */
export const CONFIRM_PIDS: i32 = 9;
export const CONFIRM_ZOMBIES: i32 = 10;
const TIMERS: i32 = 11;

/** What next() says where no timer is set. */
const NONE: f64 = -1;

export class Timers {
  /** A bit for each timer that is set. */
  private armed: i32 = 0;
  /** Meaningless for one that is not set. */
  private readonly at: f64[] = new Array<f64>(TIMERS);

  /** Sets a timer, anew if it is set, to fire at `at`, in milliseconds of Kernel.now(). */
  set(timer: i32, at: f64): void {
    this.armed |= 1 << timer;
    this.at[timer] = at;
  }

  clear(timer: i32): void {
    this.armed &= ~(1 << timer);
  }

  isSet(timer: i32): bool {
    return (this.armed & (1 << timer)) !== 0;
  }

  /** Whether the timer's time has come. It is cleared by that: it has fired. */
  fires(timer: i32, now: f64): bool {
    if (!this.isSet(timer) || now < this.at[timer]) return false;
    this.clear(timer);
    return true;
  }

  /** When the next one fires, in milliseconds of Kernel.now(); -1 if none is set. */
  next(): f64 {
    let next = NONE;
    for (let timer: i32 = 0; timer < TIMERS; timer++) {
      if (this.isSet(timer) && (next === NONE || this.at[timer] < next)) next = this.at[timer];
    }
    return next;
  }
}
