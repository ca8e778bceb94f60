/** Nobody is killed who could have ended by itself, and nobody waits for a clock when nobody is left. */
import { constants } from "node:os";
import { describe, expect, test } from "vitest";
import { pidsCgroup } from "../support/cgroup";
import { Crowd } from "../support/crowd";
import { fixture } from "../support/fixtures";
import { send } from "../support/namespace";
import { state } from "../support/processes";
import { roles } from "../support/tsinit";

const { SIGTERM, SIGHUP, SIGSTOP } = constants.signals;

/** Runs it and gives the milliseconds that it took as well. */
async function timed<T>(run: () => Promise<T>): Promise<{ outcome: T; ms: number }> {
  const began = performance.now();
  return { outcome: await run(), ms: performance.now() - began };
}

describe.each(roles)("%s", (role) => {
  test("a daemon that needs a second to flush has flushed when the program ends by itself", async () => {
    const crowd = new Crowd(1, ["flushes"]);
    const { code, stderr } = await role.run(["--", ...crowd.leaving()]);
    expect({ code, stderr, ...crowd.count() }).toEqual({ code: 7, stderr: "", ready: 1, 15: 1, flushed: 1 });
  });

  test("a daemon that needs a second to flush has flushed when the program is told to stop", async () => {
    const crowd = new Crowd(1, ["flushes"]);
    const tsinit = await role.start(["--", ...crowd.staying()]);
    await tsinit.namespace.shows("ready");
    send(tsinit.pid, SIGTERM);
    const { code, stderr } = await tsinit.namespace.ended;
    expect({ code, stderr, ...crowd.count() }).toEqual({ code: 7, stderr: "", ready: 1, 15: 1, flushed: 1 });
  });

  test("the deadline has its turn while signals come without pause", async () => {
    // what is pending counts for the user: without a limit of its own nobody else's signals would have room
    const before = ["prlimit", "--sigpending=1000"];
    const { outcome, ms } = await timed(() => role.run(["--grace", "1s", "--", fixture("flood"), "3"], { before }));
    expect(outcome.code).toBe(3);
    expect(outcome.stderr).toContain("The grace period is over");
    expect(ms).toBeLessThan(5000);
  });

  test("who ignores TERM is killed at the deadline: not before, not a second after", async () => {
    const crowd = new Crowd(1, ["ignores"]);
    const { outcome, ms } = await timed(() => role.run(["--grace", "1.5s", "--", ...crowd.leaving()]));
    expect(outcome.code).toBe(7);
    expect(crowd.count()).toEqual({ ready: 1, 15: 1, "again 18": 1 });
    expect(outcome.stderr).toContain("The grace period is over");
    expect(ms).toBeGreaterThanOrEqual(1500);
    expect(ms).toBeLessThan(2500);
  });

  test("a stopped process is continued, so that it can end", async () => {
    const crowd = new Crowd(3, ["stopped"]);
    const { code, stderr } = await role.run(["--", ...crowd.leaving()]);
    expect({ code, stderr, ...crowd.count() }).toEqual({ code: 7, stderr: "", ready: 3, 15: 3 });
  });

  test.each([[[]], [["-g"]], [["--all"]]])("a stopped program ends on TERM as well: %j", async (options) => {
    const tsinit = await role.start([...options, "--", fixture("receive"), "15", "7"]);
    await tsinit.namespace.shows("ready");
    send(tsinit.program, SIGSTOP);
    await tsinit.namespace.until("the stop", () => state(tsinit.program) === "T");
    send(tsinit.pid, SIGTERM);
    const { code, stdout } = await tsinit.namespace.ended;
    expect(code).toBe(7);
    expect(stdout).toContain("\n15\n");
  });

  test("what a process leaves behind as it ends is waited for", async () => {
    const crowd = new Crowd(1, ["forks"]);
    const { code, stderr } = await role.run(["--", ...crowd.leaving()]);
    expect({ code, stderr, ...crowd.count() }).toEqual({ code: 7, stderr: "", ready: 1, 15: 1, child: 1 });
  });

  test("a process in the middle of a fork storm ends", async ({ skip }) => {
    // an init that is slower than the storm, as in an emulator, has its zombies there: they don't take all pids of the machine
    const { enter } = pidsCgroup(200, skip);
    const { code, stderr } = await role.run(["--grace", "500ms", "--", fixture("hopper")], { before: enter });
    expect(code).toBe(7);
    expect(stderr).not.toContain("left behind");
  });

  test("500 processes of mixed manners end, and TERM is the first that each of them gets", async () => {
    const crowd = new Crowd(500, ["ends", "flushes", "ignores", "stopped", "forks"]);
    const { code } = await role.run(["--grace", "3s", "--", ...crowd.leaving()]);
    const counts = crowd.count();
    expect(code).toBe(7);
    expect({ ready: counts.ready, first: counts[15] }).toEqual({ ready: 500, first: 500 });
    expect({ flushed: counts.flushed, child: counts.child }).toEqual({ flushed: 100, child: 100 });
  });

  test("with nobody left the exit is immediate, whatever the grace period", async () => {
    const { outcome, ms } = await timed(() => role.run(["--grace", "50s", "--", "sh", "-c", "exit 3"]));
    expect(outcome.code).toBe(3);
    expect(ms).toBeLessThan(5000);
  });

  test("a grace period of 0 is tini's way: the end of the program is the end", async () => {
    const crowd = new Crowd(1, ["ignores"]);
    expect((await role.run(["--grace=0", "--", ...crowd.leaving()])).code).toBe(7);
    expect(crowd.count()[15]).toBeUndefined();
  });

  test("a program that does not stop within the stop timeout goes through the stages with the others", async () => {
    const crowd = new Crowd(2, ["flushes"]);
    const program = ["sh", "-c", 'trap "" TERM; "$@"; while :; do sleep 0.1; done', "sh", ...crowd.leaving()];
    const tsinit = await role.start(["--stop-timeout", "300ms", "--grace", "2s", "--", ...program]);
    await tsinit.namespace.shows("ready");
    send(tsinit.pid, SIGTERM);
    const { outcome, ms } = await timed(() => tsinit.namespace.ended);
    expect(outcome.code).toBe(137);
    expect(outcome.stderr).toContain("has not ended within the stop timeout");
    expect(crowd.count()).toMatchObject({ 15: 2, flushed: 2 });
    expect(ms).toBeGreaterThanOrEqual(2300);
    expect(ms).toBeLessThan(3300);
  });

  test("without a stop signal there is no stop timeout", async () => {
    const { code } = await role.run(["--stop-timeout", "100ms", "--", "sh", "-c", "sleep 0.5; exit 4"]);
    expect(code).toBe(4);
  });

  test("a second stop signal is no second TERM for who has had one, and shortens nothing", async () => {
    const crowd = new Crowd(1, ["ignores"]);
    const tsinit = await role.start(["--grace", "1.5s", "--", ...crowd.staying()]);
    await tsinit.namespace.shows("ready");
    const began = performance.now();
    send(tsinit.pid, SIGTERM);
    await tsinit.namespace.until("TERM at the daemon", () => crowd.count()[15] === 1);
    send(tsinit.pid, SIGTERM);
    expect((await tsinit.namespace.ended).code).toBe(7);
    expect(performance.now() - began).toBeGreaterThanOrEqual(1500);
    expect(crowd.count()).toMatchObject({ 15: 1 });
    expect(crowd.count()["again 15"] ?? 0).toBe(0);
  });

  test("--all: a signal goes to everyone in scope, not to the program alone", async () => {
    const crowd = new Crowd(3, ["ends"]);
    const tsinit = await role.start([
      "--all",
      "--",
      "sh",
      "-c",
      'trap "" HUP; "$@"; sleep 1000',
      "sh",
      ...crowd.leaving(),
    ]);
    await tsinit.namespace.shows("ready");
    send(tsinit.pid, SIGHUP);
    await tsinit.namespace.until("HUP at all three", () => crowd.count()[1] === 3);
    expect(state(tsinit.pid)).toMatch(/[RS]/);
    send(tsinit.pid, SIGTERM);
    expect((await tsinit.namespace.ended).code).toBe(143);
    expect(crowd.count()).toMatchObject({ 1: 3, "again 15": 3 });
  });
});
