/** A pids cgroup (cgroups(7)) that is full, or that has room for very little. */
import { describe, expect, test } from "vitest";
import { pidsCgroup } from "../support/cgroup";
import { fixture, HOST } from "../support/fixtures";
import { send } from "../support/namespace";
import { state, status } from "../support/processes";
import { roles } from "../support/tsinit";

const BOMB_LIMIT = 1024;
/** On one CPU. Node takes a minute to stop 1024: it looks at each, with a thousandth of the CPU. */
const CROWD_LIMIT = HOST === "tsinit" ? BOMB_LIMIT : 256;
/** The first that this process may run on. */
const CPU = /\d+/.exec(status(process.pid, "Cpus_allowed_list"))?.[0] ?? "";

describe.each(roles)("%s", (role) => {
  // in a session of their own bomb and init have one share of the CPU, as in a container: sched(7), autogroup
  test.for([
    { where: "everywhere", limit: BOMB_LIMIT, before: ["setsid"] },
    // its processes end as fast as they are reaped
    { where: "on one CPU", limit: CROWD_LIMIT, before: ["setsid", "taskset", "-c", CPU] },
  ])(
    "a fork bomb $where leaves tsinit reaping, forwarding and able to shut down",
    async ({ limit, before }, { skip }) => {
      const cgroup = pidsCgroup(limit, skip);
      const script = `${fixture("fork-bomb")} ${cgroup.directory}/pids.max & exec ${fixture("receive")} 15`;
      const tsinit = await role.start(["-w", "--grace", "1s", "--", "sh", "-c", script], {
        before: [...before, ...cgroup.enter],
      });
      const { namespace, pid } = tsinit;
      await namespace.shows("ready");
      await namespace.until("the limit is reached", () => cgroup.refused() > 100);
      const reaped = () => namespace.stderr.split("\n").length;

      const atFirst = reaped();
      await namespace.until("a thousand more are reaped", () => reaped() > atFirst + 1000);
      send(pid, 12);
      await namespace.shows("\n12\n");
      send(pid, 15);
      expect((await namespace.ended).code).toBe(0);
      // the bomb may outrun its TERM; KILL it does not outrun
      expect(namespace.stderr).not.toContain("left behind");
    },
  );

  test("a limit of 2 is enough for tsinit and its program", async ({ skip }) => {
    const cgroup = pidsCgroup(2, skip);
    const { namespace, pid } = await role.start(["--", fixture("receive"), "15"], { before: cgroup.enter });
    await namespace.shows("ready");
    expect(cgroup.current()).toBe(2);
    await namespace.until("a wait", () => state(pid) === "S");
    send(pid, 15);
    expect((await namespace.ended).code).toBe(0);
  });

  test("a limit of 1: 125, and a sentence with the limit and the use", async ({ skip }) => {
    const cgroup = pidsCgroup(1, skip);
    const { code, stdout, stderr } = await role.run(["--", "true"], { before: cgroup.enter });
    expect({ code, stdout }).toEqual({ code: 125, stdout: "" });
    const sentence = `fork failed: the pids limit is reached: 1 in use, at most 1 allowed (${cgroup.directory}/pids.max)`;
    expect(stderr).toMatch(/^\[FATAL tsinit \(\d+\)\] .*\n$/);
    expect(stderr).toContain(`] ${sentence}\n`);
  });

  test("a limit further up: the sentence is about that one", async ({ skip }) => {
    const parent = pidsCgroup(1, skip);
    const cgroup = parent.child(100);
    const { code, stderr } = await role.run(["--", "true"], { before: cgroup.enter });
    expect(code).toBe(125);
    expect(stderr).toContain(`1 in use, at most 1 allowed (${parent.directory}/pids.max)`);
  });
});
