/** Whose orphans come to tsinit: everyone's as PID 1, its own descendants' elsewhere. */
import { describe, expect, test } from "vitest";
import { fixture } from "../support/fixtures";
import { send } from "../support/namespace";
import { children, executable, innerPid, state } from "../support/processes";
import { pid1, roles, subreaper } from "../support/tsinit";

/** Leaves an orphan behind, in a session of its own. */
const LEAVE_ORPHAN = ["sh", "-c", `(setsid ${fixture("receive")} 15 & ); exec ${fixture("receive")} 15`];

describe.each(roles)("%s", (role) => {
  test("an orphan becomes tsinit's child, and is reaped when it ends", async () => {
    const { namespace, pid, program } = await role.start(["-w", "--", ...LEAVE_ORPHAN]);
    await namespace.shows("ready\nready");
    const [first, orphan, ...others] = await namespace.until("the orphan", () => {
      const all = children(pid);
      return all.length > 1 && all;
    });
    expect(first).toBe(program);
    expect(others).toEqual([]);
    const inner = innerPid(orphan);
    send(orphan, 9);
    await namespace.until("reaped", () => state(orphan) === "");
    await namespace.until("the warning", () => namespace.stderr !== "");
    expect(namespace.stderr).toMatch(
      new RegExp(`^\\[WARN {2}tsinit \\(\\d+\\)\\] Reaped zombie process with pid=${inner}\n$`),
    );
    expect(children(pid)).toEqual([program]);
  });

  test("an orphan's orphan, too", async () => {
    const script = `(sh -c "(setsid sh -c '(${fixture("receive")} 15 & )' & )" & ); exec ${fixture("receive")} 15`;
    const { namespace, pid } = await role.start(["--", "sh", "-c", script]);
    await namespace.shows("ready\nready");
    await namespace.until("the orphan", () => children(pid).length === 2);
  });
});

test("not PID 1, tsinit leaves its neighbours' orphans to the namespace's PID 1", async () => {
  const before = ["sh", "-c", `(${fixture("receive")} 15 & ); "$@"; exit $?`, "sh"];
  const { namespace, pid, program } = await subreaper.start(["--", fixture("receive"), "15"], { before });
  await namespace.shows("ready\nready");
  const init = await namespace.pid1();
  const neighbour = await namespace.until("the orphan", () =>
    children(init).find((child) => children(child).length === 0),
  );
  expect(executable(neighbour)).toBe(fixture("receive"));
  expect(children(pid)).toEqual([program]);
});

test("-s is accepted as PID 1", async () => {
  const { code, stderr } = await pid1.run(["-s", "-vvv", "--", "true"]);
  expect(code).toBe(0);
  expect(stderr).toContain("Registered as child subreaper");
});
