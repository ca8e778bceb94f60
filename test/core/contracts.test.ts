/** By another init's name, on the simulated kernel: what it asks of the kernel, and in which order. */
import { describe, expect, test } from "vitest";
import { Init } from "../../src/core/init";
import { drive } from "../support/drive";
import { exited, SimulatedKernel, type World } from "../support/simulated-kernel";

function run(argv: string[], prepare: (kernel: SimulatedKernel) => void = () => {}, world: Partial<World> = {}) {
  const kernel = new SimulatedKernel({ argv, ...world });
  kernel.after(1000, () => kernel.end(kernel.main, exited(3)));
  prepare(kernel);
  return { code: drive(new Init(kernel), kernel), kernel };
}

/** The program ignores these: what it is sent can be seen to its end. */
const program = { manners: Object.fromEntries([1, 10, 12, 15].map((signo) => [signo, "ignore" as const])) };
const signalsOf = (kernel: SimulatedKernel) => kernel.trace.filter((call) => /^kill|^suspend/.test(call));

describe("the exit code of a failure", () => {
  const FORK = 1;
  const EXEC = 2;
  test.each([
    // no program, fork, ENOENT, EACCES, ENOEXEC
    ["tsinit", 125, 125, 127, 126, 126],
    ["tini", 1, 1, 127, 126, 1],
    ["tini-static", 1, 1, 127, 126, 1],
    ["docker-init", 1, 1, 127, 126, 1],
    ["dumb-init", 1, 1, 2, 2, 2],
    ["catatonit", 1, 1, 1, 1, 1],
    ["podman-init", 1, 1, 1, 1, 1],
  ])("%s", (name, noProgram, fork, noEntry, noAccess, noFormat) => {
    expect(run([`/sbin/${name}`]).code).toBe(noProgram);
    const failing = (step: number, errno: number) => (kernel: SimulatedKernel) => {
      if (step === FORK) kernel.forkError = errno;
      else kernel.execFailure = { step, errno };
    };
    expect(run([name, "x"], failing(FORK, 12)).code).toBe(fork);
    expect(run([name, "x"], failing(EXEC, 2)).code).toBe(noEntry);
    expect(run([name, "x"], failing(EXEC, 13)).code).toBe(noAccess);
    expect(run([name, "x"], failing(EXEC, 8)).code).toBe(noFormat);
  });

  test("tini's -e is for a failed exec too, and not for a failed fork", () => {
    const exec = (kernel: SimulatedKernel) => {
      kernel.execFailure = { step: EXEC, errno: 2 };
    };
    expect(run(["tini", "-e", "127", "x"], exec).code).toBe(0);
    expect(run(["tsinit", "-e", "127", "x"], exec).code).toBe(127);
    const fork = (kernel: SimulatedKernel) => {
      kernel.forkError = 11;
    };
    expect(run(["tini", "-e", "1", "x"], fork).code).toBe(1);
  });
});

describe("where it isn't PID 1", () => {
  test.each([
    ["tsinit", true],
    ["tini", false],
    ["dumb-init", false],
    ["catatonit", true],
  ])("%s becomes a subreaper: %s", (name, adopts) => {
    const { kernel } = run([name, "x"], undefined, { pid: 7 });
    expect(kernel.trace.includes("becomeSubreaper")).toBe(adopts);
    expect(kernel.errors.includes("zombie reaping won't work")).toBe(name === "tini");
  });

  test("tini says nothing where it is one already", () => {
    const { kernel } = run(["tini", "x"], (kernel) => kernel.becomeSubreaper(), { pid: 7 });
    expect(kernel.errors).toBe("");
  });
});

