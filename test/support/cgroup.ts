/** Control groups with a limit on processes or memory: cgroups(7), version 1 or 2, whichever has the controller. */
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { onTestFinished } from "vitest";
import { until } from "./until";

const VERSION_2 = "/sys/fs/cgroup";
let count = 0;

/** A new cgroup with that pids.max, removed when the test ends; where none can be made the test is skipped. */
export function pidsCgroup(max: number, skip: (reason: string) => never): PidsCgroup {
  try {
    return new PidsCgroup(rootOf("pids"), max);
  } catch (error) {
    return skip(`no pids cgroup can be made here: ${(error as Error).message}`);
  }
}

/** A new cgroup with that limit in MiB, removed when the test ends; where none can be made the test is skipped. */
export function memoryCgroup(megabytes: number, skip: (reason: string) => never): Cgroup {
  try {
    const root = rootOf("memory");
    const file = root === VERSION_2 ? "memory.max" : "memory.limit_in_bytes";
    return new Cgroup(root, file, megabytes << 20);
  } catch (error) {
    return skip(`no memory cgroup can be made here: ${(error as Error).message}`);
  }
}

class Cgroup {
  readonly directory: string;
  /** A command that enters the cgroup and executes what follows. */
  readonly enter: string[];

  constructor(parent: string, limit: string, max: number) {
    this.directory = `${parent}/tsinit-test-${process.pid}-${count++}`;
    // 0 is whoever writes it
    this.enter = ["sh", "-c", 'echo 0 >"$0/cgroup.procs" && exec "$@"', this.directory];
    mkdirSync(this.directory);
    onTestFinished(() => this.remove());
    writeFileSync(`${this.directory}/${limit}`, String(max));
  }

  /** Once its processes are gone; they have been killed, but it may take them a moment. */
  private async remove(): Promise<void> {
    await until(`${this.directory} can be removed`, () => {
      try {
        rmdirSync(this.directory);
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EBUSY") return false;
        throw error;
      }
    });
  }
}

class PidsCgroup extends Cgroup {
  constructor(parent: string, max: number) {
    super(parent, "pids.max", max);
  }

  /** A cgroup below this one. */
  child(max: number): PidsCgroup {
    enable("pids", this.directory);
    return new PidsCgroup(this.directory, max);
  }

  /** How many processes are in it. */
  current(): number {
    return Number(readFileSync(`${this.directory}/pids.current`, "utf8"));
  }

  /** How often the limit has made a fork fail. */
  refused(): number {
    return Number(/^max (\d+)$/m.exec(readFileSync(`${this.directory}/pids.events`, "utf8"))?.[1]);
  }
}

/** The hierarchy that has the controller. */
function rootOf(controller: string): string {
  if (existsSync(`/sys/fs/cgroup/${controller}/cgroup.procs`)) return `/sys/fs/cgroup/${controller}`;
  enable(controller, VERSION_2);
  return VERSION_2;
}

/** Version 2: a cgroup has the files of those controllers only that its parent gives to its children. */
function enable(controller: string, directory: string): void {
  const control = `${directory}/cgroup.subtree_control`;
  if (existsSync(control)) writeFileSync(control, `+${controller}`);
}
