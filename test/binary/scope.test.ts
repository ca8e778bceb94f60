/** Who is signalled when the program has ended, and who never is. */
import { spawn } from "node:child_process";
import { symlinkSync } from "node:fs";
import { constants } from "node:os";
import { describe, expect, onTestFinished, test } from "vitest";
import { Crowd } from "../support/crowd";
import { temporaryDirectory } from "../support/directory";
import { dist, fixture, HOST } from "../support/fixtures";
import { isRoot, run, send } from "../support/namespace";
import { children, descendants, state } from "../support/processes";
import { pid1, roles } from "../support/tsinit";

const { SIGTERM } = constants.signals;

test("as a subreaper, a neighbour in the same PID namespace gets no signal at all", async () => {
  const crowd = new Crowd(20, ["ends", "ignores"]);
  const neighbour = new Crowd(1, ["ends"]);
  const script = `${fixture("member")} ends ${neighbour.log} &
    until grep -q ready ${neighbour.log}; do :; done
    "$@"; echo "tsinit $?"; kill -0 $! && echo neighbour lives`;
  const tsinit = [dist(HOST), "--all", "--grace", "300ms", "--", ...crowd.leaving()];
  const { stdout } = await run(["sh", "-c", script, "sh", ...tsinit]);
  expect(stdout).toBe("ready\ntsinit 7\nneighbour lives\n");
  expect(crowd.count()).toMatchObject({ ready: 20, 15: 20 });
  expect(neighbour.count()).toEqual({ ready: 1 });
});

test("as PID 1, a process exec'd into the namespace is in scope, and its end is noticed", async ({ skip }) => {
  skip(!isRoot, "to enter a PID namespace takes root");
  const tsinit = await pid1.start(["--grace", "20s", "--", "sh", "-c", "read line || sleep 1000"]);
  const crowd = new Crowd(1, ["flushes"]);
  const member = spawn("nsenter", ["-t", String(tsinit.pid), "-p", "--", fixture("member"), "flushes", crowd.log]);
  onTestFinished(() => void member.kill("SIGKILL"));
  await tsinit.namespace.until("the process exec'd in", () => crowd.count().ready === 1);
  expect(children(tsinit.pid)).not.toContain(children(member.pid as number)[0]);
  const began = performance.now();
  send(tsinit.program, SIGTERM);
  const { code, stderr } = await tsinit.namespace.ended;
  expect({ code, ...crowd.count() }).toEqual({ code: 143, ready: 1, 15: 1, flushed: 1 });
  // nobody had to be killed; the program's own TERM did not come from tsinit
  expect(stderr).toMatch(/^\[WARN {2}tsinit \(1\)\] Main child \d+ \(sh\) was ended by SIGTERM .*\n$/);
  // a second to flush, and half a second at most to notice the end, of which no SIGCHLD tells
  expect(performance.now() - began).toBeLessThan(2500);
});

test("a /proc of another PID namespace is not believed: nobody is signalled, the program's code is passed on", async () => {
  const stranger = new Crowd(1, ["ends"]);
  // Within the inner namespace pids begin anew, while /proc still shows the outer one's processes.
  const inner = `${dist(HOST)} --grace 1s -- sh -c '(sleep 1000 & ) ; exit 5'; echo "tsinit $?"`;
  const outer = `${fixture("member")} ends ${stranger.log} & until grep -q ready ${stranger.log}; do :; done
    unshare --pid --fork --kill-child -- sh -c "$1"; kill -0 $! && echo stranger lives`;
  const { stdout, stderr } = await run(["sh", "-c", outer, "sh", inner]);
  expect(stdout).toBe("tsinit 5\nstranger lives\n");
  expect(stderr).toContain("/proc is that of another PID namespace");
  expect(stranger.count()).toEqual({ ready: 1 });
});

describe.each(roles)("%s", (role) => {
  test("a process whose name is made to confuse a parser of /proc/PID/stat is found", async () => {
    const crowd = new Crowd(2, ["ignores"]);
    const name = `${temporaryDirectory()}/) R 1 (\n) S 9`;
    symlinkSync(fixture("member"), name);
    const program = crowd.leaving().map((argument) => (argument === fixture("member") ? name : argument));
    const { code } = await role.run(["--grace", "300ms", "--", ...program]);
    expect({ code, ...crowd.count() }).toMatchObject({ code: 7, ready: 2, 15: 2 });
  });

  test("descendants of descendants are found", async () => {
    const tsinit = await role.start(["--", "sh", "-c", 'sh -c "sleep 1000 & sleep 1001 & wait" & wait']);
    await tsinit.namespace.until("three generations", () => descendants(tsinit.pid).length === 4);
    const all = descendants(tsinit.pid);
    send(tsinit.program, SIGTERM);
    expect((await tsinit.namespace.ended).code).toBe(143);
    expect(all.map(state)).toEqual(["", "", "", ""]);
  });
});
