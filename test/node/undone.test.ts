/** When supervise() or reapOrphans() is over, the process is as it was before. */
import { expect, test } from "vitest";
import { run, start } from "../support/namespace";
import { needsNodeHost, nodeProgram, printed } from "../support/node-host";

needsNodeHost();

/** A program's text, run below PID 1: there the init makes itself a child subreaper. */
const below = (text: string) => ["sh", "-c", '"$@"; exit $?', "sh", ...nodeProgram(text)];

test.each([
  ["reapOrphans()", "tsinit.reapOrphans()();"],
  ["supervise()", 'await tsinit.supervise({ command: ["true"] });'],
  ["supervise() that was refused", 'await tsinit.supervise({ command: ["true"], grace: "soon" });'],
  ["supervise() whose program does not start", 'await tsinit.supervise({ command: ["/no/such/program"] });'],
])("after %s orphans go to the container's init again", async (_what, deed) => {
  const { stdout } = await run(
    below(`
      import { spawnSync } from "node:child_process";
      import { readFileSync, readdirSync } from "node:fs";
      ${deed}
      print(tsinit.status().isSubreaper);
      // each shell says who its child is, whose parent ends first
      const orphans = Array.from({ length: 10 }, () =>
        Number(spawnSync("sh", ["-c", "sleep 30 >/dev/null 2>&1 & echo $!"], { encoding: "utf8" }).stdout));
      print(orphans.map((pid) => Number(/^PPid:\\s*(\\d+)/m.exec(readFileSync("/proc/" + pid + "/status", "utf8"))[1])));
    `),
  );
  expect(printed(stdout)).toEqual([false, Array(10).fill(1)]);
});

test("whoever was a child subreaper before stays one", async () => {
  const { stdout } = await run(
    below(`
      tsinit.becomeSubreaper();
      tsinit.reapOrphans()();
      await tsinit.supervise({ command: ["true"] });
      print(tsinit.status().isSubreaper);
    `),
  );
  expect(printed(stdout)).toEqual([true]);
});

test("the parent-death signal is what it was", async () => {
  const { stdout } = await run(
    below(`
      await tsinit.supervise({ command: ["true"], parentDeathSignal: "USR2" });
      print(tsinit.status().parentDeathSignal);
    `),
  );
  expect(printed(stdout)).toEqual([null]);
});

test("what had ended before stop() leaves no zombie", async () => {
  const { stdout } = await run(
    below(`
      import { spawnSync } from "node:child_process";
      import { readFileSync } from "node:fs";
      const stop = tsinit.reapOrphans();
      const child = Number(spawnSync("sh", ["-c", "sleep 0.1 >/dev/null 2>&1 & echo $!"], { encoding: "utf8" }).stdout);
      const state = () => /^State:\\s*(\\w)/m.exec(readFileSync("/proc/" + child + "/status", "utf8"))[1];
      while (state() !== "Z"); // no turn of the event loop comes between
      stop();
      try { print(state()); } catch (error) { print(error.code); }
    `),
  );
  expect(printed(stdout)).toEqual(["ENOENT"]);
});

test("stop() can be called twice, and an old one does not let another owner in", async () => {
  const { stdout } = await run(
    nodeProgram(`
      const old = tsinit.reapOrphans();
      old();
      old();
      let reaped = 0;
      const stop = tsinit.reapOrphans({ onReap: () => { reaped++; } });
      old();
      const command = ["sh", "-c", "(true &); exit 7"];
      print(await tsinit.supervise({ command }).catch((error) => error.message));
      stop();
      stop();
      old();
      const done = tsinit.supervise({ command });
      stop();
      print(await tsinit.supervise({ command }).catch((error) => error.message));
      print([await done, reaped]);
    `),
  );
  const refused = "supervise() and NAME cannot be at work at the same time in one process";
  expect(printed(stdout)).toEqual([
    refused.replace("NAME", "reapOrphans()"),
    refused.replace("NAME", "supervise()"),
    [7, 0],
  ]);
});

test("descriptors 0 to 2 are as Node had them: stdout does not block, and children of others do not inherit them", async () => {
  const { stdout } = await run(
    nodeProgram(`
      import { readFileSync } from "node:fs";
      const flags = () => [1, 2].map((fd) => /^flags:\\s*(\\d+)/m.exec(readFileSync("/proc/self/fdinfo/" + fd, "utf8"))[1]);
      void [process.stdout, process.stderr];
      const before = flags();
      await tsinit.supervise({ command: ["true"] });
      print([before, flags()]);
    `),
  );
  const [[before, after]] = printed(stdout);
  expect(after).toEqual(before);
});

test("the terminal's foreground is the process's own again", async () => {
  const namespace = start(
    nodeProgram(`
      import { readFileSync } from "node:fs";
      const foreground = () => Number(readFileSync("/proc/self/stat", "utf8").split(") ")[1].split(" ")[5]);
      const before = foreground();
      let during;
      const code = await tsinit.supervise({ command: ["sh", "-c", "exit 3"], onExit: () => { during = foreground(); } });
      print([code, during !== before, foreground() === before]);
    `),
    { terminal: "inside" },
  );
  expect((await namespace.ended).stdout).toContain("[3,true,true]");
});
