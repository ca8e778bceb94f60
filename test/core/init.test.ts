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
  ])("a spawn that fails in step %i with errno %i is exit code %i", (failed, errno, expected, sentence) => {
    const { kernel, code } = run(["-w", "x"], (kernel) => {
      if (failed === 1) kernel.forkError = errno;
      else kernel.execFailure = { failed, errno };
    });
    expect(code).toBe(expected);
    expect(kernel.errors).toContain(`[FATAL tsinit (1)] ${sentence}`);
    expect(kernel.errors.match(/\n/g)).toHaveLength(1); // the child that failed is no orphan
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

  test("as PID 1: TERM and CONT to all, KILL at the deadline, then the exit", () => {
    const { kernel, code } = run(["--grace=2s", "x"], (kernel) => {
      daemon(kernel, { 15: "ignore" });
      endsWith(exited(3))(kernel);
    });
    const calls = kernel.trace.filter((entry) => entry.startsWith("killNamespace"));
    expect(calls.slice(0, 3)).toEqual(["killNamespace 15", "killNamespace 18", "killNamespace 9"]);
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

  test("a further stop signal goes to everyone left", () => {
    const { kernel } = run(["--grace=1s", "x"], (kernel) => {
      daemon(kernel, { 15: "ignore" });
      endsWith(0)(kernel);
      kernel.after(200, () => kernel.signalInit(15));
      kernel.after(300, () => kernel.signalInit(1)); // not a stop signal: nobody's any more
    });
    expect(kernel.sent.map(({ signo, time }) => [signo, time])).toEqual([
      [15, 1100],
      [18, 1100],
      [15, 1200],
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
      [true, 15, 2020],
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
    expect(kernel.sent.filter(({ signo }) => signo === 15).map(({ time }) => time)).toEqual([1100, 1700]);
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

test("of a process that cannot be KILLed is told once, however often it is tried", () => {
  const program = { manners: { 15: "ignore" as const } };
  const { kernel } = run(
    ["--grace=1s", "x"],
    (kernel) => {
      kernel.after(10, () => kernel.foreign.add(kernel.doubleFork(kernel.main, program)));
      kernel.after(20, () => kernel.end(kernel.main, 0));
    },
    { pid: 7 },
  );
  expect(kernel.errors.match(/SIGKILL could not be sent/g)).toHaveLength(1);
  expect(kernel.errors).toContain("left behind");
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
    expect(kernel.errors).toMatch(/^[ -~]*\n$/);
    const json = run(["--grace=1s", "--log-format=json", "x"], prepare).kernel.errors;
    expect(json).toMatch(/^[ -~]*\n$/);
    expect(JSON.parse(json).killed[0].command).toBe("\n[FATAL\x1b[31m\x9b1m");
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
    const environment = { TSINIT_LOG_FORMAT: "json", TINI_VERBOSITY: "x" };
    expect(JSON.parse(run(["x"], endsWith(0), { environment }).kernel.errors)).toMatchObject({ event: "option" });
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
