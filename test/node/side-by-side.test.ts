/** Children of node:child_process and orphans, at the same time: each is reaped by whom it belongs to. */
import { expect, test } from "vitest";
import { run, start } from "../support/namespace";
import { needsNodeHost, nodeProgram, printed } from "../support/node-host";
import { children } from "../support/processes";

needsNodeHost();

/** A shell command that leaves an orphan behind, which ends by itself a little later. */
const ORPHAN = "(sh -c 'sleep 0.0$(($$ % 10))' & )";

test("reapOrphans() as PID 1: 300 children keep their exit codes, 300 orphans are reaped", async () => {
  const { stdout, code } = await run(
    nodeProgram(`
      import { spawn, spawnSync } from "node:child_process";
      const stop = tsinit.reapOrphans();
      const child = (i) => new Promise((resolve) => {
        spawn("sh", ["-c", ${JSON.stringify(ORPHAN)} + "; exit " + (i % 200)]).on("exit", (code) => resolve(code === i % 200));
      });
      const results = await Promise.all(Array.from({ length: 300 }, (_, i) => child(i)));
      results.push(spawnSync("sh", ["-c", "exit 9"]).status === 9);
      while (tsinit.status().reaped < 300) await new Promise((resolve) => setTimeout(resolve, 5));
      print([results.filter(Boolean).length, tsinit.status()]);
      stop();
    `),
  );
  expect(code).toBe(0);
  const [[right, status]] = printed(stdout);
  expect(right).toBe(301);
  expect(status).toMatchObject({ pid: 1, getsOrphans: true, isSubreaper: false, program: null });
  // each shell's middle process ended as its child, so 300 it is; no child of Node's was among them
  expect(status.reaped).toBe(300);
});

test("the same beside a program, below PID 1; no zombie is left", async () => {
  const namespace = start([
    ...["sh", "-c", '"$@"; exit $?', "sh"],
    ...nodeProgram(`
      import { exec, fork, spawn } from "node:child_process";
      let orphans = 0;
      const command = ["sh", "-c", 'for i in $(seq 100); do ' + ${JSON.stringify(ORPHAN)} + '; done; read line || sleep 1000'];
      const done = tsinit.supervise({ command, onReap: () => { orphans++; } });
      const codes = Array.from({ length: 100 }, (_, i) => new Promise((resolve) => {
        const how = [() => spawn("sh", ["-c", "exit " + i]), () => exec("exit " + i), () => fork("/dev/null")][i % 3]();
        how.on("exit", (code) => resolve(code === (i % 3 === 2 ? 0 : i)));
      }));
      const right = (await Promise.all(codes)).filter(Boolean).length;
      while (orphans < 100) await new Promise((resolve) => setTimeout(resolve, 5));
      print(["settled", right, orphans, tsinit.status().isSubreaper]);
      process.exit(await done);
    `),
  ]);
  await namespace.shows("settled");
  const [settled] = printed(namespace.stdout);
  expect(settled).toEqual(["settled", 100, 100, true]);
  const shell = await namespace.pid1();
  const [node] = children(shell);
  expect(children(node)).toHaveLength(1);
  process.kill(node, "SIGTERM");
  expect((await namespace.ended).code).toBe(143);
});

test("a child that ends at the same moment as the program is not taken, and the exit waits for no clock", async () => {
  const began = performance.now();
  const { stdout } = await run(
    nodeProgram(`
      import { spawn } from "node:child_process";
      let right = 0;
      for (let i = 0; i < 50; i++) {
        const exit = new Promise((resolve) => spawn("true").on("exit", (code, signal) => resolve(signal ?? code)));
        const [code, own] = await Promise.all([tsinit.supervise({ command: ["sh", "-c", "exit 3"], grace: 0 }), exit]);
        // if it is the later one, it is told to end with all others that are left
        if (code === 3 && (own === 0 || own === "SIGTERM")) right++;
      }
      print(right);
    `),
  );
  expect(stdout).toBe("50\n");
  expect(performance.now() - began).toBeLessThan(10_000);
});

test("children of worker threads keep their events too", async () => {
  const { stdout } = await run(
    nodeProgram(`
      import { once } from "node:events";
      import { Worker } from "node:worker_threads";
      tsinit.reapOrphans();
      const text = \`
        const { spawn } = require("node:child_process");
        const { parentPort } = require("node:worker_threads");
        const child = (i) => new Promise((resolve) => spawn("sh", ["-c", "exit " + i]).on("exit", (code) => resolve(code === i)));
        Promise.all(Array.from({ length: 50 }, (_, i) => child(i))).then((all) => parentPort.postMessage(all.filter(Boolean).length));
      \`;
      const [right] = await once(new Worker(text, { eval: true }), "message");
      print([right, tsinit.status().reaped]);
    `),
  );
  expect(printed(stdout)).toEqual([[50, 0]]);
});
