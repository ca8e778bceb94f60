/** A command that a test has started: what it has written so far, waiting for it, its end. */
import { type ChildProcess, spawn } from "node:child_process";
import { type Condition, until } from "./until";

const TIME_LIMIT = 60;

const { PATH, QEMU_RTSIG_MAP } = process.env;
/** What each command needs; the second of them where the init is emulated. */
const NEEDED = { PATH, QEMU_RTSIG_MAP };

export interface CommandOptions {
  /** The environment, which has PATH in any case. */
  env?: Record<string, string>;
  cwd?: string;
  /** In seconds, 60 if not given. What takes longer than that is killed, and the test fails. */
  timeLimit?: number;
  /** Whether the command reads what the test types; otherwise its stdin is empty. */
  stdin?: boolean;
  /** Descriptors to be used as stdout and stderr, in place of pipes to the test. */
  stdout?: number | "ignore";
  stderr?: number | "ignore";
}

/** What a command came to. In the texts each character stands for one byte. */
export interface Outcome {
  /** The exit code; null if the command was killed. */
  code: number | null;
  stdout: string;
  stderr: string;
}

export class Command {
  /** What has been written so far. */
  stdout = "";
  stderr = "";
  readonly ended: Promise<Outcome>;
  protected readonly process: ChildProcess;
  protected hasEnded = false;

  constructor(argv: string[], options: CommandOptions = {}) {
    const limit = options.timeLimit ?? TIME_LIMIT;
    // kills even if the tests themselves have been killed meanwhile; --foreground: without a process group of its own
    this.process = spawn("timeout", ["--foreground", "--signal=KILL", String(limit), ...argv], {
      cwd: options.cwd,
      env: { ...NEEDED, ...options.env },
      stdio: [options.stdin ? "pipe" : "ignore", options.stdout ?? "pipe", options.stderr ?? "pipe"],
    });
    this.process.stdout?.setEncoding("latin1").on("data", (text) => {
      this.stdout += text;
    });
    this.process.stderr?.setEncoding("latin1").on("data", (text) => {
      this.stderr += text;
    });
    const began = performance.now();
    this.ended = new Promise((resolve, reject) => {
      this.process.on("error", reject);
      this.process.on("close", (code) => {
        this.hasEnded = true;
        if (performance.now() - began < limit * 1000) resolve({ code, stdout: this.stdout, stderr: this.stderr });
        else reject(new Error(`${argv.join(" ")} did not end within ${limit} s\n${this.written()}`));
      });
    });
    this.ended.catch(() => {}); // whoever awaits it sees it; nobody has to
  }

  /** Waits until `pattern` has been written to stdout. */
  async shows(pattern: string | RegExp): Promise<void> {
    const matches = () => (typeof pattern === "string" ? this.stdout.includes(pattern) : pattern.test(this.stdout));
    await this.until(`${pattern} on stdout`, matches);
  }

  /** Waits for a condition, but no longer than the command runs. */
  until<T>(what: string, condition: Condition<T>): Promise<T> {
    const unlessEnded = async () => {
      const hadEnded = this.hasEnded; // before the look, which may take its time
      const found = await condition();
      if (!found && hadEnded) throw new Error(`the command has ended before: ${what}\n${this.written()}`);
      return found;
    };
    return until(what, unlessEnded, () => this.written());
  }

  /** Types text: on its terminal, if it has one. */
  type(text: string): void {
    this.process.stdin?.write(text);
  }

  private written(): string {
    return `stdout:\n${this.stdout}\nstderr:\n${this.stderr}`;
  }
}
