/** The init as a whole, on the simulated kernel: what it does at start, as it runs, and at the end. */
import { describe, expect, test } from "vitest";
import { Tsinit } from "../../src/core/contracts/tsinit";
import { Init } from "../../src/core/init";
import { drive } from "../support/drive";
import { exited, SimulatedKernel, type World } from "../support/simulated-kernel";

function run(argv: string[], prepare: (kernel: SimulatedKernel) => void = () => {}, world: Partial<World> = {}) {
  const kernel = new SimulatedKernel({ argv: ["tsinit", ...argv], ...world });
  prepare(kernel);
  const code = drive(new Init(kernel), kernel);
  return { kernel, code };
}

const endsWith =
  (status: number, ms = 100) =>
  (kernel: SimulatedKernel) =>
    kernel.after(ms, () => kernel.end(kernel.main, status));

describe("at start", () => {
  test.each(["--help", "--license", "--version"])("%s prints, and starts nothing", (option) => {
    const { kernel, code } = run([option]);
    expect(code).toBe(0);
    expect(kernel.output).not.toBe("");
    expect(kernel.trace).toHaveLength(1);
  });

  test("as PID 1 it asks for nothing but the program; what it inherited it gives up afterwards", () => {
    const { kernel } = run(["x"], endsWith(0));
    expect(kernel.trace.slice(0, 2)).toEqual(["spawn 1 -1 0 0", "letGo"]);
  });

  test("elsewhere it becomes a subreaper before the program starts", () => {
    const { kernel } = run(["--", "x"], endsWith(0), { pid: 7 });
    expect(kernel.trace.slice(0, 3)).toEqual(["becomeSubreaper", "spawn 2 -1 0 0", "letGo"]);
  });

  test("terminal, death signal and LISTEN_PID reach the spawn", () => {
    const prepare = (kernel: SimulatedKernel) => {
      kernel.terminal = 2;
      endsWith(0)(kernel);
    };
    const { kernel } = run(["--child-death-signal=9", "x"], prepare, { environment: { LISTEN_PID: "1" } });
    expect(kernel.trace[0]).toBe("spawn 2 2 9 1");
  });

  test("-p: a parent that has ended before is noticed, and the program not started", () => {
    const prepare = (kernel: SimulatedKernel) => kernel.after(0, () => kernel.endParent());
    const { kernel, code } = run(["-p", "TERM", "x"], prepare, { pid: 7 });
    expect(code).toBe(125);
    expect(kernel.errors).toContain("the parent process has ended before its death signal was set");
    expect(kernel.trace.join()).not.toContain("spawn");
  });

  test.each([
    [1, 11, 125, "fork failed: Resource temporarily unavailable"],
    [1, 12, 125, "fork failed: Cannot allocate memory"],
    [2, 2, 127, "exec x failed: No such file or directory"],
    [2, 13, 126, "exec x failed: Permission denied"],
    [2, 8, 126, "exec x failed: Exec format error"],
    [3, 2, 127, "exec x failed: No such file or directory: the file is there, but its interpreter"],
  ])("a spawn that fails in step %i with errno %i is exit code %i", (step, errno, expected, sentence) => {
    const { kernel, code } = run(["-w", "x"], (kernel) => {
      if (step === 1) kernel.forkError = errno;
      else kernel.execFailure = { step, errno };
    });
    expect(code).toBe(expected);
    expect(kernel.errors).toContain(`[FATAL tsinit (1)] ${sentence}`);
    expect(kernel.errors.match(/\n/g)).toHaveLength(1); // the child that failed is no orphan
  });

  test("an execve(2) that takes long and fails: nobody else is waited for", () => {
    const { kernel, code } = run(["x"], (kernel) => {
      kernel.execFailure = { step: 2, errno: 1 };
      kernel.execTime = 300;
      kernel.enter();
    });
    expect(code).toBe(126);
    expect(kernel.errors).toBe("[FATAL tsinit (1)] exec x failed: Operation not permitted\n");
    expect(kernel.sent).toEqual([]);
  });

  test("a signal ends the child before it is the program: 128 + signal", () => {
    const { kernel, code } = run(["x"], (kernel) => {
      kernel.execFailure = { step: 2, errno: 1 };
      kernel.execTime = 10_000;
      kernel.after(200, () => kernel.signalInit(15));
    });
    expect({ code, errors: kernel.errors, time: kernel.time }).toEqual({ code: 143, errors: "", time: 1200 });
  });

  test.each([
    ["4:pids:/a/b\n", "/sys/fs/cgroup/pids/a/b", "/sys/fs/cgroup/pids/a/b"],
    ["4:pids:/a/b\n", "/sys/fs/cgroup/pids/a/b", "/sys/fs/cgroup/pids/a"],
    ["4:cpu,pids:/a/b\n", "/sys/fs/cgroup/pids", "/sys/fs/cgroup/pids"],
    ["0::/a/b\n", "/sys/fs/cgroup/a/b", "/sys/fs/cgroup/a/b"],
    ["3:cpu:/\n0::/a/b\n", "/sys/fs/cgroup", "/sys/fs/cgroup"],
  ])("with the cgroup %j, seen at %s, a full one at %s is named", (cgroup, own, full) => {
    const { kernel } = run(["x"], (kernel) => {
      kernel.forkError = 11;
      kernel.files.set("/proc/self/cgroup", cgroup);
      kernel.files.set(`${own}/cgroup.procs`, "1\n");
      kernel.files.set(`${full}/pids.max`, "20\n");
      kernel.files.set(`${full}/pids.current`, "20\n");
    });
    expect(kernel.errors).toContain(`the pids limit is reached: 20 in use, at most 20 allowed (${full}/pids.max)`);
  });
});

