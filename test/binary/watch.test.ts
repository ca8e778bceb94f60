/** Warnings while the program runs: each comes when something is wrong, once, and not otherwise. */
import { constants } from "node:os";
import { describe, expect, test } from "vitest";
import { pidsCgroup } from "../support/cgroup";
import { fixture } from "../support/fixtures";
import { send } from "../support/namespace";
import { innerPid } from "../support/processes";
import { roles } from "../support/tsinit";

const { SIGTERM } = constants.signals;
const times = (text: string, what: string) => text.split(what).length - 1;

describe.each(roles)("%s", (role) => {
  test("a program that leaks zombies is named", async () => {
    const { namespace, pid, program } = await role.start(["--", fixture("leaky"), "30"]);
    await namespace.until("the warning", () => namespace.stderr.includes("zombies"));
    // 31 if it has just not reaped the one in between whom it does reap
    expect(namespace.stderr).toMatch(/^\[WARN {2}tsinit \(\d+\)\] Process \d+ \(leaky\) has 3[01] zombies/);
    expect(namespace.stderr).toContain(`Process ${innerPid(program)} (leaky)`);
    send(pid, SIGTERM);
    expect((await namespace.ended).code).toBe(0);
    expect(times(namespace.stderr, "zombies")).toBe(1);
  });

  test("a fork bomb is told of twice: the limit is near, the limit was hit", async ({ skip }) => {
    const cgroup = pidsCgroup(64, skip);
    const bomb = [fixture("fork-bomb"), `${cgroup.directory}/pids.max`];
    const program = ["sh", "-c", '"$@" & exec sleep 1000', "sh", ...bomb];
    const { namespace, pid } = await role.start(["--grace", "1s", "--", ...program], { before: cgroup.enter });
    await namespace.until(
      "both warnings",
      () => /limit is near/.test(namespace.stderr) && /was hit/.test(namespace.stderr),
    );
    const said = namespace.stderr;
    expect(said).toMatch(/The pids limit is near: \d+ of 64 processes and threads/);
    expect(said).toMatch(/The pids limit was hit: (1 fork has|[1-9]\d* forks have) failed, \d+ of 64 are in use/);
    const later = performance.now() + 3000;
    await namespace.until("three more seconds", () => performance.now() > later);
    send(pid, SIGTERM);
    await namespace.ended;
    expect(times(namespace.stderr, "limit is near")).toBe(1);
    expect(times(namespace.stderr, "limit was hit")).toBe(1);
  });
});
