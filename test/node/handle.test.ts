/** start(): the handle of a program under an init in this process. */
import { expect, test } from "vitest";
import { temporaryDirectory } from "../support/directory";
import { run } from "../support/namespace";
import { needsNodeHost, nodeProgram, printed } from "../support/node-host";

needsNodeHost();

/** What a program prints that uses the handle. */
async function printedBy(text: string) {
  const { stdout, stderr, code } = await run(nodeProgram(text));
  // that a signal has ended the program is said, rightly
  expect({ stderr: stderr.replace(/^.*Main child.*\n/, ""), code }).toEqual({ stderr: "", code: 0 });
  return printed(stdout);
}

/** Starts a program that ends with 7 on TERM, and waits until it would. */
const POLITE = `
  import { once } from "node:events";
  const polite = async (options) => {
    const command = ["sh", "-c", "trap 'exit 7' TERM; echo ready; while :; do sleep 0.02; done"];
    const init = tsinit.start({ command, stdio: ["inherit", "pipe", "inherit"], ...options });
    await once(init.stdout, "data");
    return init;
  };
`;

test("pid, and how it ended", async () => {
  expect(
    await printedBy(`
      import { readFileSync } from "node:fs";
      const init = tsinit.start({ command: ["sleep", "0.2"], remapExit: "0:5" });
      const commandLine = () => readFileSync("/proc/" + init.pid + "/cmdline", "utf8");
      while (!commandLine().startsWith("sleep")); // the parent goes on a moment before exec(2) is through
      print([commandLine(), tsinit.status().program === init.pid, init.stdout]);
      print(await init.exited);
      print(await tsinit.start({ command: ["sh", "-c", "kill -USR2 $$"] }).exited);
      print(init.kill());
    `),
  ).toEqual([
    ["sleep\u00000.2\u0000", true, null],
    { code: 0, signal: null, exitCode: 5 },
    { code: null, signal: "SIGUSR2", exitCode: 140 },
    false,
  ]);
});

test("a program that cannot be started has no pid", async () => {
  const { stdout } = await run(
    nodeProgram(`
      const init = tsinit.start({ command: ["/no/such"], stdio: "pipe" });
      print([init.pid, await init.exited]);
      for await (const text of init.stdout) print(text);
    `),
  );
  expect(printed(stdout)).toEqual([[null, { code: 127, signal: null, exitCode: 127 }]]);
});

test("stop() is TERM, with hooks and its reason, and only one", async () => {
  expect(
    await printedBy(`
      const hooks = { beforeStop: ({ signal, reason }) => print([signal, reason]) };
      ${POLITE}
      const init = await polite(hooks);
      const one = init.stop("deploy");
      print((await Promise.all([one, init.stop("again")])).map(({ code }) => code));
      await init.stop();
    `),
  ).toEqual([
    ["SIGTERM", "deploy"],
    [7, 7],
  ]);
});

test.each([
  ["stop()", "init.stop()"],
  ["an abort", "abort.abort()"],
])("%s in a listener to TERM is the stop that has begun: one TERM, after beforeStop", async (_, deed) => {
  expect(
    await printedBy(`
      const abort = new AbortController();
      const beforeStop = () => new Promise((resolve) => setTimeout(() => resolve(print("before")), 100));
      const command = [fixture("receive"), "10"];
      const init = tsinit.start({ command, beforeStop, signal: abort.signal, stdio: ["ignore", "pipe", "inherit"] });
      process.on("SIGTERM", () => { ${deed}; });
      for await (const word of init.stdout.setEncoding("utf8")) {
        print(word);
        if (word === "ready\\n") process.kill(process.pid, "SIGTERM");
        if (word === "15\\n") process.kill(process.pid, "SIGUSR1");
      }
      await init.exited;
    `),
  ).toEqual(["ready\n", "before", "15\n", "10\n"]);
});

test("an AbortSignal stops it; one that is aborted already starts nothing", async () => {
  expect(
    await printedBy(`
      const abort = new AbortController();
      ${POLITE}
      const init = await polite({ signal: abort.signal, beforeStop: ({ reason }) => print(reason.message) });
      abort.abort(new Error("enough"));
      print((await init.exited).code);
      try { tsinit.start({ command: ["true"], signal: abort.signal }); } catch (error) { print(error.message); }
      print(await tsinit.supervise({ command: ["sh", "-c", "exit 4"] }));
      const late = new AbortController();
      print(await tsinit.supervise({ command: ["true"], signal: late.signal }));
      late.abort();
    `),
  ).toEqual(["enough", 7, "enough", 4, 0]);
});

test("the end of its scope stops it", async () => {
  expect(
    await printedBy(`
      ${POLITE}
      const init = await polite({});
      await init[Symbol.asyncDispose]();
      print((await init.exited).code);
    `),
  ).toEqual([7]);
});

test("kill() sends any signal, by name or number, to the program alone", async () => {
  expect(
    await printedBy(`
      const init = tsinit.start({ command: [fixture("receive"), "15"], stdio: ["inherit", "pipe", "inherit"], onSignal: print });
      const words = init.stdout.setEncoding("utf8")[Symbol.asyncIterator]();
      const next = async () => (await words.next()).value;
      print(await next());
      for (const signal of ["HUP", "SIGUSR1", 12, "RTMIN+3"]) {
        print(init.kill(signal));
        print(await next());
      }
      try { init.kill("NOPE"); } catch (error) { print([error.name, error.message]); }
      init.kill();
      print((await init.exited).code);
    `),
  ).toEqual([
    "ready\n",
    ...[1, 10, 12, 37].flatMap((signo) => [true, `${signo}\n`]),
    ["TypeError", "there is no signal NOPE"],
    0,
  ]);
});

