/** Numbers that every host of the core keeps to. scripts/build/numbers.mjs writes them for C. */

/**
 * How many children are reaped at once, before signals and deadlines have their turn: the orphans of a fork bomb end as fast as
 * they are reaped.
 */
export const REAPED_BEFORE_EVENTS: i32 = 64;

/**
 * How many signals are handled at once, before children are reaped and the deadline has its turn. The kernel hands out the lowest
 * signal first (rt_sigtimedwait(2)), so whoever sends HUP without a pause would keep CHLD from its turn.
 */
export const EVENTS_BEFORE_REAPING: i32 = 16;

/** How large the core's linear memory can get, in bytes: 4 MiB. A page of it that is never touched costs nothing. */
export const LINEAR_MEMORY: i32 = 4194304;

/** The grace period, in ms, if no option sets it: the time between TERM and KILL. */
export const DEFAULT_GRACE: i32 = 5000;
