/** Control groups with a limit on the number of processes: cgroups(7), version 1 or 2, whichever has the pids controller. */
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { onTestFinished } from "vitest";
import { until } from "./until";

const VERSION_1 = "/sys/fs/cgroup/pids";
const VERSION_2 = "/sys/fs/cgroup";
let count = 0;

/** A new cgroup with that pids.max, removed when the test ends; where none can be made the test is skipped. */
export function pidsCgroup(max: number, skip: (reason: string) => never): PidsCgroup {
  try {
    return new PidsCgroup(pidsRoot(), max);
  } catch (error) {
    return skip(`no pids cgroup can be made here: ${(error as Error).message}`);
  }
}

class PidsCgroup {
  readonly directory: string;
  /** A command that enters the cgroup and executes what follows. */
  readonly enter: string[];

  constructor(parent: string, max: number) {
    this.directory = `${parent}/tsinit-test-${process.pid}-${count++}`;
    // 0 is whoever writes it
    this.enter = ["sh", "-c", 'echo 0 >"$0/cgroup.procs" && exec "$@"', this.directory];
    mkdirSync(this.directory);
    onTestFinished(() => this.remove());
    writeFileSync(`${this.directory}/pids.max`, String(max));
  }

  /** A cgroup below this one. */
  child(max: number): PidsCgroup {
    enablePids(this.directory);
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

function pidsRoot(): string {
  if (existsSync(`${VERSION_1}/cgroup.procs`)) return VERSION_1;
  enablePids(VERSION_2);
  return VERSION_2;
}

/** Version 2: a cgroup has the files of those controllers only that its parent gives to its children. */
function enablePids(directory: string): void {
  const control = `${directory}/cgroup.subtree_control`;
  if (existsSync(control)) writeFileSync(control, "+pids");
}
