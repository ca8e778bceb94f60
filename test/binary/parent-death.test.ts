/** -p: tsinit gets a signal, and passes it on, when the process that started it ends. */
import { expect, onTestFinished, test } from "vitest";
import { fixture } from "../support/fixtures";
import { send } from "../support/namespace";
import { status } from "../support/processes";
import { pid1, subreaper } from "../support/tsinit";

/** A shell that waits for tsinit, below one that outlives it. */
const PARENT = ["sh", "-c", `sh -c '"$@"; exit $?' sh "$@"; sleep 1000`, "sh"];
const parentOf = (pid: number) => Number(status(pid, "PPid"));
const receive = (last: number) => ["--", fixture("receive"), String(last)];

test.each<{ how: string; args: string[]; env: Record<string, string>; signo: number }>([
  { how: "-p USR1", args: ["-p", "USR1"], env: {}, signo: 10 },
  { how: "-pSIGHUP", args: ["-pSIGHUP"], env: {}, signo: 1 },
  { how: "-p rtmin+3", args: ["-p", "rtmin+3"], env: {}, signo: 37 },
  { how: "--parent-death-signal=2", args: ["--parent-death-signal=2"], env: {}, signo: 2 },
  { how: "TSINIT_PARENT_DEATH_SIGNAL", args: [], env: { TSINIT_PARENT_DEATH_SIGNAL: "quit" }, signo: 3 },
])("$how: signal $signo comes to the program", async ({ args, env, signo }) => {
  const { namespace, pid } = await subreaper.start([...args, ...receive(15)], { before: PARENT, env });
  await namespace.shows("ready");
  send(parentOf(pid), 9);
  await namespace.shows(`ready\n${signo}\n`);
});

test("as PID 1, when the process outside that made the namespace ends", async () => {
  const { namespace, pid } = await pid1.start(["-p", "USR1", ...receive(10)]);
  onTestFinished(() => send(pid, 9));
  await namespace.shows("ready");
  send(parentOf(pid), 9);
  await namespace.shows("ready\n10\n");
});

test("without -p the program hears nothing of it", async () => {
  const { namespace, pid } = await subreaper.start(receive(15), { before: PARENT });
  await namespace.shows("ready");
  const parent = parentOf(pid);
  send(parent, 9);
  await namespace.until("another parent", () => parentOf(pid) !== parent);
  send(pid, 12);
  await namespace.shows("12");
  expect(namespace.stdout).toBe("ready\n12\n");
});
