/** A process that says which signals it gets (test/fixtures/receive.c). */
import type { Outcome } from "../../support/command";
import { fixture } from "../../support/fixtures";

/** Waits for USR2, and exits with 0. */
export const WITNESS = [fixture("receive"), "12"];

const SIGURG = "23";

/**
 * The signals that it got. Not URG: by that runc, a Go program, interrupts its own threads, and one may still be pending
 * when it executes the container's first process, which inherits it.
 */
export function received({ stdout }: Outcome): string[] {
  return stdout.split("\n").filter((line) => /^\d+$/.test(line) && line !== SIGURG);
}
