/**
 * What the world controls has a bound: the compiled core is given more of it than a machine can have, and stays within the
 * memory that native/binary/memory.c gives it.
 */
import { describe, expect, test } from "vitest";
import { LINEAR_MEMORY } from "../../src/core/base/host";
import { SIGKILL, SIGTERM } from "../../src/core/base/signals";
import { drive } from "../support/drive";
import { exited, SimulatedKernel, type World } from "../support/simulated-kernel";
import { wasmInit } from "../support/wasm-core";

const PAGE = 65536;
const MOST_PAGES = LINEAR_MEMORY / PAGE;

/** Drives the compiled init to its end. Its exit code, and how many pages of memory it has needed. */
function run(kernel: SimulatedKernel): { code: number; pages: number } {
  const init = wasmInit(kernel);
  const code = drive(init, kernel);
  return { code, pages: init.memorySize() / PAGE };
}

/** An init that is asked for something, or told to stop after 50 ms, in such a world. */
function runIn(world: World, prepare: (kernel: SimulatedKernel) => void = () => {}) {
  const kernel = new SimulatedKernel(world);
  prepare(kernel);
  kernel.after(50, () => kernel.signalInit(SIGTERM));
  const result = run(kernel);
  expect(result.pages).toBeLessThanOrEqual(MOST_PAGES);
  return { ...result, errors: kernel.errors, output: kernel.output, kernel };
}

const program = { manners: { [SIGTERM]: { after: 0, status: exited(7) } } };

describe("arguments and variables", () => {
  const long = "x".repeat(131_000);
  const started = (argv: string[], environment: Record<string, string> = {}) => {
    const result = runIn({ argv: ["tsinit", ...argv, "--", "program"], environment, program });
    expect(result.kernel.main, result.errors.slice(0, 200)).toBeGreaterThan(0);
    return result;
  };
  const refused = (argv: string[], environment: Record<string, string> = {}) => {
    const result = runIn({ argv: ["tsinit", ...argv, "--", "program"], environment, program });
    expect(result.code).toBe(125);
    expect(result.errors.length).toBeLessThanOrEqual(4096);
    expect(result.errors).toMatch(/\n$/);
    return result.errors;
  };

  test("30,000 times -e1", () => expect(started(Array(30_000).fill("-e1")).code).toBe(7));
  test("300,000 times -w", () => started(Array(300_000).fill("-w")));
  test("-vvv... of 131,000 letters", () => started([`-${"w".repeat(131_000)}`]));
  test("--remap-exit of 131,000 bytes", () =>
    expect(started([`--remap-exit=${"1:2,".repeat(32_000)}7:3`]).code).toBe(3));
  test("--rewrite of 131,000 bytes", () => started([`--rewrite=${"sigusr1:SIGUSR2,".repeat(8_000)}HUP:0`]));
  test("TSINIT_STOP_SIGNAL of 131,000 bytes", () =>
    started([], { TSINIT_STOP_SIGNAL: `${"RTMIN+1,".repeat(16_000)}INT` }));
  test("all variables with 131,000 bytes", () => {
    const names = ["REWRITE", "STOP_SIGNAL", "REMAP_EXIT"].map((name) => `TSINIT_${name}`);
    const values: Record<string, string> = {
      ...{ TSINIT_REWRITE: "USR1:USR2,", TSINIT_STOP_SIGNAL: "INT,", TSINIT_REMAP_EXIT: "1:2," },
    };
    started(
      [],
      Object.fromEntries(names.map((name) => [name, values[name].repeat(131_000 / values[name].length).slice(0, -1)])),
    );
  });
  test.each([
    ["an unknown option", [`--${long}`]],
    ["a bad value", [`--grace=${long}`]],
    ["a bad value of the next argument", ["--grace", long]],
    ["a value for an option that takes none", [`--group=${long}`]],
    ["an unknown letter", [`-w${long}`]],
  ])("%s of 131,000 bytes is refused", (_, argv) => expect(refused(argv)).toContain("..."));
  test("a bad value of a variable of 131,000 bytes is refused", () =>
    expect(refused([], { TSINIT_GRACE: long })).toContain("TSINIT_GRACE: 'xxx"));

  for (const name of ["tini", "dumb-init", "catatonit", "pause"])
    test(`by the name ${name}`, () => {
      for (const option of [`-${"g".repeat(131_000)}`, `--${long}`, `-p${long}`, `-r${long}`, `-e${long}`]) {
        const { errors } = runIn({ argv: ["tsinit", "--as", name, option, "program"], program });
        expect(errors.split("\n").filter((line) => line.length > 4096)).toEqual([]);
      }
    });

  test("a program name of 4,000 bytes that is not UTF-8, in JSON", () => {
    const argv = ["tsinit", "--log-format=json", "-vvv", "--termination-log", "--", "\xff".repeat(4000)];
    const { errors, kernel } = runIn({ argv, program: { manners: { [SIGTERM]: { after: 0, status: 11 } } } });
    const lines = errors.trimEnd().split("\n");
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) {
      expect(line.length + 1).toBeLessThanOrEqual(4096);
      expect(() => JSON.parse(Buffer.from(line, "latin1").toString())).not.toThrow();
    }
    const left = kernel.files.get("/dev/termination-log") ?? "";
    expect(left.length).toBeGreaterThan(100);
    expect(left).toMatch(/^[ -~]*$/);
  });
});

/** A machine with many processes that are none of the init's, which cost the test nothing but their lines. */
class Crowd extends SimulatedKernel {
  /** The line of each in /proc/PID/stat, behind its name. */
  constructor(
    world: World,
    private readonly strangers: number,
    private readonly line = "S 1",
  ) {
    super(world);
    this.nextPid = 1000;
  }

