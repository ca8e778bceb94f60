/** Options of supervise() that are not what their types say: 125 and one sentence, whatever they are; and what lengths of time mean. */
import { expect, test } from "vitest";
import { run, send, start } from "../support/namespace";
import { needsNodeHost, nodeProgram, printed } from "../support/node-host";

needsNodeHost();

const ARRAY = 'an array of texts, ["sh", "-c", "exit 1"], was expected';
const TIME = 'a whole number of ms or text with a unit, "5s", was expected';

/** Options as JavaScript, and the sentence. */
const refused: [string, string][] = [
  ["undefined", "an object with options was expected, not undefined"],
  ["null", "an object with options was expected, not null"],
  ['["true"]', "an object with options was expected, not an array"],
  ['{ command: "true" }', `command: ${ARRAY}, not "true"`],
  ['{ command: ["sleep", 5] }', `command: ${ARRAY}, not an array`],
  ['{ command: ["true"], gracePeriod: "3s" }', 'unknown option "gracePeriod"; there are command, env, cwd,'],
  ['{ command: ["true"], ["constructor"]: 1 }', 'unknown option "constructor"'],
  ['{ command: ["true"], status: true }', 'unknown option "status"'],
  ['{ command: ["true"], grace: "3" }', `grace: '3' has no unit: write "3s" or "3ms"`],
  ['{ command: ["true"], grace: -1 }', `grace: ${TIME}, not -1`],
  ['{ command: ["true"], grace: 0.5 }', `grace: ${TIME}, not 0.5`],
  ['{ command: ["true"], stopTimeout: Infinity }', `stopTimeout: ${TIME}, not Infinity`],
  ['{ command: ["true"], termDelay: 2 ** 31 }', `termDelay: ${TIME}, not 2147483648`],
  ['{ command: ["true"], grace: NaN }', `grace: ${TIME}, not NaN`],
  ['{ command: ["true"], grace: null }', `grace: ${TIME}, not null`],
  ['{ command: ["true"], grace: ["3s"] }', `grace: ${TIME}, not an array`],
  ['{ command: ["true"], grace: "soon" }', "--grace: 'soon' is not a length of time"],
  ['{ command: ["true"], verbose: -1 }', "verbose: a whole number from 0 on was expected, not -1"],
  ['{ command: ["true"], verbose: "2" }', 'verbose: a whole number from 0 on was expected, not "2"'],
  ['{ command: ["true"], group: "no" }', 'group: true or false was expected, not "no"'],
  ['{ command: ["true"], all: 1 }', "all: true or false was expected, not 1"],
  ['{ command: ["true"], stopSignal: 15 }', "stopSignal: text or an array of texts was expected, not 15"],
  ['{ command: ["true"], stopSignal: ["NOPE"] }', "--stop-signal: 'NOPE' is not a signal"],
  ['{ command: ["true"], parentDeathSignal: ["TERM"] }', "parentDeathSignal: text was expected, not an array"],
  ['{ command: ["true"], terminationLog: 1 }', "terminationLog: text or true was expected, not 1"],
  ['{ command: ["true"], logFormat: "xml" }', "--log-format: 'xml' is neither text nor json"],
  ['{ command: ["true"], env: "A=1" }', 'env: an object of texts was expected, not "A=1"'],
  ['{ command: ["true"], env: { A: Symbol("a") } }', "env: an object of texts was expected, not an object"],
  ['{ command: ["true"], cwd: 5 }', "cwd: a path was expected, not 5"],
  ['{ command: ["true"], cwd: "/no/such" }', "cwd: /no/such is no directory"],
  ['{ command: ["true"], stdio: ["pipe"] }', "of these, or of descriptors, was expected, not an array"],
  ['{ command: ["true"], uid: "root" }', 'uid: a number was expected, not "root"'],
  ['{ command: ["true"], signal: "TERM" }', 'signal: an AbortSignal was expected, not "TERM"'],
  ['{ command: ["true"], onExit: true }', "onExit: a function was expected, not true"],
  ['{ command: ["true"], hookTimeout: "5" }', 'hookTimeout: a number of ms, Infinity or text with a unit, "5s", was'],
  ['{ command: ["true"], hookTimeout: -1 }', "hookTimeout: a number of ms, Infinity"],
];