describe("forwarding", () => {
  const sent = ({ kernel }: { kernel: SimulatedKernel }) => kernel.sent.map(({ signo, time }) => [signo, time]);
  const manners = Object.fromEntries([1, 3, 10, 12, 15].map((signo) => [signo, "ignore" as const]));
  const at = (times: Record<number, number>) => (kernel: SimulatedKernel) => {
    for (const [ms, signo] of Object.entries(times)) kernel.after(Number(ms), () => kernel.signalInit(signo));
    kernel.after(10_000, () => kernel.end(kernel.main, 0));
  };
  const program = { program: { manners } };

  test("rewritten and dropped", () => {
    const result = run(["-r", "TERM:QUIT,HUP:0", "x"], at({ 1: 15, 2: 1, 3: 10 }), program);
    expect(sent(result)).toEqual([
      [3, 1001],
      [10, 1003],
    ]);
  });

  test("the first stop signal is held back, others are not, nor is a later one", () => {
    const result = run(["--term-delay=1s", "x"], at({ 1: 15, 2: 1, 2000: 15 }), program);
    expect(sent(result)).toEqual([
      [1, 1002],
      [15, 2001],
      [15, 3000],
    ]);
  });

  test("a second stop signal takes the place of the one that is held back", () => {
    const result = run(["--term-delay=1s", "x"], at({ 1: 15, 500: 15 }), program);
    expect(sent(result)).toEqual([[15, 1500]]);
  });

  test("-g with a program that is in another group: the signal reaches it by itself", () => {
    const { kernel, code } = run(["-g", "x"], (kernel) => {
      kernel.after(1, () => Object.assign(kernel.processes.get(kernel.main) as object, { group: kernel.pid() }));
      kernel.after(2, () => kernel.signalInit(15));
    });
    expect(kernel.sent).toMatchObject([{ pid: kernel.main, signo: 15, by: "kill" }]);
    expect(kernel.errors).toBe("[WARN  tsinit (1)] SIGTERM could not be sent to process group 2: No such process\n");
    expect(code).toBe(143);
  });

  test("of all signals only CHLD, TTIN and TTOU are the init's own", () => {
    const own = Array.from({ length: 64 }, (_, i) => i + 1).filter((signo) => !new Tsinit().forwards(signo));
    expect(own).toEqual([17, 21, 22]);
  });
});

