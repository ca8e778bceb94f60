/** node --import @tsinit/tsinit/register: a Node program that knows nothing of tsinit as PID 1, and in every other place. */
import { writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Crowd } from "../support/crowd";
import { temporaryDirectory } from "../support/directory";
import { fixture } from "../support/fixtures";
import { run, send, start } from "../support/namespace";
import { NODE, NODE_HOST, needsNodeHost } from "../support/node-host";
import { children, descendants } from "../support/processes";

needsNodeHost();

/** The ways in which it is loaded: what is put before the program, and the environment. */
const ways: [string, string[], Record<string, string>][] = [
  ["--import", ["--import", `${NODE_HOST}/register.mjs`], {}],
  ["--require", ["--require", `${NODE_HOST}/register.cjs`], {}],
  ["NODE_OPTIONS", [], { NODE_OPTIONS: `--import=${NODE_HOST}/register.mjs` }],
];

/** The command that runs a program of CommonJS with it, and the environment. */
function registered(text: string, [, options, env] = ways[0]): [string[], { env: Record<string, string> }] {
  const path = `${temporaryDirectory()}/server.cjs`;
  writeFileSync(path, `const print = (text) => require("node:fs").writeSync(1, text + "\\n");\n${text}`);
  return [[...NODE, ...options, path], { env }];
}

const below = (argv: string[]) => ["sh", "-c", '"$@"; exit $?', "sh", ...argv];
const SERVER = 'require("node:net").createServer().listen(0, () => print("ready"));';

describe.each(ways)("by %s, as PID 1", (...way) => {
  test.each([
    [15, 143],
    [2, 130],
    [1, 129],
    [3, 131],
  ])("signal %i ends it, as elsewhere: %i", async (signo, code) => {
    const namespace = start(...registered(`process.on("exit", () => print("exit")); ${SERVER}`, way));
    await namespace.shows("ready");
    send(await namespace.pid1(), signo);
    expect(await namespace.ended).toMatchObject({ code, stdout: "ready\n", stderr: "" });
  });

  test("orphans are reaped", async () => {
    const namespace = start(
      ...registered(
        `require("node:child_process").execFile("sh", ["-c", "(sleep 0.1 &)"], () => print("left")); ${SERVER}`,
        way,
      ),
    );
    await namespace.shows("ready");
    await namespace.shows("left");
    const pid = await namespace.pid1();
    await namespace.until("the orphan is gone", () => children(pid).length === 0);
  });
});

test("listeners of its own win, once() ones too, and may take their time", async () => {
  const namespace = start(
    ...registered(`
      const server = require("node:net").createServer().listen(0, () => print("ready"));
      process.once("SIGTERM", () => setTimeout(() => { print("drained"); server.close(); }, 200));
      process.on("SIGUSR2", (...args) => print(args.join()));
    `),
  );
  await namespace.shows("ready");
  const pid = await namespace.pid1();
  send(pid, 12);
  await namespace.shows("SIGUSR2,12");
  send(pid, 15);
  expect(await namespace.ended).toMatchObject({ code: 0, stdout: "ready\nSIGUSR2,12\ndrained\n" });
});

test("a listener that has gone no longer wins; one that sends the signal again where it is alone is obeyed (signal-exit)", async () => {
  const namespace = start(
    ...registered(`
      process.on("SIGTERM", () => {}).removeAllListeners("SIGTERM");
      const listener = () => {
        if (process.listenerCount("SIGTERM") > 1) return;
        process.off("SIGTERM", listener);
        print("cleaned up");
        process.kill(process.pid, "SIGTERM");
      };
      process.on("SIGTERM", listener);
      ${SERVER}
    `),
  );
  await namespace.shows("ready");
  send(await namespace.pid1(), 15);
  expect(await namespace.ended).toMatchObject({ code: 143, stdout: "ready\ncleaned up\n" });
});

