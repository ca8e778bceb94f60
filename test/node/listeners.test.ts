/** Whoever begins or ceases to listen to signals on `process`, or takes all listeners away, takes none from the init. */
import { readFileSync } from "node:fs";
import { constants } from "node:os";
import { expect, test } from "vitest";
import { run, send, start } from "../support/namespace";
import { needsNodeHost, nodeProgram, printed } from "../support/node-host";

const { SIGHUP, SIGINT, SIGTERM, SIGUSR2 } = constants.signals;

needsNodeHost();

/** The signals that have a handler, in hexadecimal. */
const caught = (pid: number) => /^SigCgt:\s*(\w+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];

/** As signal-exit does it, and with it execa and many others: listeners for a while, and the signal again where nobody else listens. */
const SIGNAL_EXIT = `
  const signalExit = () => {
    const names = ["SIGHUP", "SIGINT", "SIGTERM", "SIGUSR2", "SIGALRM", "SIGTRAP", "SIGABRT", "SIGVTALRM", "SIGXCPU", "SIGXFSZ",
      "SIGSYS", "SIGQUIT", "SIGIOT", "SIGIO", "SIGPOLL", "SIGPWR", "SIGSTKFLT"];
    const listeners = new Map(names.map((name) => [name, () => {
      if (process.listeners(name).length > 1) return;
      unload();
      process.kill(process.pid, name);
    }]));
    for (const [name, listener] of listeners) process.on(name, listener);
    const unload = () => { for (const [name, listener] of listeners) process.off(name, listener); };
    return unload;
  };
`;

test.each([
  ["a package has listened for a while", "signalExit()()"],
  [
    "listeners have come and gone one by one",
    "for (const n of ['SIGTERM', 'SIGINT']) { const f = () => {}; process.once(n, f).off(n, f); }",
  ],
  ["all listeners were removed, of every event", "process.on('SIGTERM', print); process.removeAllListeners()"],
  ["all listeners of SIGCHLD were removed", "process.on('SIGCHLD', print); process.removeAllListeners('SIGCHLD')"],
])("%s: signals still come to the program, and its end is seen", async (_what, deed) => {
  const namespace = start(
    nodeProgram(`
      ${SIGNAL_EXIT}
      const onStart = () => { ${deed}; print("done"); };
      process.exit(await tsinit.supervise({ command: [fixture("receive"), "15"], onStart }));
    `),
  );
  const pid = await namespace.pid1();
  await namespace.shows("ready");
  await namespace.shows("done");
  for (const signo of [SIGHUP, SIGINT, SIGUSR2]) {
    send(pid, signo);
    await namespace.shows(`\n${signo}\n`);
  }
  send(pid, SIGTERM);
  expect((await namespace.ended).code).toBe(0);
});

test("a package that still listens sends no second signal", async () => {
  const namespace = start(
    nodeProgram(`
      ${SIGNAL_EXIT}
      signalExit();
      let count = 0;
      const onSignal = () => { count++; };
      const code = await tsinit.supervise({ command: [fixture("receive"), "10"], onSignal });
      print(["came", count]);
      process.exit(code);
    `),
  );
  const pid = await namespace.pid1();
  await namespace.shows("ready");
  send(pid, SIGTERM);
  await namespace.shows("\n15\n");
  send(pid, 10);
  expect((await namespace.ended).stdout).toBe('ready\n15\n10\n["came",2]\n');
});

test("the dispositions do not depend on listeners, and a listener that was added meanwhile is heard, now and afterwards", async () => {
  const namespace = start(
    nodeProgram(`
      process.on("SIGUSR2", () => { process.on("SIGHUP", () => print("hup")).on("SIGTERM", () => { print("term"); process.exit(9); }); print("added"); });
      process.on("SIGINT", () => { process.removeAllListeners("SIGINT"); print("removed"); });
      print(await tsinit.supervise({ command: [fixture("receive"), "10"] }));
      setInterval(() => {}, 1000);
    `),
  );
  const pid = await namespace.pid1();
  await namespace.shows("ready");
  const before = caught(pid);
  send(pid, SIGUSR2);
  await namespace.shows('"added"');
  expect(caught(pid)).toBe(before);
  send(pid, SIGINT);
  await namespace.shows('"removed"');
  expect(caught(pid)).toBe(before);
  send(pid, SIGHUP);
  await namespace.shows('"hup"');
  send(pid, 10);
  await namespace.shows("\n0\n");
  send(pid, SIGTERM);
  await namespace.shows('"term"');
  expect((await namespace.ended).code).toBe(9);
});

