/** The hooks of supervise(): what they delay, what they see, and that none of them can keep a container alive. */
import { writeFileSync } from "node:fs";
import { constants } from "node:os";
import { expect, test } from "vitest";
import { Crowd } from "../support/crowd";
import { temporaryDirectory } from "../support/directory";
import { run, send, start } from "../support/namespace";
import { needsNodeHost, nodeProgram, printed } from "../support/node-host";

const { SIGTERM, SIGUSR1, SIGUSR2 } = constants.signals;

needsNodeHost();

test("what happens reaches the hooks, in order", async () => {
  const namespace = start(
    nodeProgram(`
      const hooks = Object.fromEntries(["onStart", "onSignal", "beforeStop", "onReap", "onExit"].map((name) => [
        name, async ({ pid, ...event }) => print([name, typeof pid, event]),
      ]));
      // the orphan ends, and is an orphan, before the program says that it is ready
      const command = ["sh", "-c", '(sh -c "kill -KILL \\\\$\\\\$" & ); sleep 0.1; exec "$0" 15', fixture("receive")];
      process.exit(await tsinit.supervise({ command, ...hooks }));
    `),
  );
  const pid = await namespace.pid1();
  await namespace.shows("ready");
  await namespace.shows("onReap");
  send(pid, SIGUSR1);
  await namespace.shows("\n10\n");
  send(pid, SIGTERM);
  const { code, stdout } = await namespace.ended;
  expect(code).toBe(0);
  expect(printed(stdout.replace("ready\n", "").replace("\n10\n", "\n").replace("\n15\n", "\n"))).toEqual([
    ["onStart", "number", {}],
    ["onReap", "number", { code: null, signal: "SIGKILL" }],
    ["onSignal", "undefined", { signal: "SIGUSR1", number: 10 }],
    ["onSignal", "undefined", { signal: "SIGTERM", number: 15 }],
    ["beforeStop", "undefined", { signal: "SIGTERM", number: 15 }],
    ["onExit", "number", { code: 0, signal: null }],
  ]);
});

test("of a program that is not there no hook is told", async () => {
  const { code, stdout } = await run(
    nodeProgram(`
      const hooks = Object.fromEntries(["onStart", "onReap", "onExit"].map((name) => [name, () => print(name)]));
      process.exit(await tsinit.supervise({ command: ["no-such-program"], ...hooks }));
    `),
  );
  expect({ code, stdout }).toEqual({ code: 127, stdout: "" });
});

test("beforeStop comes before the program's TERM; other signals do not wait for it", async () => {
  const go = `${temporaryDirectory()}/go`;
  const namespace = start(
    nodeProgram(`
      import { existsSync } from "node:fs";
      const beforeStop = async () => {
        print("leaving");
        while (!existsSync(${JSON.stringify(go)})) await new Promise((resolve) => setTimeout(resolve, 5));
        print("left");
      };
      process.exit(await tsinit.supervise({ command: [fixture("receive"), "15"], beforeStop }));
    `),
  );
  const pid = await namespace.pid1();
  await namespace.shows("ready");
  send(pid, SIGTERM);
  await namespace.shows("leaving");
  send(pid, SIGUSR2);
  await namespace.shows("\n12\n");
  writeFileSync(go, "");
  expect((await namespace.ended).stdout).toBe('ready\n"leaving"\n12\n"left"\n15\n');
});

test("a second stop signal goes through at once, and only one arrives", async () => {
  const namespace = start(
    nodeProgram(`
      const beforeStop = () => new Promise((resolve) => setTimeout(resolve, 1000)).then(() => print("late"));
      const command = [fixture("receive"), "10"];
      process.exit(await tsinit.supervise({ command, beforeStop, onSignal: ({ signal }) => print(signal) }));
    `),
  );
  const pid = await namespace.pid1();
  await namespace.shows("ready");
  send(pid, SIGTERM);
  await namespace.shows("SIGTERM");
  expect(namespace.stdout).not.toContain("\n15\n");
  send(pid, SIGTERM);
  await namespace.shows("\n15\n");
  expect(namespace.stdout).not.toContain("late");
  await namespace.shows("late");
  send(pid, SIGUSR1);
  const { stdout, code } = await namespace.ended;
  expect(stdout.match(/^15$/gm)).toEqual(["15"]);
  expect(code).toBe(0);
});

