/** supervise() in a Node program of one's own: the same init, with the same options. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Crowd } from "../support/crowd";
import { temporaryDirectory } from "../support/directory";
import { run, send, start } from "../support/namespace";
import { needsNodeHost, nodeProgram, printed } from "../support/node-host";
import { descriptors } from "../support/processes";

needsNodeHost();

/** As the namespace's PID 1, and below a shell. */
const places: [string, (argv: string[]) => string[]][] = [
  ["as PID 1", (argv) => argv],
  ["below PID 1", (argv) => ["sh", "-c", '"$@"; exit $?', "sh", ...argv]],
];

describe.each(places)("%s", (_name, enclose) => {
  /** The exit code and stderr of a program that exits with what supervise(options) comes to. */
  async function supervise(options: object) {
    const argv = nodeProgram(`process.exit(await tsinit.supervise(${JSON.stringify(options)}))`);
    const { code, stdout, stderr } = await run(enclose(argv));
    return { code, stdout, stderr };
  }

  test.each([
    ["the program's exit code", ["sh", "-c", "echo hello; exit 7"], 7, "hello\n", ""],
    ["128 + the signal that ended it", ["sh", "-c", "kill -ABRT $$"], 134, "", ""],
    ["127: not found", ["no-such-program"], 127, "", "exec no-such-program failed: No such file or directory"],
    ["126: not executable", ["/"], 126, "", "exec / failed: Permission denied"],
    ["125: no program", [], 125, "", "no program given"],
  ])("the promise's value is %s", async (_what, command, code, stdout, sentence) => {
    const outcome = await supervise({ command });
    expect(outcome).toMatchObject({ code, stdout });
    expect(outcome.stderr).toContain(sentence);
  });

  test("options are the command line's, in its own words where they are wrong", async () => {
    expect((await supervise({ command: ["true"], grace: "soon" })).stderr).toContain("--grace: 'soon' is not a length");
    expect((await supervise({ command: ["true"], rewrite: ["TERM"] })).code).toBe(125);
    expect((await supervise({ command: ["sh", "-c", "exit 3"], remapExit: ["4:5", "3:44"] })).code).toBe(44);
    const { stderr } = await supervise({ command: ["true"], verbose: 2, group: true, all: false });
    expect(stderr).toContain("[DEBUG tsinit");
    expect(stderr).not.toContain("[TRACE tsinit");
  });

  test("messages as JSON, and why the program died in a file", async () => {
    const terminationLog = `${temporaryDirectory()}/log`;
    const { stderr } = await supervise({ command: ["sh", "-c", "kill -ABRT $$"], logFormat: "json", terminationLog });
    expect(JSON.parse(stderr.trim().split("\n").pop() as string)).toMatchObject({ event: "died", signal: "SIGABRT" });
    expect(readFileSync(terminationLog, "utf8")).toContain("was ended by SIGABRT");
  });

  test("a number is a time in milliseconds: who ignores TERM is killed after that", async () => {
    const crowd = new Crowd(1, ["ignores"]);
    const began = performance.now();
    const { code, stderr } = await supervise({ command: crowd.leaving(), grace: 700 });
    expect(code).toBe(7);
    expect(stderr).toContain("The grace period is over");
    expect(performance.now() - began).toBeGreaterThanOrEqual(700);
    expect(performance.now() - began).toBeLessThan(4000);
  });
});

test("arguments and environment reach the program as UTF-8; a null byte is refused", async () => {
  const { stdout } = await run(
    nodeProgram(`
      await tsinit.supervise({ command: ["sh", "-c", 'printf %s "$1$NAME"', "sh", "hé €"], env: { NAME: "ñ", PATH: process.env.PATH } });
      await tsinit.supervise({ command: ["true", "a\\0b"] }).catch((error) => print([error.name, error.message]));
    `),
  );
  const [bytes, error] = stdout.split("[");
  expect(Buffer.from(bytes, "latin1").toString()).toBe("hé €ñ");
  expect(error).toContain("TypeError");
});

test("signals are forwarded, and heard by the program's own listeners, alone by them afterwards", async () => {
  const namespace = start(
    nodeProgram(`
      let over = false;
      process.on("SIGUSR2", (...args) => { print(args); if (over) process.exit(3); });
      print(await tsinit.supervise({ command: [fixture("receive"), "10"], rewrite: "HUP:RTMIN+3" }));
      over = true;
      setInterval(() => {}, 1000);
    `),
  );
  const pid = await namespace.pid1();
  await namespace.shows("ready");
  for (const [signo, received] of [
    [12, 12],
    [1, 37],
    [33, 33],
    [11, 11],
    [10, 10],
  ]) {
    send(pid, signo);
    await namespace.shows(`\n${received}\n`);
  }
  await namespace.shows("\n0\n");
  const heard = '["SIGUSR2",12]\n';
  expect(namespace.stdout.split(heard)).toHaveLength(2);
  send(pid, 12);
  const { code, stdout } = await namespace.ended;
  expect(code).toBe(3);
  expect(stdout.split(heard)).toHaveLength(3);
});

