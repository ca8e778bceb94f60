/** Everything that a container can do without is taken away. */
import { expect, test } from "vitest";
import { run } from "../support/container";
import type { Runtime } from "../support/runtime";
import { leavesNoZombie } from "./zombies";

/** `seccomp`: what the kernel says of the runtime's default filter, 0 for none, 2 for one. */
export function hardened(runtime: Runtime, seccomp: 0 | 2): void {
  const options = { hardened: true };

  test("nothing writable, no root, no capability, no new privileges: so it is, and the code passes", async () => {
    const script = "id -u; grep -E '^(CapEff|NoNewPrivs|Seccomp):' /proc/self/status; touch /file || exit 9";
    const { code, stdout, stderr } = await run(runtime, ["sh", "-c", script], options);
    expect(stdout).toBe(`1000\nCapEff:\t0000000000000000\nNoNewPrivs:\t1\nSeccomp:\t${seccomp}\n`);
    expect(stderr).toBe("touch: /file: Read-only file system\n");
    expect(code).toBe(9);
  });

  test("there tsinit reaps and forwards all the same", () => leavesNoZombie(runtime, options));
}
