/** Waiting for conditions, never for time. */
import { setTimeout as sleep } from "node:timers/promises";

/** How often a condition is looked at, and for how long at most, in milliseconds. */
const INTERVAL = 5;
const LIMIT = 15_000;

/**
 * Waits until `condition` gives something, and returns that. Throws if it takes too long, with what was waited for and
 * what `context` says of how things stand.
 */
export async function until<T>(
  what: string,
  condition: () => T | false | null | undefined,
  context: () => string = () => "",
): Promise<T> {
  const end = performance.now() + LIMIT;
  while (true) {
    const found = condition();
    if (found) return found;
    if (performance.now() > end) throw new Error(`waited ${LIMIT} ms in vain: ${what}\n${context()}`);
    await sleep(INTERVAL);
  }
}
