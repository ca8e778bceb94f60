/** Whom a signal is aimed at: the process that was seen, and nobody who has its pid by now. */
import { expect, test } from "vitest";
import { ESRCH } from "../../src/core/base/errno";
import { ProcessStat } from "../../src/core/proc/process-stat";
import { Target } from "../../src/core/run/target";
import { SimulatedKernel } from "../support/simulated-kernel";

const INIT = 7;

/** Takes aim at a descendant of a subreaper, to which `change` happened since it was looked at. */
function aim(change: (kernel: SimulatedKernel, pid: number) => void): number {
  const kernel = new SimulatedKernel({ argv: ["tsinit"], pid: INIT });
  const pid = kernel.fork(kernel.fork(INIT));
  const stat = new ProcessStat();
  expect(stat.read(kernel, pid)).toBe(true);
  change(kernel, pid);
  return new Target(kernel).aim(pid, stat);
}

test.each([
  ["which nothing has happened to", () => {}, 0],
  ["that has become an orphan", (kernel: SimulatedKernel, pid: number) => setParent(kernel, pid, INIT), 0],
  ["whose parent is another one", (kernel: SimulatedKernel, pid: number) => setParent(kernel, pid, 1), -ESRCH],
  ["whose pid is another process's", (kernel: SimulatedKernel, pid: number) => startAnew(kernel, pid), -ESRCH],
] as const)("a process %s", (_, change, result) => {
  expect(aim(change)).toBe(result);
});

function setParent(kernel: SimulatedKernel, pid: number, parent: number): void {
  Object.assign(kernel.processes.get(pid) ?? {}, { parent });
}

function startAnew(kernel: SimulatedKernel, pid: number): void {
  const process = kernel.processes.get(pid);
  Object.assign(process ?? {}, { start: Number(process?.start) + 1 });
}
