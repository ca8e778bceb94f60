/** Points in time at which somebody wants to be asked again, in milliseconds of Kernel.now(). */

/** No deadline. */
export const NEVER: f64 = -1;

/** Whether a deadline has come. */
export function reached(deadline: f64, now: f64): bool {
  return deadline !== NEVER && now >= deadline;
}

/** The earlier of two deadlines; NEVER is later than any. */
export function earlier(a: f64, b: f64): f64 {
  if (a === NEVER) return b;
  if (b === NEVER) return a;
  return Math.min(a, b);
}