describe("at the end", () => {
  test.each([
    [0, 0],
    [exited(42), 42],
    [9, 137],
    [15, 143],
    [15 | 128, 143],
  ])("wait status %i is exit code %i", (status, expected) => {
    expect(run(["x"], endsWith(status)).code).toBe(expected);
  });

  test("orphans and the program that ended at the same time are all reaped", () => {
    const { kernel, code } = run(["-w", "x"], (kernel) => {
      kernel.after(50, () => {
        const orphans = [1, 2, 3].map(() => kernel.doubleFork(kernel.main));
        for (const pid of orphans) kernel.end(pid, 0);
        kernel.end(kernel.main, exited(5));
      });
    });
    expect(code).toBe(5);
    expect(kernel.errors.match(/Reaped zombie process/g)).toHaveLength(3);
    expect(kernel.processes.size).toBe(1);
  });
});

describe("the stages", () => {
  const daemon = (
    kernel: SimulatedKernel,
    manners: Record<number, "ignore" | { after: number; status: number }> = {},
  ) => kernel.after(10, () => kernel.doubleFork(kernel.main, { manners }));

  test("as PID 1: TERM and CONT to those at the top, KILL to all at the deadline, then the exit", () => {
    const { kernel, code } = run(["--grace=2s", "x"], (kernel) => {
      daemon(kernel, { 15: "ignore" });
      endsWith(exited(3))(kernel);
    });
    const [{ pid }] = kernel.sent;
    const calls = kernel.trace.filter((entry) => /^kill.* (9|15|18)$/.test(entry));
    expect(calls.slice(0, 3)).toEqual([`kill ${pid} 15`, `kill ${pid} 18`, "killNamespace 9"]);
    expect(code).toBe(3);
    expect(kernel.time).toBe(1000 + 100 + 2000);
  });

  test("elsewhere: the same to the descendants, each held", () => {
    const { kernel } = run(
      ["--grace=2s", "x"],
      (kernel) => {
        daemon(kernel, { 15: "ignore" });
        endsWith(0)(kernel);
      },
      { pid: 7 },
    );
    const [pid] = kernel.sent.map((sent) => sent.pid);
    expect(kernel.trace.filter((entry) => entry.startsWith("killHeld"))).toEqual(
      [15, 18, 9].map((signo) => `killHeld ${pid} ${signo}`),
    );
  });

  test("a pid that becomes somebody else's between the look and the kill gets nothing", () => {
    const { kernel } = run(
      ["--grace=1s", "x"],
      (kernel) => {
        daemon(kernel);
        endsWith(0)(kernel);
        kernel.beforeHold = (pid) => {
          kernel.end(pid, 0);
          kernel.wait();
          kernel.time += 500;
          kernel.nextPid = pid;
          kernel.fork(1);
        };
      },
      { pid: 7 },
    );
    expect(kernel.trace.join()).toContain("spawn");
    expect(kernel.sent).toEqual([]);
  });

  test("a process that was forked during the look is found by another one", () => {
    const { kernel } = run(
      ["--grace=1s", "x"],
      (kernel) => {
        daemon(kernel);
        endsWith(0)(kernel);
        let forked = false;
        kernel.beforeHold = (pid) => {
          if (!forked) kernel.fork(pid, {});
          forked = true;
        };
      },
      { pid: 7 },
    );
    expect(kernel.sent.filter(({ signo }) => signo === 15)).toHaveLength(2);
  });

  test("a process whose ancestor ended during the look is found by another one", () => {
    let child = 0;
    const { kernel } = run(
      ["--grace=1s", "x"],
      (kernel) => {
        kernel.after(10, () => {
          kernel.nextPid = 50;
          const parent = kernel.doubleFork(kernel.main, {});
          kernel.nextPid = 20; // pids have wrapped around: the child is seen before its parent
          child = kernel.fork(parent, {});
        });
        endsWith(0)(kernel);
        kernel.beforeStat = (pid) => {
          if (pid < 50 || !kernel.descends(pid, 7)) return;
          kernel.end(pid, 0);
          kernel.processes.delete(pid);
        };
      },
      { pid: 7 },
    );
    expect(kernel.sent.map(({ pid, signo }) => [pid, signo])).toEqual([
      [child, 15],
      [child, 18],
    ]);
  });

  test.each([1, 7])("with pid %i: a stopped program gets CONT with TERM, and so do those of its group", (pid) => {
    const { kernel, code } = run(
      ["x"],
      (kernel) => {
        kernel.after(10, () => kernel.fork(kernel.main, {}));
        kernel.after(20, () => kernel.signalInit(20));
        kernel.after(30, () => kernel.signalInit(15));
      },
      { pid, program: { manners: { 15: { after: 0, status: exited(4) } } } },
    );
    expect(code).toBe(4);
    const toProgram = kernel.sent.filter((sent) => sent.pid === kernel.main).map(({ signo, by }) => [signo, by]);
    expect(toProgram).toEqual([
      [20, "kill"],
      [15, "kill"],
      [18, "killGroup"],
    ]);
  });

  test("-g: so does one that has left its group", () => {
    const { kernel, code } = run(
      ["-g", "x"],
      (kernel) => {
        kernel.after(20, () =>
          Object.assign(kernel.processes.get(kernel.main) ?? {}, { group: 900, state: "stopped" }),
        );
        kernel.after(30, () => kernel.signalInit(15));
      },
      { program: { manners: { 15: { after: 0, status: exited(4) } } } },
    );
    expect(code).toBe(4);
    expect(kernel.time).toBeLessThan(2000);
  });

  test("a further stop signal is no second TERM for those who have had one", () => {
    const { kernel } = run(["--grace=1s", "x"], (kernel) => {
      daemon(kernel, { 15: "ignore" });
      endsWith(0)(kernel);
      kernel.after(200, () => kernel.signalInit(15));
      kernel.after(300, () => kernel.signalInit(1)); // not a stop signal: nobody's any more
    });
    expect(kernel.sent.map(({ signo, time }) => [signo, time])).toEqual([
      [15, 1100],
      [18, 1100],
      [9, 2100],
    ]);
  });

  test("where /proc is another namespace's, nobody is signalled, and it says so", () => {
    const { kernel, code } = run(
      ["x"],
      (kernel) => {
        kernel.procIsForeign = true;
        daemon(kernel);
        endsWith(exited(6))(kernel);
      },
      { pid: 7 },
    );
    expect({ code, sent: kernel.sent }).toEqual({ code: 6, sent: [] });
    expect(kernel.errors).toContain("/proc is that of another PID namespace");
  });

  test("where /proc is another namespace's, the program alone goes through the stages", () => {
    const { kernel, code } = run(
      ["--stop-timeout=1s", "--grace=1s", "x"],
      (kernel) => {
        kernel.procIsForeign = true;
        daemon(kernel);
        kernel.after(20, () => kernel.signalInit(15));
      },
      { pid: 7, program: { manners: { 15: "ignore" } } },
    );
    expect(code).toBe(137);
    expect(kernel.sent.map(({ pid, signo, time }) => [pid === kernel.main, signo, time])).toEqual([
      [true, 15, 1020],
      [true, 18, 2020],
      [true, 9, 3020],
    ]);
  });

  test("where /proc is another namespace's, --all reaches the program all the same", () => {
    const { kernel, code } = run(
      ["--all", "x"],
      (kernel) => {
        kernel.procIsForeign = true;
        kernel.after(20, () => kernel.signalInit(15));
      },
      { pid: 7 },
    );
    expect({ code, sent: kernel.sent.map(({ signo }) => signo) }).toEqual({ code: 143, sent: [15] });
  });

  test("a first stop signal after the program's end starts no stop timeout, and is not held back", () => {
    const { kernel, code } = run(["--stop-timeout=500ms", "--term-delay=600ms", "--grace=2s", "x"], (kernel) => {
      daemon(kernel, { 15: "ignore" });
      endsWith(exited(7))(kernel);
      kernel.after(700, () => kernel.signalInit(15));
    });
    expect({ code, time: kernel.time }).toEqual({ code: 7, time: 1000 + 100 + 2000 });
    expect(kernel.sent.filter(({ signo }) => signo === 15).map(({ time }) => time)).toEqual([1100]);
    expect(kernel.errors).not.toContain("stop timeout");
  });

  test("a stranger's end, of which no signal tells, is looked for after 50 ms, doubling to 500", () => {
    const { kernel } = run(["--grace=5s", "x"], (kernel) => {
      kernel.after(10, () => kernel.enter({ manners: { 15: { after: 2000, status: 0 } } }));
      endsWith(0)(kernel);
    });
    expect(kernel.trace.filter((entry) => entry === "killNamespace 0")).toHaveLength(1 + 7);
    // 50 + 100 + 200 + 400 + 500 + 500 + 500
    expect(kernel.time).toBe(1000 + 100 + 2250);
  });

  test("a program that hangs in the kernel is left behind a second after KILL, with 137", () => {
    const { kernel, code } = run(["--stop-timeout=1s", "--grace=1s", "x"], (kernel) => {
      kernel.signalInit(15);
      kernel.end = () => {};
    });
    expect(code).toBe(137);
    expect(kernel.errors).toContain("left behind");
    expect(kernel.time).toBe(1000 + 1000 + 1000 + 1000);
  });
});