test("each that is not acceptable comes to 125 and one sentence; nothing is started or thrown", async () => {
  const { stdout, stderr } = await run(
    nodeProgram(`
      for (const options of [${refused.map(([options]) => options).join(", ")}]) {
        print(await tsinit.supervise(options));
        const { pid, exited } = tsinit.start(options);
        print([pid, (await exited).exitCode]);
      }
    `),
  );
  expect(printed(stdout)).toEqual(refused.flatMap(() => [125, [null, 125]]));
  const lines = stderr.split("\n");
  expect(lines.pop()).toBe("");
  expect(lines).toHaveLength(2 * refused.length);
  for (const [index, [, sentence]] of refused.entries()) {
    expect(lines[2 * index]).toMatch(/^\[FATAL tsinit \(1\)\] /);
    expect(lines[2 * index]).toContain(sentence);
    expect(lines[2 * index + 1]).toBe(lines[2 * index]);
  }
});

test("the sentence is JSON where that is asked for", async () => {
  const { stderr } = await run(nodeProgram('await tsinit.supervise({ command: "true", logFormat: "json" });'));
  expect(JSON.parse(stderr)).toMatchObject({
    level: "fatal",
    event: "failed",
    message: expect.stringContaining(ARRAY),
  });
});

test("reapOrphans() throws a TypeError, with the same sentence", async () => {
  const { stdout } = await run(
    nodeProgram(`
      for (const options of [null, { onReap: 1 }, { hookTimeout: "soon" }, { onExit: () => {} }]) {
        try { tsinit.reapOrphans(options); } catch (error) { print([error.name, error.message]); }
      }
      tsinit.reapOrphans()();
    `),
  );
  expect(printed(stdout)).toEqual([
    ["TypeError", "an object with options was expected, not null"],
    ["TypeError", "onReap: a function was expected, not 1"],
    ["TypeError", 'hookTimeout: a number of ms, Infinity or text with a unit, "5s", was expected, not "soon"'],
    ["TypeError", 'unknown option "onExit"; there are onReap, hookTimeout'],
  ]);
});

test("what is acceptable: undefined is not there, variables that are numbers, many -v, times with a unit", async () => {
  const { code, stdout, stderr } = await run(
    nodeProgram(`
      process.exit(await tsinit.supervise({
        command: ["sh", "-c", "echo $A$B; exit 3"],
        env: { A: 1, B: true, C: undefined, PATH: process.env.PATH },
        grace: "1.5s", stopTimeout: 700, termDelay: "0ms", group: undefined, onStart: undefined, verbose: 1e9, stopSignal: ["INT", "HUP"],
      }));
    `),
  );
  expect({ code, stdout }).toEqual({ code: 3, stdout: "1true\n" });
  expect(stderr).toContain("[TRACE tsinit");
});

test.each(["Infinity", "2 ** 31", "Number.MAX_VALUE", '"5s"', "5000"])(
  "hookTimeout: %s is waited for, without a word",
  async (hookTimeout) => {
    const namespace = start(
      nodeProgram(`
        const beforeStop = () => new Promise((resolve) => setTimeout(resolve, 300)).then(() => print("left"));
        process.exit(await tsinit.supervise({ command: [fixture("receive"), "15"], beforeStop, hookTimeout: ${hookTimeout} }));
      `),
    );
    const pid = await namespace.pid1();
    await namespace.shows("ready");
    send(pid, 15);
    const { code, stdout, stderr } = await namespace.ended;
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'ready\n"left"\n15\n', stderr: "" });
  },
);

test.each(["beforeStop", "onStart", "onSignal"])(
  "%s that has not ended does not delay the end after a second TERM",
  async (hook) => {
    const namespace = start(
      nodeProgram(`
        const hooks = { ${hook}: () => new Promise(() => {}) };
        process.exit(await tsinit.supervise({ command: [fixture("receive"), "10"], hookTimeout: 50_000, ...hooks }));
      `),
    );
    const pid = await namespace.pid1();
    await namespace.shows("ready");
    const began = performance.now();
    send(pid, 15);
    await namespace.until("it is taken", async () => {
      send(pid, 15); // two that come at once are one: signal(7)
      return namespace.stdout.includes("\n15\n");
    });
    send(pid, 15);
    send(pid, 10);
    expect((await namespace.ended).code).toBe(0);
    expect(performance.now() - began).toBeLessThan(10_000);
  },
);

test.each(["process.stdin.on('data', () => {}).pause()", "process.stdin.resume().pause()", "void process.stdin.isTTY"])(
  "%s in a hook: the program still waits for its stdin",
  async (deed) => {
    const { code, stdout, stderr } = await run([
      ...["sh", "-c", '(sleep 0.5; echo line) | "$@"; exit $?', "sh"],
      ...nodeProgram(`
        const onStart = () => { ${deed}; print("touched"); };
        const command = ["sh", "-c", "sleep 0.2; read word; echo $word; exit 3"];
        process.exit(await tsinit.supervise({ command, onStart }));
      `),
    ]);
    expect({ code, stdout, stderr }).toEqual({ code: 3, stdout: '"touched"\nline\n', stderr: "" });
  },
);
