/** What the program gets of tsinit's pid: a signal when tsinit ends, and LISTEN_PID. */
import { constants } from "node:os";
import { expect, test } from "vitest";
import { dist, fixture } from "../support/fixtures";
import { send, start } from "../support/namespace";
import { children } from "../support/processes";
import { subreaper } from "../support/tsinit";

const { SIGKILL } = constants.signals;

test("--child-death-signal: the program gets it when tsinit ends", async () => {
  // PID 1 outlives tsinit, and with it the program
  const command = [dist("tsinit"), "--child-death-signal", "USR1", "--", fixture("receive"), "10"];
  const namespace = start(["sh", "-c", '"$@"; sleep 1000', "sh", ...command]);
  await namespace.shows("ready");
  const [tsinit] = children(await namespace.pid1());
  send(tsinit, SIGKILL);
  await namespace.shows("\n10\n");
});

test("LISTEN_PID names the program, if it named tsinit", async () => {
  const script = `LISTEN_FDS=1 exec sh -c 'LISTEN_PID=$$ exec "$@"' sh "$@"`;
  const program = ["sh", "-c", "echo $LISTEN_PID = $$, $LISTEN_FDS"];
  const { stdout } = await subreaper.run(["--", ...program], { before: ["sh", "-c", script, "sh"] });
  expect(stdout).toMatch(/^(\d+) = \1, 1\n$/);
});

test("LISTEN_PID stays if it names another", async () => {
  const { stdout } = await subreaper.run(["--", "sh", "-c", "echo $LISTEN_PID"], { env: { LISTEN_PID: "4711" } });
  expect(stdout).toBe("4711\n");
});
