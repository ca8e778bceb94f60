/** tsinit under gVisor, whose kernel has the same calls but for a few. */
import { describe, expect, test } from "vitest";
import { basics } from "./scenarios/common";
import { run, start } from "./support/container";
import { Gvisor } from "./support/gvisor";
import { received, WITNESS } from "./support/witness";

describe("gVisor", () => {
  const gvisor = new Gvisor();
  basics(gvisor);

  test("signals reach the program", async () => {
    const container = await start(gvisor, WITNESS);
    await container.shows("ready");
    for (const signal of ["HUP", "USR1"]) await container.kill(signal);
    await container.until("both", () => /^1$/m.test(container.stdout) && /^10$/m.test(container.stdout));
    await container.kill("USR2");
    expect(received(await container.ended).sort()).toEqual(["1", "10", "12"]);
  });

  test("who does not end within the grace period is killed", async () => {
    const script = "trap '' TERM; sleep 1000 & exit 3";
    const { code, stderr } = await run(gvisor, ["sh", "-c", script], {
      entrypoint: ["/tsinit", "--grace", "1s", "--"],
    });
    expect(stderr).toMatch(/SIGKILL is sent to those who are left: \d+ \(sleep\)/);
    expect(code).toBe(3);
  });

  test("it has no child subreaper: tsinit says so", async () => {
    const { stderr } = await run(gvisor, ["true"], { entrypoint: ["sh", "-c", '/tsinit -- "$@"; exit $?', "sh"] });
    expect(stderr).toContain("Orphans will not be reaped: no child subreaper");
  });
});