test("of a crowd nobody is looked at between the end of the grace period and KILL", () => {
  const looked: number[] = [];
  class Watched extends SimulatedKernel {
    override readStat(pid: number): number {
      if (this.time === 2100 && !this.sent.some(({ signo }) => signo === 9)) looked.push(pid);
      return super.readStat(pid);
    }
  }
  const kernel = new Watched({ argv: ["tsinit", "--grace=1s", "x"] });
  const deaf = { manners: { 15: "ignore" as const } };
  kernel.after(50, () => {
    for (let i = 0; i < 100; i++) kernel.fork(kernel.main, deaf);
  });
  endsWith(exited(3))(kernel);
  expect(drive(new Init(kernel), kernel)).toBe(3);
  expect(looked).toEqual([]);
  expect(kernel.errors).toMatch(/SIGKILL is sent to those who are left: \d+ \(program\), .* and 90 more\n/);
});

test("a process that looks like a zombie and cannot be reaped is waited for up to six seconds after KILL", () => {
  class Stuck extends SimulatedKernel {
    override wait() {
      const stuck = [...this.processes.values()].filter(({ pid, state }) => state === "zombie" && pid !== this.main);
      for (const { pid } of stuck) this.processes.delete(pid);
      const ended = super.wait();
      for (const process of stuck) this.processes.set(process.pid, process);
      return stuck.length > 0 && ended.pid < 0 ? { pid: 0, status: 0 } : ended;
    }
  }
  const kernel = new Stuck({ argv: ["tsinit", "--grace=1s", "x"] });
  kernel.after(50, () => kernel.end(kernel.fork(kernel.pid()), 0));
  endsWith(exited(3))(kernel);
  expect(drive(new Init(kernel), kernel)).toBe(3);
  expect(kernel.time).toBe(1000 + 100 + 1000 + 6000);
  expect(kernel.errors).toContain("left behind");
});

