/**
 * A container without a container runtime: a command as PID 1 of a PID namespace, with its own /proc, network and /run.
 * The files are the machine's.
 */
import type { CommandOptions } from "../support/command";
import { depth, innerPid } from "../support/processes";
import { accounting, ended, killed } from "./accounting";
import { Killable, send } from "./killable";
import type { Stopped } from "./trial";

const NAMESPACES = ["unshare", "--pid", "--fork", "--mount", "--mount-proc", "--net", "--kill-child", "--"];
const MOUNTS = "mount -t tmpfs tmpfs /run && ip link set lo up";

/** In seconds: what `docker stop` gives. */
const DEADLINE = 10;

export class Box extends Killable {
  /** `accounts`: a file for the kernel's accounts of who ended. `setup`: shell commands that are run in it before. */
  constructor(
    argv: string[],
    private readonly accounts: string,
    setup: string,
    options: CommandOptions,
  ) {
    super(
      [...NAMESPACES, "sh", "-c", `${MOUNTS}\n${setup}\n${accounting(accounts)}\nexec "$@"`, "sh", ...argv],
      options,
    );
  }

  /** The pid, as we see it, of its PID 1. */
  pid1(): Promise<number> {
    return this.until("PID 1", () => this.processes().find(isPid1));
  }

  /** The command that runs a command in its mount namespace and others. */
  async enter(...namespaces: string[]): Promise<string[]> {
    return ["nsenter", `--target=${await this.pid1()}`, "--mount", ...namespaces, "--"];
  }

  /** Stops it as `docker stop` does: with a signal and, ten seconds later, with KILL. */
  async stop(signal: string): Promise<Stopped> {
    const pid1 = await this.pid1();
    const before = ended(this.accounts);
    const began = performance.now();
    let atDeadline = false;
    send(pid1, `SIG${signal}`);
    const deadline = setTimeout(() => {
      atDeadline = true;
      send(pid1, "SIGKILL");
    }, DEADLINE * 1000);
    const { code } = await this.ended;
    const seconds = (performance.now() - began) / 1000;
    clearTimeout(deadline);
    return { code: atDeadline ? 137 : code, seconds, atDeadline, killed: killed(this.accounts, before) };
  }
}

function isPid1(pid: number): boolean {
  return innerPid(pid) === 1 && depth(pid) > depth(process.pid);
}
