/**
 * The one way in which tests run an init: in a PID namespace of its own, with its own /proc, with a time limit, and away
 * from any terminal but one that the test made. An init that signals "everyone" then reaches nobody else.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { onTestFinished } from "vitest";
import { UNSHARE } from "../../scripts/namespace.mjs";
import { fixture } from "./fixtures";
import { depth, descendants, innerPid } from "./processes";
import { until } from "./until";

/** In seconds. What takes longer than that is killed, and the test fails. */
const TIME_LIMIT = 60;

export const isRoot = process.getuid?.() === 0;

export interface NamespaceOptions {
  /** The environment, which has PATH in any case. */
  env?: Record<string, string>;
  cwd?: string;
  /** Descriptors to be used as stdout and stderr, in place of pipes to the test. */
  stdout?: number;
  stderr?: number;
  /**
   * Puts the command on a pseudoterminal, as a session's leader: inside the namespace, as container runtimes do, or with
   * the session outside, as people do who run unshare in their shell.
   */
  terminal?: "inside" | "outside";
}

/** What a command came to. In the texts each character stands for one byte. */
export interface Outcome {
  /** The exit code; null if the namespace was killed. */
  code: number | null;
  stdout: string;
  stderr: string;
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
export class Namespace {
  /** What has been written so far. */
  stdout = "";
  stderr = "";
  readonly ended: Promise<Outcome>;
  private readonly wrapper: ChildProcess;
  private hasEnded = false;

  constructor(argv: string[], options: NamespaceOptions) {
    const [command, ...rest] = wrap(argv, options);
    this.wrapper = spawn(command, rest, {
      cwd: options.cwd,
      env: { PATH: process.env.PATH, ...options.env },
      stdio: [options.terminal ? "pipe" : "ignore", options.stdout ?? "pipe", options.stderr ?? "pipe"],
    });
    this.wrapper.stdout?.setEncoding("latin1").on("data", (text) => {
      this.stdout += text;
    });
    this.wrapper.stderr?.setEncoding("latin1").on("data", (text) => {
      this.stderr += text;
    });
    const began = performance.now();
    this.ended = new Promise((resolve, reject) => {
      this.wrapper.on("error", reject);
      this.wrapper.on("close", (code) => {
        this.hasEnded = true;
        if (performance.now() - began < TIME_LIMIT * 1000) resolve({ code, stdout: this.stdout, stderr: this.stderr });
        else reject(new Error(`${argv.join(" ")} did not end within ${TIME_LIMIT} s\n${this.written()}`));
      });
    });
    this.ended.catch(() => {}); // whoever awaits it sees it; nobody has to
    onTestFinished(() => this.kill());
  }

  /** The pid, as the tests see it, of the namespace's PID 1. */
  pid1(): Promise<number> {
    return this.until("the namespace's PID 1", () => this.processes().find(isPid1));
  }

  /** Waits until `pattern` has been written to stdout. */
  async shows(pattern: string | RegExp): Promise<void> {
    const matches = () => (typeof pattern === "string" ? this.stdout.includes(pattern) : pattern.test(this.stdout));
    await this.until(`${pattern} on stdout`, matches);
  }

  /** Waits for a condition, but no longer than the command runs. */
  until<T>(what: string, condition: () => T | false | null | undefined): Promise<T> {
    const unlessEnded = () => {
      const found = condition();
      if (!found && this.hasEnded) throw new Error(`the command has ended before: ${what}\n${this.written()}`);
      return found;
    };
    return until(what, unlessEnded, () => this.written());
  }

  /** Types text on the terminal. */
  type(text: string): void {
    this.wrapper.stdin?.write(text);
  }

  /** Kills the namespace's PID 1, and with it every process in it. */
  async kill(): Promise<void> {
    const processes = this.processes();
    const pid1 = processes.find(isPid1);
    for (const pid of pid1 ? [pid1] : processes) send(pid, constants.signals.SIGKILL);
    await this.ended.catch(() => {});
  }

  private processes(): number[] {
    return descendants(this.wrapper.pid ?? 0);
  }

  private written(): string {
    return `stdout:\n${this.stdout}\nstderr:\n${this.stderr}`;
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
    // kills even if the tests themselves have been killed meanwhile; --foreground: without a process group of its own
    ...["timeout", "--foreground", "--signal=KILL", String(TIME_LIMIT)],
    ...(terminal ? [fixture("pty")] : []),
    ...(terminal === "outside" ? lead : []),
    ...UNSHARE,
    ...(terminal === "inside" ? lead : []),
    ...argv,
  ];
}