test("those who may not be signalled are not waited for, if nobody else is left", () => {
  const program = { manners: { 15: "ignore" as const } };
  for (const pid of [1, 7]) {
    const { kernel, code } = run(
      ["--grace=1s", "x"],
      (kernel) => {
        kernel.after(10, () => kernel.foreign.add(kernel.doubleFork(kernel.main, program)));
        kernel.after(20, () => kernel.end(kernel.main, exited(3)));
      },
      { pid },
    );
    expect({ code, time: kernel.time }).toEqual({ code: 3, time: 1020 });
    expect(kernel.errors).toMatch(/Those who are left may not be signalled by this user, .*: \d+ \(program\)\n$/);
    expect(kernel.sent.filter(({ signo }) => signo === 9)).toEqual([]);
  }
});

test("of a process that cannot be KILLed is told once, however often it is tried", () => {
  const { kernel } = run(
    ["--grace=1s", "x"],
    (kernel) => {
      let daemon = 0;
      kernel.after(10, () => {
        daemon = kernel.doubleFork(kernel.main, { manners: { 15: "ignore" } });
      });
      kernel.after(20, () => kernel.end(kernel.main, 0));
      kernel.after(900, () => kernel.foreign.add(daemon));
    },
    { pid: 7 },
  );
  expect(kernel.errors.match(/SIGKILL could not be sent/g)).toHaveLength(1);
  expect(kernel.errors).toContain("left behind");
});

