/** What holds in every history, whatever happens in whatever order. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exitCode } from "../../src/core/base/exit";
import { Tsinit } from "../../src/core/contracts/tsinit";
import { Init } from "../../src/core/init";
import { drive } from "../support/drive";
import { type History, histories, world } from "../support/histories";
import type { SimulatedKernel } from "../support/simulated-kernel";

const RUNS = 1500;
const PLAIN = [[], ["-g"], ["-w"], ["--grace=0"], ["--grace=1s"]];
const STAGES = [...PLAIN, ["--grace=2s", "--stop-timeout=500ms"], ["--term-delay=1s"], ["--stop-signal=INT"]];
const ALL = [...STAGES, ["--all"], ["--all", "--grace=1s", "--stop-timeout=1s"]];

interface Run {
  kernel: SimulatedKernel;
  code: number;
  /** wait(2)'s status of the program. */
  status: number;
}

function run(history: History): Run {
  const kernel = world(history);
  const init = new Init(kernel);
  let status = -1;
  const onExit = init.onExit.bind(init);
  init.onExit = (pid, exit) => {
    if (pid === kernel.main && status < 0) status = exit;
    onExit(pid, exit);
  };
  return { kernel, code: drive(init, kernel), status };
}

function holds(options: string[][], property: (run: Run, history: History) => void): void {
  fc.assert(
    fc.property(histories(options), (history) => {
      property(run(history), history);
    }),
    { numRuns: RUNS },
  );
}

const grace = (history: History) => Number(/--grace=(\d)/.exec(history.options.join(" "))?.[1] ?? 5) * 1000;
const stagesBegan = ({ kernel }: Run): number => kernel.stagesBegan;

describe("reaping", () => {
  test("every child that ended before the end is reaped once", () => {
    holds(ALL, ({ kernel }) => {
      expect(new Set(kernel.reaped).size).toBe(kernel.reaped.length);
      const zombies = [...kernel.processes.values()].filter(
        ({ parent, state }) => parent === kernel.pid() && state === "zombie",
      );
      expect(zombies).toEqual([]);
    });
  });

  test("the exit code is the main child's, whatever order things happen in", () => {
    holds(ALL, ({ code, status }) => expect(code).toBe(status < 0 ? 137 : exitCode(status)));
  });

  test("it does not end while the main child lives, unless the stages have killed that", () => {
    holds(ALL, ({ kernel, status }) => {
      if (status < 0) expect(kernel.sent).toContainEqual(expect.objectContaining({ pid: kernel.main, signo: 9 }));
    });
  });
});

describe("forwarding", () => {
  test("every signal that came before the child was reaped went to the child or its group, in order", () => {
    holds(PLAIN, ({ kernel }, { options }) => {
      const taken = kernel.taken.filter(({ signo, mainReaped }) => !mainReaped && new Tsinit().forwards(signo));
      const call = options.includes("-g") ? "killGroup" : "kill";
      // but for CONT, which a stopped program gets with TERM as well
      const isContinued = (entry: string) => entry.endsWith(" 18");
      const forwarded = kernel.trace.filter(
        (entry) => entry.startsWith(`${call} ${kernel.main} `) && !isContinued(entry),
      );
      const expected = taken.map(({ signo }) => `${call} ${kernel.main} ${signo}`);
      expect(forwarded).toEqual(expected.filter((entry) => !isContinued(entry)));
    });
  });
});

describe("stopping", () => {
  test("KILL comes at the deadline, not before", () => {
    holds(STAGES, (result, history) => {
      for (const { time } of result.kernel.sent.filter(({ signo }) => signo === 9)) {
        expect(time).toBeGreaterThanOrEqual(stagesBegan(result) + grace(history));
      }
    });
  });

  test("it does not exit while someone in scope lives, before the deadline", () => {
    holds(STAGES, (result, history) => {
      const { kernel } = result;
      if (grace(history) === 0) return;
      const left = [...kernel.processes.values()].filter(({ pid }) =>
        kernel.pid() === 1 ? pid !== 1 : kernel.descends(pid, kernel.pid()),
      );
      if (left.length > 0) expect(kernel.time).toBeGreaterThanOrEqual(stagesBegan(result) + grace(history));
    });
  });

  test("everyone in scope gets TERM before KILL", () => {
    holds(ALL, ({ kernel }) => {
      const killed = new Set(kernel.sent.filter(({ signo }) => signo === 9).map(({ pid }) => pid));
      for (const pid of killed) {
        const first = kernel.sent.find((sent) => sent.pid === pid && (sent.signo === 15 || sent.signo === 9));
        // one that was forked after TERM was sent has not got it
        if (first?.signo === 9)
          expect(kernel.sent.some((sent) => sent.signo === 15 && sent.time < first.time)).toBe(true);
      }
    });
  });

  test("nobody outside the scope ever gets a signal", () => {
    holds(ALL, ({ kernel }) => {
      expect(kernel.sent.filter(({ pid }) => pid === 1 || pid === kernel.pid())).toEqual([]);
      if (kernel.pid() !== 1) expect(kernel.sent.filter(({ descends }) => !descends)).toEqual([]);
    });
  });

  test("every process that was held is let go", () => {
    holds(ALL, ({ kernel }) => expect(kernel.handles).toBe(0));
  });

  test("it waits no longer than the grace period and a second", () => {
    holds([["--grace=1s"], ["--grace=0"]], (result, history) => {
      const began = stagesBegan(result);
      if (Number.isFinite(began)) expect(result.kernel.time).toBeLessThanOrEqual(began + grace(history) + 1001);
    });
  });
});