describe("dumb-init", () => {
  test("a session, without -c; the init's group, with it", () => {
    expect(run(["dumb-init", "x"]).kernel.trace.slice(0, 2)).toEqual(["leaveTerminal", "spawn 1 -1 0 0 in a session"]);
    expect(run(["dumb-init", "-c", "x"]).kernel.trace[0]).toBe("spawn 2 -1 0 0 in the same group");
  });

  test.each([
    ["0", "in the same group"],
    ["no", "in a session"],
  ])("DUMB_INIT_SETSID=%s: %s", (value, place) => {
    const { kernel } = run(["dumb-init", "x"], undefined, { environment: { DUMB_INIT_SETSID: value } });
    expect(kernel.trace.find((call) => call.startsWith("spawn"))).toContain(place);
  });

  test("-c with TSINIT_GROUP: a group of the program's own, which gets the signals", () => {
    const hup = (kernel: SimulatedKernel) => kernel.after(10, () => kernel.signalInit(1));
    const { kernel } = run(["dumb-init", "-c", "x"], hup, { program, environment: { TSINIT_GROUP: "1" } });
    expect(kernel.trace[0]).toBe("spawn 2 -1 0 0");
    expect(signalsOf(kernel)).toEqual(["killGroup 2 1"]);
  });

  test("says nothing of a group that nobody is in any more; tini says that the child was dead", () => {
    const left = (kernel: SimulatedKernel) =>
      kernel.after(10, () => {
        for (const process of kernel.processes.values()) process.group = 99;
        kernel.signalInit(1);
      });
    expect(run(["dumb-init", "x"], left).kernel.errors).toBe("");
    expect(run(["tini", "-g", "x"], left).kernel.errors).toBe(
      "[WARN  tini (1)] Child was dead when forwarding signal\n",
    );
    expect(run(["catatonit", "-g", "x"], left).kernel.errors).toContain("SIGHUP could not be sent to process group 2");
  });

  test("once the program has ended it doesn't stop itself", () => {
    const { kernel } = run(
      ["dumb-init", "x"],
      (kernel) => {
        kernel.after(10, () => kernel.doubleFork(kernel.main, { manners: { 15: { after: 500, status: 0 } } }));
        kernel.after(1100, () => kernel.signalInit(20));
      },
      { environment: { TSINIT_GRACE: "1s" } },
    );
    expect(kernel.trace).not.toContain("suspend");
  });

  test("the hand-over of the terminal is told of; a HUP and a CONT that come then are somebody's", () => {
    const { kernel } = run(
      ["dumb-init", "-v", "x"],
      (kernel) => {
        kernel.terminal = 0;
        for (const signo of [1, 18]) kernel.after(10, () => kernel.signalInit(signo));
      },
      { program },
    );
    expect(kernel.errors).toMatch(/Ignoring tty hand-off signal 1\.\n.*Ignoring tty hand-off signal 18\.\n.*spawned/);
    expect(signalsOf(kernel)).toEqual(["killGroup 2 1", "killGroup 2 18", "killGroup 2 15"]);
  });

  test("tini takes the foreground of stdin alone, the others that of any stream", () => {
    for (const [name, terminal, taken] of [
      ["tini", 0, 0],
      ["tini", 2, -1],
      ["catatonit", 2, 2],
      ["tsinit", 2, 2],
    ] as const) {
      const { kernel } = run([name, "x"], (kernel) => {
        kernel.terminal = terminal;
      });
      expect(kernel.trace.find((call) => call.startsWith("spawn"))).toContain(`spawn 1 ${taken} `);
    }
  });

  test.each([
    ["TSTP, TTIN and TTOU stop the group, then the init", [], ["killGroup 2 19", "suspend"]],
    ["or what they are rewritten to", ["-r", "20:10", "-r", "21:10", "-r", "22:10"], ["killGroup 2 10", "suspend"]],
    ["or nobody but the init", ["-r", "20:0", "-r", "21:0", "-r", "22:0"], ["suspend"]],
  ])("%s", (_, options, calls) => {
    for (const signo of [20, 21, 22]) {
      const { kernel } = run(
        ["dumb-init", ...options, "x"],
        (kernel) => kernel.after(10, () => kernel.signalInit(signo)),
        { program },
      );
      expect(signalsOf(kernel).slice(0, -1)).toEqual(calls);
    }
  });

  test("with -c they go to the program as they are", () => {
    const stops = (kernel: SimulatedKernel) => kernel.after(10, () => kernel.signalInit(21));
    expect(signalsOf(run(["dumb-init", "-c", "x"], stops, { program }).kernel)).toEqual(["kill 2 21", "suspend"]);
  });

  test("at the end TERM to the group, or what stands for it; with a grace period the stages instead", () => {
    const end = (...options: string[]) => signalsOf(run(["dumb-init", ...options, "x"]).kernel);
    expect(end()).toEqual(["killGroup 2 15"]);
    expect(end("-r", "15:2")).toEqual(["killGroup 2 2"]);
    expect(end("-r", "15:0")).toEqual([]);
    expect(end("-c")).toEqual([]);
    const { kernel } = run(["dumb-init", "x"], (kernel) => kernel.after(10, () => kernel.doubleFork(kernel.main)), {
      environment: { TSINIT_GRACE: "1s" },
    });
    expect(
      signalsOf(kernel)
        .filter((call) => call !== "killNamespace 0")
        .slice(0, 2),
    ).toEqual(["kill 4 15", "kill 4 18"]);
  });
});