describe("a stop from the top down", () => {
  /** A master with a worker, behind a program that ends at once. Each signal as [name, signal, ms since the start]. */
  const told = (prepare: (kernel: SimulatedKernel, worker: number, master: number) => void, pid = 1, argv = ["x"]) => {
    const { kernel } = run(
      argv,
      (kernel) => {
        kernel.after(10, () => {
          const master = kernel.fork(kernel.main, { name: "master", manners: { 15: { after: 300, status: 0 } } });
          const worker = kernel.fork(master, { name: "worker", manners: { 15: { after: 100, status: 0 } } });
          prepare(kernel, worker, master);
        });
        kernel.after(100, () => kernel.end(kernel.main, exited(3)));
      },
      { pid },
    );
    const names = new Map([...kernel.processes.values()].map((process) => [process.pid, process.program.name]));
    return { kernel, names, terms: kernel.sent.filter(({ signo }) => signo === 15) };
  };

  test.each([1, 7])("with pid %i: the worker is its master's, and gets TERM when it has become an orphan", (pid) => {
    const { terms } = told(() => {}, pid);
    expect(terms.map(({ time }) => time - 1000)).toEqual([100, 400]);
  });

  test.each([1, 7])("with pid %i: whom nobody has told is told after half of the grace period", (pid) => {
    const { terms, kernel } = told(
      (kernel, worker, master) => {
        Object.assign(kernel.processes.get(master)?.program ?? {}, { manners: { 15: "ignore" } });
        Object.assign(kernel.processes.get(worker)?.program ?? {}, { manners: { 15: "ignore" } });
      },
      pid,
      ["--grace=1s", "x"],
    );
    expect(terms.map(({ time }) => time - 1000)).toEqual([100, 600]);
    expect(kernel.errors).toContain("Still waiting for ");
  });

  test("the leader of a session with a terminal gets HUP as well", () => {
    const { kernel } = told((kernel) => {
      const shell = kernel.enter({ name: "bash", manners: { 15: "ignore", 1: { after: 10, status: 0 } } });
      Object.assign(kernel.processes.get(shell) ?? {}, { session: shell, hasTerminal: true });
    });
    const shell = kernel.sent.find(({ signo }) => signo === 1);
    expect(kernel.sent.filter(({ pid }) => pid === shell?.pid).map(({ signo }) => signo)).toEqual([15, 1, 18]);
    expect(kernel.time).toBeLessThan(1000 + 1000);
  });

  describe("a terminal that is closed in the stop", () => {
    const sets = (ignored: string) => `SigBlk:\t${ZERO}\nSigIgn:\t${ignored}\nSigCgt:\t${ZERO}\n`;
    const ZERO = "0".repeat(16);
    /** When the worker, which leads a session whose terminal the master closes, is sent signals: [signal, ms since the start]. */
    const hungUp = (status: string) => {
      let leader = 0;
      const { kernel } = told(
        (kernel, worker) => {
          const process = kernel.processes.get(worker) ?? {};
          leader = worker;
          Object.assign(process, { session: worker, hasTerminal: true, program: { manners: { 15: "ignore" } } });
          if (status) kernel.files.set(`/proc/${worker}/status`, status);
          // the kernel takes the terminal away and sends HUP; the master ends a moment later
          kernel.after(380, () => Object.assign(process, { hasTerminal: false }));
        },
        1,
        ["--grace=1s", "x"],
      );
      const sent = kernel.sent.filter(({ pid, signo }) => pid === leader && signo !== 9);
      return sent.map(({ signo, time }) => [signo, time - 1000]);
    };

    test("has told the session's leader, who gets TERM only with the rest", () => {
      expect(hungUp(sets(ZERO))).toEqual([
        [15, 600],
        [18, 600],
      ]);
    });

    test.each([
      ["who ignores HUP", sets("0000000000000001")],
      ["of whom that is not seen", ""],
    ])("has not told a leader %s", (_, status) => {
      expect(hungUp(status).slice(0, 2)).toEqual([
        [15, 400],
        [18, 400],
      ]);
    });
  });

  test("who has had TERM with the program's group gets none from the stages", () => {
    const { terms } = told(
      (kernel, worker, master) => {
        for (const pid of [worker, master])
          Object.assign(kernel.processes.get(pid)?.program ?? {}, { manners: { 15: "ignore" } });
        kernel.after(10, () => kernel.signalInit(15));
      },
      1,
      ["-g", "--grace=1s", "x"],
    );
    expect(new Set(terms.map(({ pid }) => pid)).size).toBe(terms.length);
    expect(terms).toHaveLength(3);
  });

  test("a signal that the program ignores is passed on to its children", () => {
    const { kernel } = run(
      ["x"],
      (kernel) => {
        kernel.after(10, () => kernel.fork(kernel.main, { manners: { 15: { after: 10, status: 0 } } }));
        kernel.after(20, () =>
          kernel.files.set(`/proc/${kernel.main}/status`, "SigBlk:\t0\nSigIgn:\t4000\nSigCgt:\t0\n"),
        );
        kernel.after(50, () => kernel.signalInit(15));
        kernel.after(200, () => kernel.end(kernel.main, 0));
      },
      { program: { manners: { 15: "ignore" } } },
    );
    expect(kernel.sent.filter(({ signo }) => signo === 15).map(({ pid }) => pid === kernel.main)).toEqual([
      true,
      false,
    ]);
  });

  test("a zombie that is reaped outside of the namespace is not waited for", () => {
    const { kernel, code } = run(["x"], (kernel) => {
      kernel.after(10, () => {
        const stranger = kernel.enter();
        Object.assign(kernel.processes.get(stranger) ?? {}, { state: "zombie" });
      });
      endsWith(exited(4))(kernel);
    });
    expect({ code, time: kernel.time }).toEqual({ code: 4, time: 1100 });
  });
});