test("onExit comes before those left behind are told to end; orphans are reaped meanwhile", async () => {
  const crowd = new Crowd(2, ["ends"]);
  const { code, stdout } = await run(
    nodeProgram(`
      import { readFileSync } from "node:fs";
      const words = () => readFileSync(${JSON.stringify(crowd.log)}, "utf8").match(/^\\w+/gm).sort().join();
      const onExit = async () => {
        await new Promise((resolve) => setTimeout(resolve, 300));
        print(words());
        // an orphan that ends now is no zombie for long
        const pid = Number(/\\d+$/m.exec(readFileSync(${JSON.stringify(crowd.log)}, "utf8"))[0]);
        process.kill(pid, "SIGKILL");
        const gone = () => { try { process.kill(pid, 0); return false; } catch { return true; } };
        while (!gone()) await new Promise((resolve) => setTimeout(resolve, 5));
        print("reaped");
      };
      process.exit(await tsinit.supervise({ command: ${JSON.stringify(crowd.leaving())}, onExit }));
    `),
  );
  expect(code).toBe(7);
  expect(printed(stdout.replace("ready\n", ""))).toEqual(["ready,ready", "reaped"]);
  expect(crowd.count()).toEqual({ ready: 2, 15: 1 });
});

test.each(["onStart", "onSignal", "beforeStop", "onReap", "onExit"])(
  "%s that throws is logged, no more",
  async (hook) => {
    const namespace = start(
      nodeProgram(`
      const throws = { ${hook}: () => { throw new Error("nö"); } };
      const command = ["sh", "-c", '(sh -c "exit 1" & ); exec "$0" 15', fixture("receive")];
      process.exit(await tsinit.supervise({ command, ...throws }));
    `),
    );
    const pid = await namespace.pid1();
    await namespace.shows("ready");
    send(pid, SIGTERM);
    const { code, stderr } = await namespace.ended;
    expect(code).toBe(0);
    expect(Buffer.from(stderr, "latin1").toString()).toBe(`[WARN  tsinit (1)] ${hook} failed: Error: nö\n`);
  },
);

test.each(["onStart", "onSignal", "beforeStop", "onExit"])(
  "%s that stops it and waits for the end is not waited for in turn",
  async (hook) => {
    const { code, stderr, stdout } = await run(
      nodeProgram(`
      const command = ["sh", "-c", "trap 'exit 7' TERM; echo ready; while :; do sleep 0.02; done"];
      let init;
      const own = { ${hook}: async () => { await init.stop(); print("over"); }, hookTimeout: 30_000 };
      init = tsinit.start({ command, ...own, stdio: ["ignore", "pipe", "inherit"] });
      init.stdout.once("data", () => process.kill(process.pid, "SIGTERM"));
      await init.exited;
    `),
    );
    expect({ code, stderr, stdout }).toEqual({ code: 0, stderr: "", stdout: '"over"\n' });
  },
);

test.each(["onStart", "onSignal", "beforeStop", "onReap", "onExit"])(
  "%s that hangs keeps nothing alive past its deadline",
  async (hook) => {
    const namespace = start(
      nodeProgram(`
      const hangs = { ${hook}: () => new Promise(() => {}), hookTimeout: 600 };
      const command = ["sh", "-c", '(sh -c "exit 1" & ); exec "$0" 15', fixture("receive")];
      process.exit(await tsinit.supervise({ command, ...hangs }));
    `),
    );
    const pid = await namespace.pid1();
    await namespace.shows("ready");
    const began = performance.now();
    send(pid, SIGTERM);
    const { code, stderr, stdout } = await namespace.ended;
    expect({ code, stdout }).toEqual({ code: 0, stdout: "ready\n15\n" });
    expect(stderr).toBe(`[WARN  tsinit (1)] ${hook} has not ended within 600 ms and is not waited for\n`);
    expect(performance.now() - began).toBeLessThan(2000);
  },
);
