/** Warnings are true: what is seen at one glance is looked at again. */
import { expect, test } from "vitest";
import { Init } from "../../src/core/init";
import { drive } from "../support/drive";
import { exited, SimulatedKernel } from "../support/simulated-kernel";

const CGROUP = "/sys/fs/cgroup";

/** A program that ends after 100 s; an orphan a second makes the init look. `prepare`: what else happens. */
function watched(prepare: (kernel: SimulatedKernel) => void, pids = 30): SimulatedKernel {
  const kernel = new SimulatedKernel({ argv: ["tsinit", "x"] });
  kernel.files.set("/proc/self/cgroup", "0::/\n");
  kernel.files.set(`${CGROUP}/cgroup.procs`, "1\n");
  kernel.files.set(`${CGROUP}/pids.events`, "max 0\n");
  kernel.files.set(`${CGROUP}/pids.max`, "100\n");
  kernel.files.set(`${CGROUP}/pids.current`, `${pids}\n`);
  for (let second = 1; second < 100; second++)
    kernel.after(second * 1000 + 500, () => kernel.end(kernel.doubleFork(kernel.main), 0));
  prepare(kernel);
  kernel.after(100_500, () => kernel.end(kernel.main, exited(0)));
  drive(new Init(kernel), kernel);
  return kernel;
}

/** A process that makes 25 zombies at `at`, and reaps them after so many ms; its pid. */
function makesZombies(
  kernel: SimulatedKernel,
  at: number,
  reapsAfter: number,
  state: "running" | "stopped" = "stopped",
) {
  kernel.after(at, () => {
    const server = kernel.fork(kernel.main, { name: "server" });
    const zombies = Array.from({ length: 25 }, () => kernel.fork(server));
    for (const pid of zombies) kernel.end(pid, 0);
    const process = kernel.processes.get(server);
    if (process !== undefined) process.state = state;
    kernel.after(reapsAfter, () => {
      for (const pid of zombies) kernel.processes.delete(pid);
    });
  });
}

test("zombies that stay are warned of", () => {
  const kernel = watched((kernel) => makesZombies(kernel, 2000, 80_000));
  expect(kernel.errors).toMatch(
    /^\[WARN {2}tsinit \(1\)\] Process \d+ \(server\) has 25 zombies that it does not reap\n/,
  );
});

test("zombies of a server that is only late are not", () => {
  expect(watched((kernel) => makesZombies(kernel, 2000, 4000)).errors).toBe("");
});

test("other zombies at the second look are not the same", () => {
  const kernel = watched((kernel) => {
    for (let at = 2000; at < 90_000; at += 3000) makesZombies(kernel, at, 3000);
  });
  expect(kernel.errors).toBe("");
});

test("a parent that waits for a CPU has 30 seconds", () => {
  const running = (kernel: SimulatedKernel) => {
    const readStat = kernel.readStat.bind(kernel);
    kernel.readStat = (pid) => {
      const size = readStat(pid);
      const inner = kernel as unknown as { content: string };
      inner.content = inner.content.replace("(server) S", "(server) R");
      return size;
    };
  };
  const late = watched((kernel) => {
    running(kernel);
    makesZombies(kernel, 2000, 20_000, "running");
  });
  expect(late.errors).toBe("");
  const never = watched((kernel) => {
    running(kernel);
    makesZombies(kernel, 2000, 80_000, "running");
  });
  expect(never.errors).toContain("(server) has 25 zombies");
});

test("a pids limit that stays near is warned of, one that was near for a moment is not", () => {
  expect(watched(() => {}, 95).errors).toContain("The pids limit is near: 95 of 100");
  const moment = watched((kernel) => {
    kernel.after(3400, () => kernel.files.set(`${CGROUP}/pids.current`, "95\n"));
    kernel.after(3900, () => kernel.files.set(`${CGROUP}/pids.current`, "30\n"));
  });
  expect(moment.errors).toBe("");
});