describe("a stop signal that is held back", () => {
  const terms = (kernel: SimulatedKernel) =>
    kernel.sent.filter(({ signo }) => signo === 15).map(({ time }) => time - 1000);

  test("is dropped when the program has ended: those who are left get TERM once", () => {
    const prepare = (kernel: SimulatedKernel) => {
      kernel.after(10, () => kernel.enter({ manners: { 15: { after: 2000, status: 0 } } }));
      kernel.after(100, () => kernel.signalInit(15));
      endsWith(0, 600)(kernel);
    };
    expect(terms(run(["--term-delay=1s", "x"], prepare).kernel)).toEqual([600]);
  });

  test("is dropped when the stop timeout has everyone get TERM", () => {
    const prepare = (kernel: SimulatedKernel) => {
      kernel.after(100, () => kernel.signalInit(15));
      endsWith(0, 4500)(kernel);
    };
    const world = { program: { manners: { 15: "ignore" as const } } };
    expect(terms(run(["--term-delay=3s", "--stop-timeout=1s", "x"], prepare, world).kernel)).toEqual([1100]);
  });
});

describe("what others have made up", () => {
  test("a name can put no line and no escape sequence of its own into the log", () => {
    const name = "\n[FATAL\x1b[31m\xc2\x9b1m";
    const prepare = (kernel: SimulatedKernel) => {
      kernel.after(10, () => kernel.enter({ name, manners: { 15: "ignore" } }));
      endsWith(0)(kernel);
    };
    const { kernel } = run(["--grace=1s", "x"], prepare);
    expect(kernel.errors).toContain("(?[FATAL?[31m?1m)");
    expect(kernel.errors).toMatch(/^([ -~]*\n)+$/);
    const json = run(["--grace=1s", "--log-format=json", "x"], prepare).kernel.errors;
    expect(json).toMatch(/^([ -~]*\n)+$/);
    expect(JSON.parse(json.split("\n").find((line) => line.includes('"killed"')) ?? "").killed[0].command).toBe(
      "\n[FATAL\x1b[31m\x9b1m",
    );
  });

  test("a set-user-ID init reads no TSINIT_* variables", () => {
    const environment = { TSINIT_REMAP_EXIT: "3:9", TSINIT_VERBOSITY: "4", TSINIT_LOG_FORMAT: "nonsense" };
    const prepare = (kernel: SimulatedKernel) => {
      kernel.secure = true;
      endsWith(exited(3))(kernel);
    };
    const { kernel, code } = run(["x"], prepare, { environment });
    expect({ code, errors: kernel.errors }).toEqual({ code: 3, errors: "" });
  });

  test("JSON logs are JSON from the first line on", () => {
    const environment = { TSINIT_LOG_FORMAT: "json" };
    const { errors } = run(["--as", "nobody", "x"], endsWith(0), { environment }).kernel;
    expect(JSON.parse(errors)).toMatchObject({ event: "unknown-name" });
  });
});

