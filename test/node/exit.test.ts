/** What ends a Node process while supervise() is at work: the program is stopped well before. */
import { expect, test } from "vitest";
import { Crowd } from "../support/crowd";
import { run } from "../support/namespace";
import { needsNodeHost, nodeProgram } from "../support/node-host";

needsNodeHost();

/** As the namespace's PID 1, and below a shell. */
const places: [string, (argv: string[]) => string[]][] = [
  ["as PID 1", (argv) => argv],
  ["below PID 1", (argv) => ["sh", "-c", '"$@"; exit $?', "sh", ...argv]],
];

/** Has the Node process end, then says that TERM came, and that it has ended by itself. */
const PROGRAM =
  'trap "echo term; sleep 0.2; echo over; exit 0" TERM; echo ready; kill -USR2 $PPID; while :; do sleep 0.05; done';

const deaths: [string, string, number, string][] = [
  ["a rejection", 'Promise.reject(new Error("unreachable"))', 1, "a promise was rejected: Error: unreachable"],
  ["an exception", 'setTimeout(() => { throw new Error("nö"); })', 1, "Error: nö"],
  [
    "an exception in a listener",
    'process.on("SIGWINCH", () => { throw new Error("hup"); }); process.kill(process.pid, "SIGWINCH")',
    1,
    "Error: hup",
  ],
  ["an error event that nobody hears", 'new EventEmitter().emit("error", new Error("lost"))', 1, "Error: lost"],
  ["process.exit()", "process.exit(9)", 9, "exit code 9"],
];

test.each(
  places.flatMap(([place, enclose]) => deaths.map(([death, ...rest]) => [death, place, enclose, ...rest] as const)),
)(
  "%s, %s: the program gets TERM and its time, and the code is not 0",
  async (_death, _place, enclose, deed, code, reason) => {
    const outcome = await run(
      enclose(
        nodeProgram(`
          import { EventEmitter } from "node:events";
          process.on("SIGUSR2", () => { ${deed}; });
          process.exit(await tsinit.supervise({ rewrite: "USR2:0", command: ["sh", "-c", ${JSON.stringify(PROGRAM)}] }));
        `),
      ),
    );
    expect(outcome.code).toBe(code);
    expect(outcome.stdout).toMatch(/^ready\nterm\nover\n/);
    const stderr = Buffer.from(outcome.stderr, "latin1").toString();
    expect(stderr).toContain(`This process exits while the program runs, which is stopped: ${reason}\n`);
  },
);

test("who ignores TERM is killed after the grace period, and orphans are told too", async () => {
  const crowd = new Crowd(2, ["ignores", "ends"]);
  const began = performance.now();
  const { code, stderr } = await run(
    nodeProgram(`
      const program = '"$@"; trap "" TERM; kill -USR2 $PPID; while :; do sleep 0.05; done';
      process.on("SIGUSR2", () => setTimeout(() => process.exit(3), 300));
      await tsinit.supervise({ rewrite: "USR2:0", command: ["sh", "-c", program, "sh", ...${JSON.stringify(crowd.leaving())}], grace: 400 });
    `),
  );
  expect(code).toBe(3);
  expect(stderr).toContain("The program has not ended within the stop timeout");
  expect(stderr).toContain("The grace period is over");
  expect(performance.now() - began).toBeGreaterThanOrEqual(1100);
  expect(crowd.count()).toMatchObject({ ready: 2, 15: 2 });
});

test("after TERM no second one is sent, and the time has an end then too", async () => {
  const { code, stdout } = await run(
    nodeProgram(`
      const program = 'trap "echo term" TERM; kill -USR2 $PPID; while :; do sleep 0.05; done';
      process.on("SIGUSR2", () => { process.kill(process.pid, "SIGTERM"); setTimeout(() => process.exit(3), 300); });
      await tsinit.supervise({ rewrite: "USR2:0", command: ["sh", "-c", program], grace: 400, all: false });
    `),
  );
  expect(code).toBe(3);
  expect(stdout).toBe("term\n");
});

test("beforeStop that has not ended holds nothing up; one that holds TERM back sends none later", async () => {
  const { code, stdout } = await run(
    nodeProgram(`
      const program = 'trap "echo term; exit 0" TERM; kill -TERM $PPID; while :; do sleep 0.05; done';
      const beforeStop = () => new Promise(() => setTimeout(() => process.exit(3), 200));
      await tsinit.supervise({ rewrite: "USR2:0", command: ["sh", "-c", program], beforeStop });
    `),
  );
  expect({ code, stdout }).toEqual({ code: 3, stdout: "term\n" });
});

test("an exception that is caught by a listener ends nothing", async () => {
  const { code, stdout, stderr } = await run(
    nodeProgram(`
      process.on("uncaughtException", () => print("caught"));
      const onStart = () => { setTimeout(() => { throw new Error("one"); }); };
      process.exit(await tsinit.supervise({ rewrite: "USR2:0", command: ["sh", "-c", "sleep 0.3; exit 7"], onStart }));
    `),
  );
  expect({ code, stdout, stderr }).toEqual({ code: 7, stdout: '"caught"\n', stderr: "" });
});

test("once the program and all others have ended, an exit is not held up", async () => {
  const { code, stderr } = await run(
    nodeProgram(`
      await tsinit.supervise({ command: ["true"] });
      throw new Error("later");
    `),
  );
  expect(code).toBe(1);
  expect(stderr).not.toContain("This process exits");
});
