/** Control groups of a test's own, with a limit on the number of tasks: cgroups(7), version 1 and 2. */
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { onTestFinished } from "vitest";
import { until } from "./until";

const V1 = "/sys/fs/cgroup/pids";
const V2 = "/sys/fs/cgroup";
let count = 0;

/** Why no such group can be made here; "" if it can. */
export function whyNoCgroup(): string {
  if (process.getuid?.() !== 0) return "to make a cgroup takes root";
  return root() === "" ? "the pids controller is neither in a version 1 nor in a version 2 hierarchy here" : "";
}

function root(): string {
  if (existsSync(`${V1}/cgroup.procs`)) return V1;
  const enabled = `${V2}/cgroup.subtree_control`;
  return existsSync(enabled) && readFileSync(enabled, "utf8").includes("pids") ? V2 : "";
}

export class PidsCgroup {
  readonly path = `${root()}/tsinit-test-${process.pid}-${++count}`;

  constructor(max: number) {
    mkdirSync(this.path);
    writeFileSync(`${this.path}/pids.max`, String(max));
    onTestFinished(async () => {
      await until("the cgroup empty", () => this.current() === 0);
      rmdirSync(this.path);
    });
  }

  /** A command that joins the group and executes what follows. */
  joining(): string[] {
    return ["sh", "-c", `echo $$ > ${this.path}/cgroup.procs && exec "$@"`, "sh"];
  }

  /** How many tasks there are in it. */
  current(): number {
    return Number(readFileSync(`${this.path}/pids.current`, "utf8"));
  }
}
