/** What --status concludes, in worlds that cannot be made here. */
import { describe, expect, test } from "vitest";
import { Init } from "../../src/core/init";
import { drive } from "../support/drive";
import { kernelWith, recorded } from "../support/recorded";
import type { SimulatedKernel } from "../support/simulated-kernel";

/** The report, as JSON, of a PID 1 that runs --status in that world. */
function report(files: Record<string, string>, args: string[] = [], prepare = (_: SimulatedKernel) => {}) {
  const kernel = kernelWith(files, { argv: ["tsinit", "--status", "--json", ...args] });
  prepare(kernel);
  drive(new Init(kernel), kernel);
  return JSON.parse(kernel.output);
}

const ids = (sentences: { id: string }[]) => sentences.map(({ id }) => id);

describe("whoever is at 90 % of a limit other than the cgroup's", () => {
  const loadavg = (threads: number) => ({ "/proc/loadavg": `0.00 0.01 0.05 1/${threads} 6789\n` });
  const limits = (threadsMax: number, pidMax: number) => ({
    "/proc/sys/kernel/threads-max": `${threadsMax}\n`,
    "/proc/sys/kernel/pid_max": `${pidMax}\n`,
  });

  test.each([
    ["threads-max", { ...loadavg(900), ...limits(1000, 4194304) }, ["threads-max"]],
    ["far from it", { ...loadavg(899), ...limits(1000, 4194304) }, []],
    ["pid_max of the machine", { ...loadavg(32000), ...limits(1e6, 32768) }, ["pid-max"]],
    ["pid_max of a namespace in which there are few", { ...loadavg(32000), ...limits(1e6, 400) }, []],
    ["nothing to be read", {}, []],
  ])("%s", (_, files, findings) => {
    expect(ids(report(files).findings)).toEqual(findings);
  });

  test("the user's", () => {
    const { findings } = report({}, [], (kernel) => {
      kernel.processLimit = 16;
    });
    expect(ids(findings)).toEqual(["user-limit"]);
    expect(findings[0].message).toContain("their limit of 16 (RLIMIT_NPROC");
  });

  test("that is not tried where the pids cgroup is full: it would count the failure", () => {
    const files = { ...recorded("layouts/docker-v2"), "/sys/fs/cgroup/pids.current": "100\n" };
    const { findings } = report(files, [], (kernel) => {
      kernel.processLimit = 16;
    });
    expect(ids(findings)).toEqual(["pids-limit"]);
  });
});

test("without the lines on signals nothing is known of them, and nothing found", () => {
  const { findings, pid1 } = report({ "/proc/1/status": "Name:\tapp\nPid:\t1\n" }, [], (kernel) => {
    const init = kernel.processes.get(1);
    if (init) init.program = { name: "app" };
  });
  expect(pid1.signals).toBeNull();
  expect(pid1.stop_signals[0]).toMatchObject({ signal: "SIGTERM", handled: "perhaps" });
  expect(findings).toEqual([]);
});

describe("memory and limits", () => {
  test.each([
    // all cgroups up to the root are seen, or may be hidden
    ["nspawn-v1", 100, 64 << 20],
    ["docker-v2", 100, 64 << 20],
    ["containerd-v2", "none seen", "none seen"],
    ["wsl2", null, "unlimited"],
    ["gvisor", "none seen", "none seen"],
    // version 1 tells of a limit above
    ["ecs-v1", 100, 64 << 20],
    ["containerd-v1", "none seen", 64 << 20],
  ])("%s: at most %s processes, %s bytes", (name, pids, memory) => {
    const seen = report(recorded(`layouts/${name}`));
    expect(seen.pids?.max ?? null).toBe(pids);
    expect(seen.memory.max).toBe(memory);
  });

  test.each(["host-tree-v1", "host-tree-v2"])("%s: nothing is said of a cgroup that is not the own", (name) => {
    const { pids, memory, notes } = report(recorded(`layouts/${name}`));
    expect([pids, memory]).toEqual([null, null]);
    expect(notes[0].message).toBe("No cgroup of the pids controller can be seen.");
  });

  test.each(["docker-v1", "docker-v2"])("%s: the working set has no cache that can be dropped", (name) => {
    expect(report(recorded(`layouts/${name}`)).memory).toMatchObject({ current: 20 << 20, working_set: 16 << 20 });
  });

  test("pressure of the cgroup or, where it has none, of the machine", () => {
    const line = (some: string, full: string) =>
      `some avg10=${some} avg60=0.00 avg300=0.00 total=9\nfull avg10=${full} avg60=1.00 avg300=0.00 total=0\n`;
    const files = {
      ...recorded("layouts/docker-v2"),
      "/sys/fs/cgroup/memory.pressure": line("12.50", "3.00"),
      "/sys/fs/cgroup/cpu.pressure": "some avg10=1.00 avg60=0.00 avg300=0.00 total=9\n",
      "/proc/pressure/memory": line("0.00", "0.00"),
      "/proc/pressure/io": line("0.25", "x"),
    };
    expect(report(files).pressure).toEqual({
      memory: { some: 12.5, full: 3 },
      cpu: { some: 1, full: null },
      io: { some: 0.25, full: null },
    });
  });
});

