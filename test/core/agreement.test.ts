/** The compiled core does what the TypeScript does: the same calls of the kernel, in the same order, in every history. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Init } from "../../src/core/init";
import { drive, type InitLike } from "../support/drive";
import { histories, world } from "../support/histories";
import { exited, SimulatedKernel, type World } from "../support/simulated-kernel";
import { wasmInit } from "../support/wasm-core";

const OPTIONS = [
  [],
  ["-g"],
  ["-vvv", "-w"],
  ["-vvvv", "--grace=1s", "--stop-timeout=700ms", "--all"],
  ["-vv", "--term-delay", "1.5s", "--stop-signal=INT,QUIT"],
  ["-v", "-r", "TERM:QUIT,HUP:0", "-e", "143,42:7"],
  ["-s", "--grace=0", "-p", "TERM", "--child-death-signal=KILL"],
  ["--all", "--rewrite", "USR1:RTMIN+3"],
  ["--as", "tini", "-vvv", "-w"],
  ["--as=tini", "-sg", "-e", "143"],
  ["--as", "dumb-init", "-v"],
  ["--as", "dumb-init", "-cv", "-r", "15:3"],
  ["--as", "catatonit"],
  ["--as", "nobody", "-vv"],
];

/** What an init did, to the last call, and how it ended. */
function account(kernel: SimulatedKernel, init: InitLike): { code: number; time: number; trace: string[] } {
  const code = drive(init, kernel);
  return { code, time: kernel.time, trace: kernel.trace };
}

test("in random histories", () => {
  fc.assert(
    fc.property(histories(OPTIONS), (history) => {
      const [first, second] = [world(history), world(history)];
      expect(account(second, wasmInit(second))).toEqual(account(first, new Init(first)));
    }),
    { numRuns: 1000 },
  );
});

describe("in scripted ones", () => {
  /** Both forms in the same world, after `prepare` has made its changes to it. */
  function agree(
    argv: string[],
    more: Partial<World> = {},
    prepare: (kernel: SimulatedKernel) => void = () => {},
  ): void {
    const accounts = [(kernel: SimulatedKernel) => new Init(kernel), wasmInit].map((makeInit) => {
      const kernel = new SimulatedKernel({ argv: ["tsinit", ...argv], ...more });
      kernel.after(100, () => kernel.end(kernel.main, exited(3)));
      prepare(kernel);
      return account(kernel, makeInit(kernel));
    });
    expect(accounts[1]).toEqual(accounts[0]);
    expect(accounts[0].trace.length).toBeGreaterThan(0);
  }

  test.each([
    [["--help"]],
    [["--license"]],
    [["--version"]],
    [[]],
    [["--"]],
    [["-z"]],
    [["--nosuch=1", "x"]],
    [["-e", "256", "x"]],
    [["-e"]],
    [["--group=yes", "x"]],
    [["-p", "SIGNOSUCH", "x"]],
    [["--grace", "5x", "x"]],
    [["-r", "TERM", "x"]],
    [["-P", "x"]],
    [["\xff\xfe", "\x80"]],
    [["-vvvv", "\xc3\x28"]],
    [["--as"]],
    [["-g", "--as", "tini", "x"]],
    [["--as", "tini", "-c", "x"]],
    [["--as", "pause", "-v"]],
    [["--as", "pause", "--pause", "-v"]],
  ])("command line %j", (argv) => agree(argv));

  test.each(["tini", "dumb-init", "catatonit"])("the command lines of %s", (name) => {
    const lines = [[], ["-z"], ["--nosuch"], ["-r"], ["-e"], ["-h"], ["--help"], ["-V"], ["--version"], ["-l"], ["-L"]];
    const values = [
      ["-r", "99", "x"],
      ["-e", "300", "x"],
      ["-e", " +3", "x"],
      ["-p", "FOO", "x"],
      ["-P", "x"],
    ];
    for (const line of [...lines, ...values].filter(([option]) => option !== "-P")) agree(["--as", name, ...line]);
    agree(["x"], { argv: [`/a/${name}`, "x"] });
    for (const step of [1, 2, 3]) {
      agree(["--as", name, "x"], {}, (kernel) => {
        if (step === 1) kernel.forkError = 12;
        else kernel.execFailure = { step, errno: 2 };
      });
    }
  });

  test.each([
    { DUMB_INIT_DEBUG: "1", DUMB_INIT_SETSID: "0" },
    { CATATONIT_DEBUG: "" },
    { CATATONIT_LOG: "x" },
    { TINI_VERBOSITY: "abc", TSINIT_GRACE: "1s" },
  ] as Record<string, string>[])("the environment %j, by every name", (environment) => {
    for (const name of ["tsinit", "tini", "dumb-init", "catatonit"]) agree(["--as", name, "x"], { environment });
  });

  test("dumb-init with a terminal: the hand-over's signals, then somebody's", () => {
    agree(["--as", "dumb-init", "-v", "x"], {}, (kernel) => {
      kernel.terminal = 0;
      kernel.after(20, () => kernel.signalInit(1));
      kernel.after(30, () => kernel.signalInit(18));
      kernel.after(40, () => kernel.signalInit(20));
    });
  });

  test.each([
    { TINI_VERBOSITY: "-1" },
    { TINI_VERBOSITY: "abc" },
    { TSINIT_VERBOSITY: "5" },
    { TSINIT_GROUP: "maybe" },
    { TSINIT_GRACE: "1.2345s" },
    { TSINIT_REMAP_EXIT: "3:4,5", TINI_SUBREAPER: "" },
    { LISTEN_PID: "1", TINI_KILL_PROCESS_GROUP: "" },
  ] as Record<string, string>[])("environment %j", (environment) => agree(["x"], { environment }));

  test.each([
    [1, 11, ""],
    [1, 12, ""],
    [1, 11, "4:pids:/a/b\n0::/\n"],
    [2, 2, ""],
    [2, 13, ""],
    [2, 99, ""],
    [3, 2, ""],
  ])("a spawn that fails in step %i with errno %i", (step, errno, cgroup) => {
    agree(["x"], {}, (kernel) => {
      if (step === 1) kernel.forkError = errno;
      else kernel.execFailure = { step, errno };
      if (cgroup.length === 0) return;
      kernel.files.set("/proc/self/cgroup", cgroup);
      kernel.files.set("/sys/fs/cgroup/pids/a/pids.max", "20\n");
      kernel.files.set("/sys/fs/cgroup/pids/a/pids.current", "20\n");
    });
  });

  test("10,000 orphans with a message each, in constant memory", () => {
    const orphans = (kernel: SimulatedKernel) => {
      for (let i = 0; i < 10_000; i++) kernel.after(1 + (i % 90), () => kernel.end(kernel.doubleFork(kernel.main), 0));
    };
    agree(["-vvv", "-w", "x"], {}, orphans);
    const kernel = new SimulatedKernel({ argv: ["tsinit", "-vvv", "-w", "x"] });
    let size = 0;
    kernel.after(10, () => {
      size = init.memorySize();
    });
    kernel.after(100, () => kernel.end(kernel.main, 0));
    orphans(kernel);
    const init = wasmInit(kernel);
    drive(init, kernel);
    expect(kernel.reaped.length).toBe(10_001);
    expect(size).toBeLessThanOrEqual(2 * 65536);
    expect(init.memorySize()).toBe(size);
  });

  test("a pause process", () => {
    agree(["-P", "-vvv"], {}, (kernel) => {
      kernel.after(10, () => kernel.enter());
      kernel.after(20, () => kernel.signalInit(15));
    });
  });
});