test("a program that has as many listeners as Node allows is not warned of a leak", async () => {
  const { stderr, stdout } = await run(
    nodeProgram(`
      const most = process.getMaxListeners();
      for (let i = 0; i < most; i++) process.on("SIGTERM", () => {});
      await tsinit.supervise({ command: ["true"] });
      print(process.getMaxListeners() === most);
    `),
  );
  expect({ stderr, stdout }).toEqual({ stderr: "", stdout: "true\n" });
});

test("a listener that throws keeps no signal from the program", async () => {
  const namespace = start(
    nodeProgram(`
      process.on("uncaughtException", (error) => print(error.message));
      process.on("SIGHUP", () => { throw new Error("hup"); });
      process.exit(await tsinit.supervise({ command: [fixture("receive"), "15"] }));
    `),
  );
  const pid = await namespace.pid1();
  await namespace.shows("ready");
  send(pid, SIGHUP);
  send(pid, SIGUSR2);
  await namespace.shows("\n12\n");
  send(pid, SIGTERM);
  const { stdout } = await namespace.ended;
  expect(stdout.match(/^(1|12|15|"hup")$/gm)?.sort()).toEqual(['"hup"', "1", "12", "15"]);
});

test("a process object that hears nothing, as Jest's: the program's end and orphans are seen", async () => {
  const { stdout } = await run(
    nodeProgram(`
      import { EventEmitter } from "node:events";
      // what Jest's sandbox has as process
      const { _events, _eventsCount, pid, platform, env, stdout, stderr, stdin, ...rest } = process;
      globalThis.process = Object.assign(new EventEmitter(), rest, { pid, platform, env, stdout, stderr, stdin });
      let orphans = 0;
      print(await tsinit.supervise({ command: ["sh", "-c", "(true &); sleep 0.2; exit 7"], onReap: () => { orphans++; } }));
      const stop = tsinit.reapOrphans();
      await tsinit.supervise({ command: ["true"] }).catch((error) => print(error.message));
      print(orphans);
      stop();
    `),
  );
  expect(printed(stdout)).toEqual([
    7,
    "supervise() and reapOrphans() cannot be at work at the same time in one process",
    1,
  ]);
});

test("children of the event loop are not kept from it by the init's hold on CHLD", async () => {
  const { stdout } = await run(
    nodeProgram(`
      import { execFile } from "node:child_process";
      process.on("SIGCHLD", () => {});
      const once = () => new Promise((resolve) => execFile("sh", ["-c", "exit 4"], (error) => resolve(error.code)));
      const codes = [];
      const onStart = async () => { codes.push(await once()); process.removeAllListeners("SIGCHLD"); codes.push(await once()); };
      codes.push(await tsinit.supervise({ command: ["sh", "-c", "sleep 0.5; exit 5"], onStart }));
      codes.push(await once());
      print(codes);
    `),
  );
  expect(printed(stdout)).toEqual([[4, 4, 5, 4]]);
});

test("two sandboxes with a globalThis of their own, as Jest has them: one init in the process all the same", async () => {
  const { stdout } = await run(
    nodeProgram(`
      import { readFileSync } from "node:fs";
      import { createRequire } from "node:module";
      import vm from "node:vm";
      const path = library + "/index.cjs";
      const sandbox = () => {
        const context = vm.createContext({ process, Buffer, URL, setTimeout, clearTimeout, setImmediate, clearImmediate, queueMicrotask });
        const wrapper = vm.runInContext("(function (exports, require, module, __filename) {" + readFileSync(path, "utf8") + "})", context);
        const module = { exports: {} };
        wrapper(module.exports, createRequire(path), module, path);
        return module.exports;
      };
      const [one, other] = [sandbox(), sandbox()];
      const stop = one.reapOrphans();
      print(await other.supervise({ command: ["true"] }).catch((error) => error.message));
      stop();
      print(await other.supervise({ command: ["sh", "-c", "exit 3"] }));
    `),
  );
  expect(printed(stdout)).toEqual([
    "supervise() and reapOrphans() cannot be at work at the same time in one process",
    3,
  ]);
});
