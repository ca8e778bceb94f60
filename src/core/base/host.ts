/** What every host of the core keeps to, beside the Kernel; for C: scripts/build/numbers.mjs. */

/**
 * So many children are reaped at once. Where orphans end as fast as they are reaped, as those of a fork bomb do, signals and
 * deadlines then have their turn.
 */
export const REAPED_BEFORE_EVENTS: i32 = 64;

/**
 * So many signals are handled at once. Whoever sends one without end must not keep the deadline from its turn, nor CHLD, which
 * has a higher number than most and is therefore taken later: rt_sigtimedwait(2).
 */
export const EVENTS_BEFORE_REAPING: i32 = 16;

/** The grace period, in ms, unless an option says otherwise: for those who are left, between TERM and KILL. */
export const DEFAULT_GRACE: i32 = 5000;

/** So long, in ms, a start is waited for: where execve(2) takes longer, or hangs, the init goes on. */
export const START_WAIT: i32 = 100;
