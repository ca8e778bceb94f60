/** Everything that a container can do without is taken away. */
import { expect, test } from "vitest";
import { fixture } from "../../support/fixtures";
import { census } from "../support/census";
import { run, start } from "../support/container";
import type { Runtime } from "../support/runtime";
import { makeOrphans } from "./zombies";

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

  test("there tsinit reaps and forwards all the same", async () => {
    const container = await start(runtime, [fixture("orphans"), "1000"], options);
    await makeOrphans(container);
    await container.until("the orphans' end", async () => (await census(container)).length === 2);
    expect((await container.stop(30)).code).toBe(0);
  });
}
