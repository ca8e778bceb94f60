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
    ["pid_max of the machine", { ...loadavg(32000), ...limits(1e6, 32768) }, ["pid_max"]],
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
