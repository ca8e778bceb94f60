/** What the program gets of tsinit's pid: a signal when tsinit ends, and LISTEN_PID. */
import { constants } from "node:os";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../support/directory";
import { fixture } from "../support/fixtures";
import { send } from "../support/namespace";
import { Role, subreaper } from "../support/tsinit";

const { SIGKILL } = constants.signals;

test("--child-death-signal: the program gets it when tsinit ends", async () => {
  // PID 1 goes on when tsinit ends: with it, everybody would
  const role = new Role("below a shell that stays", (argv) => ["sh", "-c", '"$@"; sleep 60; :', "sh", ...argv]);
  const tsinit = await role.start(["--child-death-signal", "USR1", "--", fixture("receive"), "10"]);
  await tsinit.namespace.shows("ready");
  send(tsinit.pid, SIGKILL);
  await tsinit.namespace.shows("\n10\n");
});

test("LISTEN_PID names the program, if it named tsinit", async () => {
  const script = `LISTEN_FDS=1 exec sh -c 'LISTEN_PID=$$ exec "$@"' sh "$@"`;
  const program = ["sh", "-c", "echo $LISTEN_PID = $$, $LISTEN_FDS"];
  const { stdout } = await subreaper.run(["--", ...program], { before: ["sh", "-c", script, "sh"] });
  expect(stdout).toMatch(/^(\d+) = \1, 1\n$/);
});

test("sockets that come with LISTEN_PID and LISTEN_FDS reach the program", async () => {
  const path = `${temporaryDirectory()}/socket`;
  const script = 'exec 3>"$0" 4>"$0"; LISTEN_FDS=2 exec sh -c \'LISTEN_PID=$$ exec "$@"\' sh "$@"';
  const program = ["sh", "-c", "readlink /proc/self/fd/3 /proc/self/fd/4"];
  const { stdout } = await subreaper.run(["--", ...program], { before: ["sh", "-c", script, path] });
  expect(stdout).toBe(`${path}\n${path}\n`);
});

test("LISTEN_PID stays if it names another", async () => {
  const { stdout } = await subreaper.run(["--", "sh", "-c", "echo $LISTEN_PID"], { env: { LISTEN_PID: "4711" } });
  expect(stdout).toBe("4711\n");
});
