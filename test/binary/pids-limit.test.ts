/** Where the number of processes is limited: what works, what it says, and that it lives through a fork bomb. */
import { constants } from "node:os";
import { describe, expect, test } from "vitest";
import { PidsCgroup, whyNoCgroup } from "../support/cgroup";
import { fixture } from "../support/fixtures";
import { send } from "../support/namespace";
import { state } from "../support/processes";
import { roles } from "../support/tsinit";

const { SIGUSR1 } = constants.signals;

describe.each(roles)("%s", (role) => {
  test("with a limit of 2 it runs one program", async ({ skip }) => {
    skip(whyNoCgroup() !== "", whyNoCgroup());
    const cgroup = new PidsCgroup(2);
    const { code, stderr } = await role.run(["--", "sh", "-c", "exit 4"], { before: cgroup.joining() });
    expect({ code, stderr }).toEqual({ code: 4, stderr: "" });
  });

  test("with a limit of 1 it says what the limit and the use are", async ({ skip }) => {
    skip(whyNoCgroup() !== "", whyNoCgroup());
    const cgroup = new PidsCgroup(1);
    const { code, stderr } = await role.run(["--", "true"], { before: cgroup.joining() });
    expect(code).toBe(125);
    const limit = `the pids limit is reached: 1 in use, at most 1 allowed (${cgroup.path}/pids.max)`;
    expect(stderr).toMatch(/^\[FATAL tsinit \(\d+\)\] /);
    expect(stderr).toContain(`fork failed: ${limit}\n`);
  });

  test("under a fork bomb it goes on to reap and to forward, and can shut down", async ({ skip }) => {
    skip(whyNoCgroup() !== "", whyNoCgroup());
    const cgroup = new PidsCgroup(1024);
    const bomb = [fixture("fork-bomb"), `${cgroup.path}/pids.max`];
    const program = ["sh", "-c", '"$@" & exec "$0" 10', fixture("receive"), ...bomb];
    const tsinit = await role.start(["-w", "--grace", "1s", "--", ...program], { before: cgroup.joining() });
    const { namespace } = tsinit;
    await namespace.until("the limit reached", () => cgroup.current() >= 1023);
    const reaped = () => namespace.stderr.split("Reaped zombie process").length - 1;
    const before = reaped();
    await namespace.until("a thousand more orphans reaped", () => reaped() > before + 1000);
    expect(state(tsinit.pid)).toMatch(/[SR]/);
    send(tsinit.pid, SIGUSR1); // on which the program ends; the bomb is left
    expect((await namespace.ended).code).toBe(0);
    expect(namespace.stderr).not.toContain("left behind");
  });
});