describe("catatonit", () => {
  test("TSTP, TTIN and TTOU are not forwarded", () => {
    const send = (kernel: SimulatedKernel) => {
      for (const signo of [20, 21, 22, 10]) kernel.after(10, () => kernel.signalInit(signo));
    };
    expect(signalsOf(run(["catatonit", "x"], send, { program }).kernel)).toEqual(["kill 2 10"]);
  });
});

describe("the first -- behind the program", () => {
  const spawned = (argv: string[], environment: Record<string, string> = {}) =>
    run(argv, undefined, { environment }).kernel.trace.find((call) => call.startsWith("spawn"));

  test.each([
    [["x", "--", "a"], "spawn 1 -1 0 0 without 2"],
    [["x", "a", "-", "--", "b", "--"], "spawn 1 -1 0 0 without 4"],
    [["-g", "x", "--"], "spawn 2 -1 0 0 without 3"],
    [["x", "a"], "spawn 1 -1 0 0"],
    [["--", "x", "--", "a"], "spawn 2 -1 0 0"],
    [["x", "-c", "--", "a"], "spawn 1 -1 0 0"],
  ])("%j: %s", (args, call) => {
    for (const name of ["tini", "docker-init", "catatonit", "podman-init"]) expect(spawned([name, ...args])).toBe(call);
    for (const name of ["tsinit", "dumb-init"]) {
      const argv = name === "dumb-init" ? args.filter((arg) => arg !== "-g") : args;
      expect(spawned([name, ...argv])).not.toContain("without");
    }
  });

  test("POSIXLY_CORRECT keeps it", () =>
    expect(spawned(["tini", "x", "--", "a"], { POSIXLY_CORRECT: "" })).toBe("spawn 1 -1 0 0"));

  test("is looked for in pieces, where there are many arguments", () => {
    const kernel = new SimulatedKernel({ argv: ["tini", "x", "a", "b", "--", "c"] });
    let asked = 0;
    kernel.isCrowded = () => ++asked % 2 === 0;
    const init = new Init(kernel);
    let pieces = 1;
    while (init.start()) pieces++;
    expect(pieces).toBeGreaterThan(1);
    expect(kernel.trace).toContain("spawn 1 -1 0 0 without 4");
  });
});

describe("/proc/1/exe", () => {
  const version = (argv0: string, file: string) =>
    run([argv0, "--version"], (kernel) => {
      kernel.file = file;
    }).kernel.output;

  test("is called as its file is", () => {
    expect(version("/proc/1/exe", "/sbin/docker-init")).toMatch(/^tini version/);
    expect(version("/proc/1/exe", "/usr/bin/tsinit")).toMatch(/^tsinit version/);
    expect(version("/proc/1/exe", "")).toMatch(/^tsinit version/);
    expect(version("/x", "/sbin/docker-init")).toMatch(/^tsinit version/);
  });
});

describe("who is left when the program ends", () => {
  test.each(["tini", "docker-init", "dumb-init", "catatonit", "podman-init"])("is not waited for by %s", (name) => {
    const { kernel, code } = run([name, "x"], (kernel) => kernel.after(10, () => kernel.doubleFork(kernel.main)));
    expect(code).toBe(3);
    expect(kernel.time).toBe(2000);
  });

  test("nor by pause", () => {
    const kernel = new SimulatedKernel({ argv: ["/pause"] });
    kernel.after(10, () => kernel.enter());
    kernel.after(20, () => kernel.signalInit(15));
    expect(drive(new Init(kernel), kernel)).toBe(0);
    expect(kernel.time).toBe(1020);
    expect(kernel.sent).toEqual([]);
  });
});

test("--as with a name that is nobody's: a warning, and tsinit's contract", () => {
  const { kernel, code } = run(["tini", "--as", "tiny", "x"]);
  expect(kernel.errors).toBe("[WARN  tsinit (1)] --as: 'tiny' is no name that tsinit knows; it stays tsinit\n");
  expect(code).toBe(3);
});

test("what tsinit alone would warn of is for those who ask for more", () => {
  const killed = (name: string, ...options: string[]) =>
    run([name, ...options, "x"], (kernel) => kernel.after(10, () => kernel.end(kernel.main, 9))).kernel;
  expect(killed("tsinit").errors).toContain("was ended by SIGKILL");
  for (const name of ["tini", "dumb-init", "catatonit"]) expect(killed(name).errors).toBe("");
  expect(killed("tini", "-v").output).toContain("was ended by SIGKILL");
});