describe.each([
  ["as PID 1", (argv: string[]) => argv, {}],
  ["as a child subreaper that was asked for", below, { TSINIT_REGISTER: "1" }],
])("%s", (_place, enclose, asked) => {
  test.each([
    ["TERM", 'process.kill(process.pid, "SIGTERM")', 143],
    ["process.exit()", "process.exit(7)", 7],
    ["an exception", 'throw new Error("oops")', 1],
    ["nothing left to do", "clearInterval(timer)", 0],
  ])("%s: those left behind end well before it does", async (_end, deed, code) => {
    const crowd = new Crowd(3, ["ends"]);
    const [command, ...args] = crowd.leaving();
    const [argv, { env }] = registered(`
      const timer = setInterval(() => {}, 1000);
      const options = { stdio: "ignore" };
      require("node:child_process").spawn(${JSON.stringify(command)}, ${JSON.stringify(args)}, options).on("exit", () => { ${deed}; });
    `);
    const outcome = await run(enclose(argv), { env: { ...env, ...asked } });
    expect(outcome.code).toBe(code);
    expect(crowd.count()).toMatchObject({ ready: 3, 15: 3 });
  });

  test("who does not end is killed after TSINIT_GRACE", async () => {
    const crowd = new Crowd(1, ["ignores"]);
    const [command, ...args] = crowd.leaving();
    const [argv] = registered(
      `require("node:child_process").spawn(${JSON.stringify(command)}, ${JSON.stringify(args)}, { stdio: "ignore" });`,
    );
    const began = performance.now();
    const { code, stderr } = await run(enclose(argv), { env: { ...asked, TSINIT_GRACE: "600ms" } });
    expect(code).toBe(0);
    expect(stderr).toContain("The grace period is over");
    expect(performance.now() - began).toBeGreaterThanOrEqual(600);
  });
});

test("a child subreaper dies by the signal itself", async () => {
  const [argv, { env }] = registered('process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1000);');
  const parent = `
    const [command, ...args] = ${JSON.stringify(argv)};
    const { status, signal } = require("node:child_process").spawnSync(command, args, { stdio: "inherit" });
    console.log(status, signal);`;
  const { stdout } = await run([process.execPath, "-e", parent], { env: { ...env, TSINIT_REGISTER: "1" } });
  expect(stdout).toBe("null SIGTERM\n");
});

test.each([
  ["below PID 1, where nobody asked", below, {}],
  ["as PID 1, where it is turned off", (argv: string[]) => argv, { TSINIT_REGISTER: "0" }],
])("%s it does nothing", async (_place, enclose, env) => {
  const [argv] = registered(`
    const status = require("node:fs").readFileSync("/proc/self/status", "utf8");
    print(/^SigCgt:.*$/m.exec(status)[0]);
    print(process.listenerCount("uncaughtExceptionMonitor"));
  `);
  const { stdout } = await run(enclose(argv), { env });
  const plain = await run(enclose([...NODE, String(argv.at(-1))]), { env });
  expect(stdout).toBe(plain.stdout);
});

test("child processes and worker threads are left alone, and what was asked for is not inherited", async () => {
  const namespace = start(
    ...registered(
      `
      const { Worker, isMainThread } = require("node:worker_threads");
      const { fork } = require("node:child_process");
      if (process.argv[2] === "child") {
        print("child " + process.env.TSINIT_REGISTER + " " + process.listenerCount("uncaughtExceptionMonitor"));
        process.on("message", () => {});
      } else {
        fork(__filename, ["child"]).on("exit", (code, signal) => print("child's end " + signal));
        new Worker("process.exit(3)", { eval: true }).on("exit", (code) => print("worker " + code));
        ${SERVER}
      }
    `,
      ["", [], { ...ways[2][2], TSINIT_REGISTER: "1" }],
    ),
  );
  await namespace.shows("ready");
  await namespace.shows("worker 3");
  await namespace.shows("child undefined 0");
  const pid = await namespace.pid1();
  send(descendants(pid)[0], 15);
  await namespace.shows("child's end SIGTERM");
  send(pid, 15);
  expect((await namespace.ended).code).toBe(143);
});

test("supervise() in the program takes its place", async () => {
  const { code, stdout } = await run(
    ...registered(`
      const { supervise } = require(${JSON.stringify(`${NODE_HOST}/index.cjs`)});
      supervise({ command: [${JSON.stringify(fixture("receive"))}, "15"], onStart: () => setTimeout(() => process.kill(process.pid, "SIGTERM"), 300) })
        .then((code) => print("over " + code));
    `),
  );
  expect({ code, stdout }).toEqual({ code: 0, stdout: "ready\n15\nover 0\n" });
});

test("children of node:child_process keep their codes, and it keeps no process alive", async () => {
  const { code, stdout } = await run(
    ...registered(`
      const { execFile, spawnSync } = require("node:child_process");
      print(spawnSync("sh", ["-c", "exit 5"]).status);
      for (let i = 0; i < 20; i++) execFile("sh", ["-c", "exit " + i], (error) => { if ((error?.code ?? 0) === i) print("right"); });
    `),
  );
  expect(code).toBe(0);
  expect(stdout).toBe(`5\n${"right\n".repeat(20)}`);
});

test("variables that are not acceptable are said, and the program runs without an init", async () => {
  const [argv] = registered('print("runs");');
  const { code, stdout, stderr } = await run(argv, { env: { TSINIT_GRACE: "soon" } });
  expect({ code, stdout }).toEqual({ code: 0, stdout: "runs\n" });
  expect(stderr).toContain("TSINIT_GRACE: 'soon' is not a length of time");
});