  private at = 0;
  private own: number[] = [];

  override openProcesses(): number {
    this.at = 0;
    this.own = [...this.processes.keys()].sort((a, b) => b - a);
    return 0;
  }

  override nextProcess(): number {
    return this.own.pop() ?? (this.at < this.strangers ? 1_000_000 + this.at++ : 0);
  }

  override readStat(pid: number): number {
    if (pid < 1_000_000) return super.readStat(pid);
    const line = `${pid} (stranger) ${this.line} 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 4711 9\n`;
    Object.assign(this, { content: line });
    return line.length;
  }
}

describe("processes", () => {
  test("200,000 strangers and 2,000 descendants: each descendant gets TERM and KILL, once the stranger is nobody's", () => {
    const kernel = new Crowd({ argv: ["tsinit", "--grace=1s", "--", "program"], pid: 7, program: {} }, 200_000);
    const deaf = { manners: { [SIGTERM]: "ignore" as const } };
    kernel.after(10, () => {
      for (let i = 0; i < 2000; i++) kernel.fork(i % 3 === 0 ? kernel.main : kernel.nextPid - 1, deaf);
      kernel.end(kernel.main, exited(3));
    });
    const { code, pages } = run(kernel);
    expect(code).toBe(3);
    expect(pages).toBeLessThanOrEqual(8);
    for (const signo of [SIGTERM, SIGKILL]) {
      const got = kernel.sent.filter((sent) => sent.signo === signo).map((sent) => sent.pid);
      expect(new Set(got).size).toBe(2000);
    }
    expect(kernel.sent.filter((sent) => sent.signo === SIGTERM).length).toBe(2000);
    expect(kernel.sent.every((sent) => sent.descends)).toBe(true);
  }, 120_000);

  test("5,000 descendants that cannot be signalled are not 5,000 messages", () => {
    const { errors, code } = runIn(
      { argv: ["tsinit", "--grace=1s", "--", "program"], pid: 7, program: {} },
      (kernel) => {
        kernel.after(10, () => {
          for (let i = 0; i < 5000; i++) kernel.foreign.add(kernel.fork(kernel.main));
          kernel.end(kernel.main, exited(3));
        });
      },
    );
    expect(code).toBe(3);
    expect(errors).toContain("SIGTERM could not be sent to 4990 more processes");
    expect(errors.split("\n").length).toBeLessThan(40);
  });

  test.each(["--json", ""])(
    "--status %s of 50,000 zombies is whole up to the bound, and says so",
    (json) => {
      const argv = ["tsinit", "--status", ...(json ? [json] : [])];
      const kernel = new Crowd({ argv, pid: 9 }, 50_000, "Z 1");
      kernel.files.set("/proc/1/cmdline", "x\0".repeat(2000));
      const { code, pages } = run(kernel);
      expect(pages).toBeLessThanOrEqual(MOST_PAGES);
      expect(code).toBe(1);
      expect(kernel.output).toContain("Only the first 20000 processes were looked at.");
      if (json) expect(JSON.parse(kernel.output).zombies.length).toBeGreaterThan(19_900);
    },
    120_000,
  );
});

describe("cgroups and mounts", () => {
  const path = "/a".repeat(2000);
  const overlay = (i: number) =>
    `${i} 1 0:${i} / /var/lib/containers/storage/overlay/${"0".repeat(64)}/merged rw,relatime - overlay overlay rw,lowerdir=${"/var/lib/l/ABCDEFGH".repeat(12)}\n`;
  const mounts = Array.from({ length: 20_000 }, (_, i) => overlay(i + 30)).join("");
  const files: Record<string, Record<string, string>> = {
    "20,000 mounts and no cgroup where everybody has it": {
      "/proc/self/cgroup": "0::/a\n",
      "/proc/self/mountinfo": mounts,
    },
    "a cgroup's path of 4,000 bytes": {
      "/proc/self/cgroup": `0::${path}\n`,
      [`/sys/fs/cgroup${path}/cgroup.procs`]: "1\n",
      [`/sys/fs/cgroup${path}/pids.current`]: "30\n",
      [`/sys/fs/cgroup${path}/pids.max`]: "31\n",
    },
    "a mount of 4,000 bytes, all escaped": {
      "/proc/self/cgroup": "0::/a\n",
      "/proc/self/mountinfo": `30 1 0:30 / ${"\\040".repeat(1000)} rw - cgroup2 cgroup rw\n`,
    },
    "a line of 40,000 bytes without an end": {
      "/proc/self/cgroup": `1:name=${"x".repeat(40_000)}`,
      "/proc/self/mountinfo": "x".repeat(40_000),
    },
  };
  for (const [name, contents] of Object.entries(files)) {
    const world = (kernel: SimulatedKernel) => {
      for (const [file, content] of Object.entries(contents)) kernel.files.set(file, content);
      for (let second = 1; second < 90; second++)
        kernel.after(second * 1000, () => kernel.end(kernel.doubleFork(kernel.main), 0));
      kernel.after(100_000, () => kernel.end(kernel.main, 0));
    };
    test(`${name}: while a program runs`, () => {
      const { code } = runIn(
        { argv: ["tsinit", "--", "program"], program: { manners: { [SIGTERM]: "ignore" } } },
        world,
      );
      expect(code).toBe(0);
    });
    test.each(["--json", ""])(`${name}: --status %s`, (json) => {
      const { code, output } = runIn({ argv: ["tsinit", "--status", ...(json ? [json] : [])], pid: 9 }, (kernel) => {
        for (const [file, content] of Object.entries(contents)) kernel.files.set(file, content);
      });
      expect(code).toBeLessThanOrEqual(1);
      if (json) expect(() => JSON.parse(output)).not.toThrow();
    });
  }
});
