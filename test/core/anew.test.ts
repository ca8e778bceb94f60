/** A core that failed is begun anew by its host: it goes on where the one before was, with all its options. */
import { expect, test } from "vitest";
import { INTERNAL_ERROR, OUT_OF_MEMORY } from "../../src/core/base/kernel";
import { SIGCONT, SIGKILL, SIGTERM } from "../../src/core/base/signals";
import { Init } from "../../src/core/init";
import { drive, type InitLike } from "../support/drive";
import { exited, SimulatedKernel, type World } from "../support/simulated-kernel";

/** An init whose core is another one from `at` on, in ms after the start. */
function begunAnewAt(at: number, kernel: SimulatedKernel): InitLike {
  let init = new Init(kernel);
  kernel.after(at, () => {
    kernel.trap = OUT_OF_MEMORY;
    init = new Init(kernel);
    while (init.start());
  });
  return {
    start: () => init.start(),
    onSignal: (signo) => init.onSignal(signo),
    onExit: (pid, status) => init.onExit(pid, status),
    onDrained: (childrenLeft) => init.onDrained(childrenLeft),
    onTimer: () => init.onTimer(),
    deadline: () => init.deadline(),
    gatherTime: () => init.gatherTime(),
    exitCode: () => init.exitCode(),
  };
}

function run(argv: string[], at: number, prepare: (kernel: SimulatedKernel) => void, world: Partial<World> = {}) {
  const kernel = new SimulatedKernel({ argv: ["tsinit", ...argv], ...world });
  prepare(kernel);
  // CHLD wakes the host, as whatever trapped would have
  kernel.after(at, () => kernel.signalInit(17));
  const code = drive(begunAnewAt(at, kernel), kernel);
  const times = (signo: number) => kernel.sent.filter((sent) => sent.signo === signo).map((sent) => sent.time - 1000);
  return { kernel, code, times };
}

const deaf = { manners: { [SIGTERM]: "ignore" as const } };

test("while the program runs: what was given with it still holds", () => {
  const { kernel, code, times } = run(
    ["--remap-exit=3:9", "--rewrite=USR1:USR2", "x"],
    100,
    (kernel) => {
      kernel.after(200, () => kernel.signalInit(10));
      kernel.after(300, () => kernel.end(kernel.main, exited(3)));
    },
    { program: { manners: { 12: "ignore" } } },
  );
  expect(code).toBe(9);
  expect(times(12)).toEqual([200]);
  expect(kernel.trace.filter((call) => call.startsWith("spawn"))).toHaveLength(1);
  expect(kernel.errors).toMatch(/^\[WARN {2}tsinit \(1\)\] There was not enough memory .*\n$/);
});

test("in the grace period: no second TERM, and KILL when it would have come", () => {
  const { times, code } = run(["--grace=1s", "x"], 400, (kernel) => {
    kernel.after(100, () => kernel.fork(kernel.main, deaf));
    kernel.after(200, () => kernel.end(kernel.main, exited(5)));
  });
  expect(times(SIGTERM)).toEqual([200]);
  expect(times(SIGCONT)).toEqual([200]);
  expect(times(SIGKILL)).toEqual([1200]);
  expect(code).toBe(5);
});

test("after the grace period: KILL again", () => {
  const { code, times } = run(["--grace=100ms", "x"], 310, (kernel) => {
    let child = 0;
    kernel.after(100, () => {
      child = kernel.fork(kernel.main, deaf);
    });
    kernel.after(250, () => kernel.foreign.add(child));
    kernel.after(200, () => kernel.end(kernel.main, exited(5)));
    kernel.after(350, () => kernel.foreign.clear());
  });
  expect(times(SIGKILL).length).toBeGreaterThan(0);
  expect(code).toBe(5);
});

test("after the first stop signal: the stop timeout is where it was", () => {
  const { times } = run(
    ["--stop-timeout=1s", "--grace=1s", "x"],
    500,
    (kernel) => kernel.after(100, () => kernel.signalInit(SIGTERM)),
    {
      program: deaf,
    },
  );
  expect(times(SIGTERM)).toEqual([100]);
  expect(times(SIGCONT)).toEqual([1100]);
  expect(times(SIGKILL)).toEqual([2100]);
});

test("a signal that was held back is sent, not lost", () => {
  const program = { manners: { [SIGTERM]: { after: 10, status: exited(0) } } };
  const { times, code } = run(
    ["--term-delay=5s", "x"],
    500,
    (kernel) => kernel.after(100, () => kernel.signalInit(SIGTERM)),
    {
      program,
    },
  );
  expect(times(SIGTERM)).toEqual([500]);
  expect(code).toBe(0);
});

test("a signal that was held back is not forgotten for another that passed meanwhile", () => {
  const program = { manners: { 1: "ignore" as const, [SIGTERM]: { after: 10, status: exited(0) } } };
  const prepare = (kernel: SimulatedKernel) => {
    kernel.after(100, () => kernel.signalInit(SIGTERM));
    kernel.after(200, () => kernel.signalInit(1));
  };
  const { times, code } = run(["--term-delay=5s", "x"], 500, prepare, { program });
  expect(times(SIGTERM)).toEqual([500]);
  expect(code).toBe(0);
});

test("death by a signal that was sent before is no surprise", () => {
  const { kernel, code } = run(["x"], 500, (kernel) => kernel.after(100, () => kernel.signalInit(SIGTERM)), {
    program: { manners: { [SIGTERM]: { after: 1000, status: SIGTERM } } },
  });
  expect(code).toBe(143);
  expect(kernel.errors).not.toContain("was ended by");
});

test("--pause, also one that has been told to stop", () => {
  expect(run(["--pause"], 100, (kernel) => kernel.after(300, () => kernel.signalInit(SIGTERM))).code).toBe(0);
  const { code, times } = run(["--pause", "--grace=1s"], 500, (kernel) => {
    kernel.after(100, () => kernel.enter(deaf));
    kernel.after(200, () => kernel.signalInit(SIGTERM));
  });
  expect(code).toBe(0);
  expect(times(SIGTERM)).toEqual([200]);
  expect(times(SIGKILL)).toEqual([1200]);
});

test("says why, in the form that the log has", () => {
  const kernel = new SimulatedKernel({ argv: ["tsinit", "--log-format=json", "x"] });
  kernel.main = kernel.fork(1);
  kernel.trap = INTERNAL_ERROR;
  expect(new Init(kernel).start()).toBe(false);
  expect(JSON.parse(kernel.errors)).toMatchObject({ level: "warn", event: "begun-anew" });
  expect(kernel.trace.join()).not.toContain("spawn");
});
