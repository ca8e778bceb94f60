/** A limit on the container's processes and threads: how little is enough, and what is said if it is too little. */
import { expect, test } from "vitest";
import type { Outcome } from "../../support/command";
import { until } from "../../support/until";
import { run } from "../support/container";
import type { Runtime } from "../support/runtime";

/** Under the limit is already the runtime's own start; where it fails for want of a thread it is started again. */
const RUNTIME_FAILED = /pthread_create failed|cannot start an already running container/;

function runLimited(runtime: Runtime, args: string[], pidsLimit: number): Promise<Outcome> {
  return until("a start of the runtime", async () => {
    const outcome = await run(runtime, args, { pidsLimit });
    return !RUNTIME_FAILED.test(outcome.stderr) && outcome;
  });
}

export function pidsLimit(runtime: Runtime): void {
  test("a pids limit of 2 is enough for tsinit and its program", async () => {
    const outcome = await runLimited(runtime, ["echo", "runs"], 2);
    expect(outcome, outcome.stderr).toMatchObject({ code: 0, stdout: "runs\n" });
  });

  test.each([3, 20])(
    "a pids limit of %i: a program that forks more gets its error, and its code passes",
    async (limit) => {
      const script = "while true; do sleep 1000 & done";
      const { code, stderr } = await runLimited(runtime, ["sh", "-c", script], limit);
      expect(stderr).toContain("can't fork: Resource temporarily unavailable");
      expect(code).toBe(2); // the shell's, for its own errors
    },
  );

  test("a pids limit of 1: tsinit names it, and exits with 125", async () => {
    const { code, stderr } = await runLimited(runtime, ["true"], 1);
    expect(stderr).toContain("[FATAL tsinit (1)] fork failed: the pids limit is reached: 1 in use, at most 1 allowed");
    expect(code).toBe(125);
  });
}