test("what Node needs signals for goes on working: setuid() with its threads, the profiler, a broken pipe", async () => {
  const { stdout, stderr, code } = await run(
    nodeProgram(`
      import { Session } from "node:inspector/promises";
      import { once } from "node:events";
      import net from "node:net";
      const done = tsinit.supervise({ command: [fixture("receive"), "15"] });
      process.setuid(0); // glibc tells every thread by signal 33
      const session = new Session();
      session.connect();
      await session.post("Profiler.enable");
      await session.post("Profiler.start");
      for (const end = Date.now() + 100; Date.now() < end; ) Math.sqrt(end);
      const { profile } = await session.post("Profiler.stop");
      const server = net.createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
      await once(server, "listening");
      const client = net.connect(server.address().port, "127.0.0.1").on("error", () => {});
      while (!client.errored) { client.write("x"); await new Promise(setImmediate); }
      server.close();
      process.kill(process.pid, "SIGTERM");
      print([await done, client.errored.code, profile.nodes.length > 1]);
      process.exit(0);
    `),
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^ready\n15\n\[0,"(EPIPE|ECONNRESET)",true\]\n$/);
});

test("a pipe that Node made non-blocking blocks again in the program", async () => {
  const { stdout } = await run(
    nodeProgram(`
      console.log("used");
      await tsinit.supervise({ command: ["sh", "-c", "exec cat /proc/self/fdinfo/1"] });
    `),
  );
  const flags = Number.parseInt(/^flags:\s*(\d+)$/m.exec(stdout)?.[1] ?? "", 8);
  expect(flags & 0o4000).toBe(0);
});

test("it can be done again and again, and leaves no descriptor, timer or listener behind", async () => {
  const namespace = start(
    nodeProgram(`
      const codes = [];
      for (let i = 0; i < 20; i++) {
        codes.push(await tsinit.supervise({ command: ["sh", "-c", "exit " + i] }));
        if (i === 0) print("once");
      }
      print(codes);
      // a socket is closed in the next turn; those of stdout and stderr stay
      while (process.getActiveResourcesInfo().length > 2) await new Promise(setImmediate);
      print([process.listenerCount("SIGCHLD"), process.getActiveResourcesInfo()]);
      setTimeout(() => {}, 60_000);
    `),
  );
  const pid = await namespace.pid1();
  await namespace.shows("once");
  const before = descriptors(pid).size;
  await namespace.shows("[0,[");
  const [, codes, left] = printed(namespace.stdout);
  expect(codes).toEqual(Array.from({ length: 20 }, (_, i) => i));
  expect(left).toEqual([0, ["PipeWrap", "PipeWrap"]]);
  expect(descriptors(pid).size).toBeLessThanOrEqual(before);
});

test("there is one init in a process: a second one is refused, by another copy of the library too", async () => {
  const { stdout } = await run(
    nodeProgram(`
      import { createRequire } from "node:module";
      const copy = createRequire(library + "/")(library + "/index.cjs");
      const message = (error) => print(error.message);
      const done = tsinit.supervise({ command: ["sleep", "0.2"] });
      for (const { supervise, reapOrphans } of [tsinit, copy]) {
        await supervise({ command: ["true"] }).catch(message);
        try { reapOrphans(); } catch (error) { message(error); }
      }
      print(await done);
      print(await copy.supervise({ command: ["sh", "-c", "exit 4"] }));
      const stop = tsinit.reapOrphans();
      await copy.supervise({ command: ["true"] }).catch(message);
      stop();
      print(await copy.supervise({ command: ["sh", "-c", "exit 5"] }));
    `),
  );
  const refused = (one: string, other: string) =>
    `${one} and ${other} cannot be at work at the same time in one process`;
  const [supervise, reapOrphans] = ["supervise()", "reapOrphans()"];
  const twice = [refused(supervise, supervise), refused(reapOrphans, supervise)];
  expect(printed(stdout)).toEqual([...twice, ...twice, 0, 4, refused(supervise, reapOrphans), 5]);
});

test("a worker thread is refused, by the library and by the addon itself", async () => {
  const { stdout } = await run(
    nodeProgram(`
      import { once } from "node:events";
      import { Worker } from "node:worker_threads";
      const text = \`
        const { parentPort, workerData } = require("node:worker_threads");
        const tell = (error) => parentPort.postMessage(error.message);
        const tsinit = require(workerData + "/index.cjs");
        tsinit.supervise({ command: ["true"] }).catch(tell);
        for (const call of [tsinit.reapOrphans, tsinit.status, () => require(workerData + "/tsinit.node")]) {
          try { call(); } catch (error) { tell(error); }
        }
      \`;
      const worker = new Worker(text, { eval: true, workerData: library });
      worker.on("message", print);
      await once(worker, "exit");
      print(await tsinit.supervise({ command: ["sh", "-c", "exit 6"] }));
    `),
  );
  const library = "tsinit works on the main thread only: orphans come to no other";
  expect(printed(stdout).sort()).toEqual([6, library, library, library, "tsinit works on the main thread only"].sort());
});
