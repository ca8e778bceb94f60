/**
 * The one way in which tests run an init: in a PID namespace of its own, with its own /proc, with a time limit, and away
 * from any terminal but one that the test made. An init that signals "everyone" then reaches nobody else.
 */
import { constants } from "node:os";
import { onTestFinished } from "vitest";
import { UNSHARE } from "../../scripts/namespace.mjs";
import { Command, type CommandOptions, type Outcome } from "./command";
import { fixture } from "./fixtures";
import { depth, descendants, innerPid } from "./processes";

export const isRoot = process.getuid?.() === 0;

export interface NamespaceOptions extends Omit<CommandOptions, "stdin"> {
  /**
   * Puts the command on a pseudoterminal, as a session's leader: inside the namespace, as container runtimes do, or with
   * the session outside, as people do who run unshare in their shell.
   */
  terminal?: "inside" | "outside";
}

/** Runs a command as PID 1 of a new PID namespace, to its end. */
export function run(argv: string[], options: NamespaceOptions = {}): Promise<Outcome> {
  return new Namespace(argv, options).ended;
}

/** Starts a command as PID 1 of a new PID namespace. It is killed at the latest when the test ends. */
export function start(argv: string[], options: NamespaceOptions = {}): Namespace {
  return new Namespace(argv, options);
}

/** A PID namespace in which a command runs. */
export class Namespace extends Command {
  constructor(argv: string[], options: NamespaceOptions) {
    super(wrap(argv, options), { ...options, stdin: options.terminal !== undefined });
    onTestFinished(() => this.kill());
  }

  /** The pid, as the tests see it, of the namespace's PID 1. */
  pid1(): Promise<number> {
    return this.until("the namespace's PID 1", () => this.processes().find(isPid1));
  }

  /** Kills the namespace's PID 1, and with it every process in it. */
  async kill(): Promise<void> {
    const processes = this.processes();
    const pid1 = processes.find(isPid1);
    for (const pid of pid1 ? [pid1] : processes) send(pid, constants.signals.SIGKILL);
    await this.ended.catch(() => {});
  }

  private processes(): number[] {
    return descendants(this.process.pid ?? 0);
  }
}

function isPid1(pid: number): boolean {
  return innerPid(pid) === 1 && depth(pid) > depth(process.pid);
}

/** Sends a signal to one process; that it may have ended is no error. */
export function send(pid: number, signo: number): void {
  if (!(pid > 1)) throw new Error(`${pid} is not one process`);
  try {
    process.kill(pid, signo);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function wrap(argv: string[], { terminal }: NamespaceOptions): string[] {
  const lead = ["setsid", "--ctty"];
  return [
    ...(terminal ? [fixture("pty")] : []),
    ...(terminal === "outside" ? lead : []),
    ...UNSHARE,
    ...(terminal === "inside" ? lead : []),
    ...argv,
  ];
}
