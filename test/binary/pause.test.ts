/** -P, --pause: no program; it reaps, and stops on INT or TERM after the same stages. */
import { spawn } from "node:child_process";
import { readlinkSync } from "node:fs";
import { constants } from "node:os";
import { expect, onTestFinished, test } from "vitest";
import { Crowd } from "../support/crowd";
import { dist, fixture, HOST } from "../support/fixtures";
import { isRoot, type Namespace, send, start } from "../support/namespace";
import { children, state } from "../support/processes";
import { pid1 } from "../support/tsinit";

const { SIGHUP, SIGINT, SIGTERM } = constants.signals;
const PAUSE = { TSINIT_GRACE: "10s", TSINIT_WARN_ON_REAP: "yes" };

function paused(...options: string[]) {
  return waiting(start([dist(HOST), "-vvv", "--pause", ...options]));
}

async function waiting(namespace: Namespace) {
  const pid = await namespace.pid1();
  // it waits for signals from the moment on at which it has let go of its working directory
  await namespace.until("tsinit waiting", () => state(pid) === "S" && readlinkSync(`/proc/${pid}/cwd`) === "/");
  return { namespace, pid };
}

test.each([
  ["INT", SIGINT],
  ["TERM", SIGTERM],
])("exits with 0 on %s, not on others", async (_name, signo) => {
  const { namespace, pid } = await paused();
  send(pid, SIGHUP);
  send(pid, signo);
  const { code, stderr } = await namespace.ended;
  expect(code).toBe(0);
  expect(stderr).toContain(`Stopping on SIG${_name}`);
});

test.for([
  { how: "--pause", options: ["-w", "--pause"], env: {} },
  { how: "--as pause with a grace period", options: ["--as", "pause"], env: PAUSE },
])("$how: reaps what others leave in the namespace, and lets them end well", async ({ options, env }, { skip }) => {
  skip(!isRoot, "to enter a PID namespace takes root");
  const { namespace, pid } = await waiting(start([dist(HOST), ...options], { env }));
  const crowd = new Crowd(3, ["ends", "flushes"]);
  const entered = spawn("nsenter", ["-t", String(pid), "-p", "--", ...crowd.leaving()], { stdio: "ignore" });
  onTestFinished(() => void entered.kill("SIGKILL"));
  await namespace.until("three orphans", () => children(pid).length === 3 && crowd.count().ready === 3);
  send(children(pid)[0], constants.signals.SIGKILL);
  await namespace.until("one of them reaped", () => children(pid).length === 2);
  send(pid, SIGTERM);
  const { code, stderr } = await namespace.ended;
  expect(code).toBe(0);
  expect(stderr.match(/Reaped zombie process/g)?.length).toBe(3);
  expect(crowd.count()).toMatchObject({ 15: 2, flushed: 1 });
});

test("a program and --pause do not go together", async () => {
  const { code, stderr } = await pid1.run(["--pause", "--", fixture("receive")]);
  expect(code).toBe(125);
  expect(stderr).toMatch(/--pause runs no program, '.*receive' was given/);
});