test("stdio: pipes, none, other descriptors, also crossed", async () => {
  const path = `${temporaryDirectory()}/file`;
  expect(
    await printedBy(`
      import { openSync, readFileSync } from "node:fs";
      const { buffer } = await import("node:stream/consumers");
      const cat = tsinit.start({ command: ["sh", "-c", "cat; echo error >&2; exit 3"], stdio: "pipe" });
      cat.stdin.end("hé".repeat(100_000));
      const [out, error, { code }] = await Promise.all([buffer(cat.stdout), buffer(cat.stderr), cat.exited]);
      print([out.toString() === "hé".repeat(100_000), error.toString(), code]);

      const none = tsinit.start({ command: ["sh", "-c", "readlink /proc/self/fd/0 >&2; echo lost"], stdio: ["ignore", "ignore", "pipe"] });
      print([(await buffer(none.stderr)).toString(), none.stdin, none.stdout]);
      await none.exited;

      const file = openSync(${JSON.stringify(path)}, "w");
      await tsinit.start({ command: ["sh", "-c", "echo out; echo err >&2"], stdio: ["ignore", file, file] }).exited;
      print(readFileSync(${JSON.stringify(path)}, "utf8"));
    `),
  ).toEqual([[true, "error\n", 3], ["/dev/null\n", null, null], "out\nerr\n"]);
});

test("stdio: this process's own, crossed", async () => {
  const command = '["sh", "-c", "echo out; echo err >&2"]';
  const { stdout, stderr } = await run(
    nodeProgram(`process.exit(await tsinit.supervise({ command: ${command}, stdio: ["inherit", 2, 1] }));`),
  );
  expect({ stdout, stderr }).toEqual({ stdout: "err\n", stderr: "out\n" });
});

test("cwd, uid and gid are the program's, not this process's", async () => {
  const directory = temporaryDirectory();
  expect(
    await printedBy(`
      import { pathToFileURL } from "node:url";
      const { text } = await import("node:stream/consumers");
      const command = ["sh", "-c", "pwd; id -u; id -g; id -G"];
      for (const cwd of [${JSON.stringify(directory)}, pathToFileURL(${JSON.stringify(directory)})]) {
        const init = tsinit.start({ command, cwd, uid: 1234, gid: 4321, stdio: "pipe", childDeathSignal: "KILL" });
        print((await text(init.stdout)).split("\\n"));
        await init.exited;
      }
      print([process.getuid(), process.cwd() === ${JSON.stringify(directory)}]);
    `),
  ).toEqual([
    [directory, "1234", "4321", "4321", ""],
    [directory, "1234", "4321", "4321", ""],
    [0, false],
  ]);
});

test("its parent-death signal outlives the change of the user", async () => {
  const { stdout } = await run(
    nodeProgram('await tsinit.supervise({ command: ["setpriv", "--dump"], uid: 1, gid: 1, childDeathSignal: "USR2" })'),
  );
  expect(stdout).toMatch(/^uid: 1$/m);
  expect(stdout).toMatch(/^Parent death signal: (12|USR2|SIGUSR2)$/im);
});

test("what happens is published, with the command's name", async () => {
  const events = await printedBy(`
    import { subscribe } from "node:diagnostics_channel";
    for (const name of ["reap", "signal", "stop", "exit"])
      subscribe("tsinit:" + name, ({ pid, ...event }) => print([name, typeof pid, event]));
    const command = ["sh", "-c", "trap 'exit 7' TERM; (sleep 0.1 &); while :; do sleep 0.02; done"];
    const reaped = new Promise((resolve) => subscribe("tsinit:reap", resolve));
    const init = tsinit.start({ command });
    await reaped;
    process.kill(process.pid, "SIGWINCH");
    await new Promise((resolve) => subscribe("tsinit:signal", resolve));
    await init.stop("deploy");
  `);
  expect(events).toEqual([
    ["reap", "number", { code: 0, signal: null, command: "sleep" }],
    ["signal", "undefined", { signal: "SIGWINCH", number: 28, command: "sh" }],
    ["signal", "undefined", { signal: "SIGTERM", number: 15, reason: "deploy", command: "sh" }],
    ["stop", "undefined", { signal: "SIGTERM", number: 15, reason: "deploy", command: "sh" }],
    ["exit", "number", { code: 7, signal: null, command: "sh" }],
  ]);
});

test("report() is what --status --json prints", async () => {
  const [report, strict] = await printedBy(`
    print(await tsinit.report());
    print((await tsinit.report({ maxPids: 1 })).schema);
    await tsinit.report({ maxPids: 101 }).catch((error) => print(error.message));
  `);
  expect(report).toMatchObject({ schema: 1, healthy: expect.any(Boolean), findings: expect.any(Array) });
  expect(report.processes.map(({ pid }: { pid: number }) => pid)).toEqual([1]);
  expect(strict).toBe(1);
});

test("report() takes a Node that is PID 1 for an init while it is one", async () => {
  const [alone, ignored, supervising, registered] = await printedBy(`
    const report = async (options) => {
      const { healthy, findings, pid1 } = await tsinit.report(options);
      print({ healthy, findings: findings.map(({ id }) => id), because: pid1.because });
    };
    await report();
    await report({ ignore: ["term-unsure"] });
    await tsinit.supervise({ command: ["sleep", "9"], onStart: async () => { await report(); process.kill(process.pid, "SIGTERM"); } });
    await import(library + "/register.mjs");
    await report();
    process.exit();
  `);
  const because = "it waits only for what it has started itself";
  expect(alone).toEqual({ healthy: false, findings: ["term-unsure"], because });
  expect(ignored).toEqual({ healthy: true, findings: [], because });
  const asInit = { healthy: true, findings: [], because: "it is an init" };
  expect([supervising, registered]).toEqual([asInit, asInit]);
});
