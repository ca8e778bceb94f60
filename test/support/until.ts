/** Waiting for conditions, never for time. */
import { setTimeout as sleep } from "node:timers/promises";

/** How often a condition is looked at, and for how long at most, in milliseconds. */
const INTERVAL = 5;
const LIMIT = 15_000;

/** Looks whether what is waited for is there. */
export type Condition<T> = () => Missing<T> | Promise<Missing<T>>;
type Missing<T> = T | false | null | undefined;

/**
 * Waits until `condition` gives something, and returns that. Throws if it takes too long, with what was waited for and
 * what `context` says of how things stand.
 */
export async function until<T>(what: string, condition: Condition<T>, context: () => string = () => ""): Promise<T> {
  const end = performance.now() + LIMIT;
  while (true) {
    const found = await condition();
    if (found) return found;
    if (performance.now() > end) throw new Error(`waited ${LIMIT} ms in vain: ${what}\n${context()}`);
    await sleep(INTERVAL);
  }
}
