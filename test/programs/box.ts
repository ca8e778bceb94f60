/**
 * A container without a container runtime: a command as PID 1 of a PID namespace, with its own /proc, network and /run.
 * The files are the machine's.
 */
import type { constants } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { Command, type CommandOptions } from "../support/command";
import { children, commandLine, depth, descendants, innerPid, state } from "../support/processes";
import type { Stopped } from "./trial";

const NAMESPACES = ["unshare", "--pid", "--fork", "--mount", "--mount-proc", "--net", "--kill-child", "--"];
const MOUNTS = "mount -t tmpfs tmpfs /run && ip link set lo up";

/** In seconds: what `docker stop` gives. */
const DEADLINE = 10;
/** How often we look who is left, in milliseconds. */
const INTERVAL = 20;

export class Box extends Command {
  /** `setup`: shell commands that are run in it before. */
  constructor(argv: string[], setup: string, options: CommandOptions) {
    super([...NAMESPACES, "sh", "-c", `${MOUNTS}\n${setup}\nexec "$@"`, "sh", ...argv], options);
  }

  /** The pid, as we see it, of its PID 1. */
  pid1(): Promise<number> {
    return this.until("PID 1", () => descendants(this.pid).find(isPid1));
  }

  /** The command that runs a command in its mount namespace and others. */
  async enter(...namespaces: string[]): Promise<string[]> {
    return ["nsenter", `--target=${await this.pid1()}`, "--mount", ...namespaces, "--"];
  }

  /** Stops it as `docker stop` does: with a signal and, ten seconds later, with KILL. */
  async stop(signal: string): Promise<Stopped> {
    const pid1 = await this.pid1();
    const began = performance.now();
    let atDeadline = false;
    send(pid1, `SIG${signal}`);
    const deadline = setTimeout(() => {
      atDeadline = true;
      send(pid1, "SIGKILL");
    }, DEADLINE * 1000);
    let left: string[] = [];
    while (!this.hasEnded) {
      const seen = descendants(pid1).filter((pid) => !"ZX".includes(state(pid)));
      if (children(pid1).length > 0 || !"ZX".includes(state(pid1))) left = seen.map(name);
      await Promise.race([this.ended, sleep(INTERVAL)]);
    }
    const seconds = (performance.now() - began) / 1000;
    clearTimeout(deadline);
    const { code } = await this.ended;
    return { code: atDeadline ? 137 : code, seconds, atDeadline, left: left.filter(Boolean) };
  }
}

/** Kills a command and all that it has started. */
export async function kill(command: Command): Promise<void> {
  const pid = command.pid;
  for (const each of [...descendants(pid).reverse(), pid]) send(each, "SIGKILL");
  await command.ended.catch(() => {});
}

function isPid1(pid: number): boolean {
  return innerPid(pid) === 1 && depth(pid) > depth(process.pid);
}

/** How a process was called, without its directory. */
function name(pid: number): string {
  return commandLine(pid).split(/[\0 ]/)[0].replace(/^.*\//, "");
}

function send(pid: number, signal: keyof typeof constants.signals | string): void {
  if (!(pid > 1)) throw new Error(`${pid} is not one process`);
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