test("a zombie whose parent is outside is the runtime's to reap", () => {
  const { findings } = report({}, [], (kernel) => {
    kernel.end(kernel.enter({ name: "probe" }), 0);
    const gone = kernel.enter({ name: "probe" });
    const process = kernel.processes.get(gone);
    if (process) process.state = "zombie";
  });
  expect(findings[0].message).toMatch(
    /^The runtime's shim, which is outside of the PID namespace, has not reaped a zombie/,
  );
});

test.each([
  [1, "The pids limit has made 1 fork fail."],
  [2, "The pids limit has made 2 forks fail."],
])("%i in words", (hits, sentence) => {
  const files = { ...recorded("layouts/docker-v2"), "/sys/fs/cgroup/pids.events": `max ${hits}\n` };
  expect(report(files).notes.map(({ message }: { message: string }) => message)).toContain(sentence);
});

test.each([
  ["Node", "0000000000004202", "perhaps", ["term-unsure"]],
  ["tsinit's library in Node", "ffffffff7ffbfeff", "yes", []],
])("%s, which catches %s: ends on TERM: %s", (_, caught, handled, findings) => {
  const sets = `SigBlk:\t${"0".repeat(16)}\nSigIgn:\t${"0".repeat(16)}\nSigCgt:\t${caught}\n`;
  const seen = report({ "/proc/1/status": `Name:\tnode\n${sets}` }, [], (kernel) => {
    const init = kernel.processes.get(1);
    if (init) init.program = { name: "node" };
  });
  expect(seen.pid1.stop_signals[0].handled).toBe(handled);
  expect(ids(seen.findings)).toEqual(findings);
});

test("a shell that blocks TERM makes a child: it does not wait for it", () => {
  const status = `SigBlk:\t${"f".repeat(16)}\nSigIgn:\t${"0".repeat(16)}\nSigCgt:\t${"0".repeat(16)}\n`;
  const seen = report({ "/proc/1/cmdline": "sh\0-c\0server\0", "/proc/1/status": status });
  expect(seen.pid1.stop_signals[0]).toMatchObject({ handled: "no", because: "has no handler for TERM" });
});

test("a script with a trap is a shell with a trap: it may have to wait for its child", () => {
  const sets = (caught: string) => `SigBlk:\t${"0".repeat(16)}\nSigIgn:\t${"0".repeat(16)}\nSigCgt:\t${caught}\n`;
  const files = {
    "/proc/1/cmdline": "/bin/sh\0/entrypoint.sh\0",
    "/proc/1/status": sets("0000000000014000"),
    "/proc/2/status": sets("0".repeat(16)),
  };
  const seen = report(files, [], (kernel) => {
    const init = kernel.processes.get(1);
    if (init) init.program = { name: "entrypoint.sh" };
    kernel.fork(1, { name: "server" });
  });
  expect(seen.pid1.stop_signals[0]).toMatchObject({
    handled: "perhaps",
    because: expect.stringContaining("its trap may have to wait until 2 (server) has ended"),
  });
  expect(ids(seen.findings)).toEqual(["term-unsure"]);
});
