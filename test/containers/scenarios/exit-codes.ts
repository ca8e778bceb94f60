/** What becomes of the program is what the runtime is told. */
import { expect, test } from "vitest";
import { run } from "../support/container";
import type { Runtime } from "../support/runtime";

export function exitCodes(runtime: Runtime): void {
  test.each([
    { code: 0, command: "true" },
    { code: 1, command: "false" },
    { code: 42, command: "exit 42" },
    { code: 137, command: "kill -KILL $$" },
    { code: 143, command: "kill -TERM $$" },
  ])("exit code $code: $command", async ({ code, command }) => {
    expect((await run(runtime, ["sh", "-c", command])).code).toBe(code);
  });

  test.each([
    { code: 126, program: "/", reason: "Permission denied" },
    { code: 127, program: "no-such-program", reason: "No such file or directory" },
  ])("exit code $code: $program, which cannot be executed", async ({ code, program, reason }) => {
    const outcome = await run(runtime, [program]);
    // the runtimes have codes like these, and sentences, for faults of their own
    expect(outcome.stderr).toMatch(/^\[FATAL tsinit \(1\)\] .*\n$/);
    expect(outcome.stderr).toContain(reason);
    expect(outcome.code).toBe(code);
  });
}