describe("the termination log", () => {
  const left = (value: string) => {
    const { kernel } = run(["x"], endsWith(11), { environment: { TSINIT_TERMINATION_LOG: value } });
    return kernel.trace.filter((call) => call.startsWith("append")).map((call) => call.split(" ")[1]);
  };
  test.each(["", "1", "true", "YES", "on"])("'%s' is the usual one", (value) =>
    expect(left(value)).toEqual(["/dev/termination-log"]),
  );
  test.each(["0", "false", "No", "off"])("'%s' is none", (value) => expect(left(value)).toEqual([]));
  test("a relative path is relative to where the init was started", () =>
    expect(left("logs/last")).toEqual(["/srv/logs/last"]));
  test("a relative path where the working directory has no name is refused", () => {
    const prepare = (kernel: SimulatedKernel) => {
      kernel.workingDirectory = () => "";
    };
    const { kernel, code } = run(["--termination-log=last", "x"], prepare);
    expect(code).toBe(125);
    expect(kernel.errors).toContain("give the whole path");
  });
});

test("a signal that could not be sent explains no death", () => {
  const prepare = (kernel: SimulatedKernel) => {
    kernel.after(50, () => kernel.foreign.add(kernel.main));
    kernel.after(100, () => kernel.signalInit(15));
    endsWith(15, 200)(kernel);
  };
  expect(run(["x"], prepare).kernel.errors).toContain("was ended by SIGTERM");
});

test.each(["--help", "--version", "--status"])("%s that cannot be printed fails, with a sentence", (option) => {
  const { kernel, code } = run([option], (kernel) => {
    kernel.print = () => -28;
  });
  expect(code).toBe(125);
  expect(kernel.errors).toContain("stdout could not be written: No space left on device");
});

test.each(["--help", "--status"])("%s that waits for stdout ends at TERM", (option) => {
  const { code } = run([option], (kernel) => {
    kernel.print = () => {
      kernel.signalInit(15);
      return -4;
    };
  });
  expect(code).toBe(143);
});

test.each([["x"], ["--pause"]])("%s: an init that signals would end starts nothing, and says so", (argument) => {
  const { kernel, code } = run([argument], (kernel) => {
    kernel.signalsRefused = true;
  });
  expect(code).toBe(125);
  expect(kernel.errors).toContain("signals cannot be blocked: Operation not permitted");
  expect(kernel.trace.join()).not.toContain("spawn");
});

test("a stranger whose parent has got the pid of a descendant that was told is nobody's", () => {
  const reaping = { reaps: true, manners: { 1: "ignore" as const } };
  const prepare = (kernel: SimulatedKernel) => {
    let child = 0;
    kernel.after(10, () => {
      child = kernel.fork(kernel.main, { manners: { 1: "ignore" } });
    });
    kernel.after(100, () => kernel.signalInit(1));
    // right before the second look the child ends, and a neighbour gets its pid and forks
    let looks = 0;
    const openProcesses = kernel.openProcesses.bind(kernel);
    kernel.openProcesses = () => {
      looks++;
      if (looks === 2) {
        kernel.end(child, 0);
        kernel.advanceTo(kernel.time + 1000);
        kernel.nextPid = child;
        kernel.fork(kernel.fork(1));
      }
      return openProcesses();
    };
    endsWith(0, 3000)(kernel);
  };
  const { kernel } = run(["--all", "--grace=0", "x"], prepare, { pid: 7, program: reaping });
  expect(kernel.sent.filter(({ signo }) => signo === 1)).toHaveLength(2);
  expect(kernel.sent.every(({ descends }) => descends)).toBe(true);
});

test("--status that can read no process sees nothing: 125, and why", () => {
  const { kernel, code } = run(["--status"], (kernel) => {
    kernel.readStat = () => -24;
  });
  expect(code).toBe(125);
  expect(kernel.errors).toContain("The processes cannot be seen: /proc: Too many open files");
});
