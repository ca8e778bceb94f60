/**
 * What the runtimes take for their machine: a PID namespace and mounts of its own, with /run and /dev/shm, where they keep
 * their state, empty at first. Their daemons, containers and mounts are gone when it is. It goes with the tests, even if
 * those are killed: its PID 1 waits for the end of a pipe of theirs. As PID 1 it is a bash, which reaps.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { Command, type CommandOptions, type Outcome } from "../../support/command";
import { children } from "../../support/processes";

const PID_1 = "mount -t tmpfs tmpfs /run && mount -t tmpfs tmpfs /dev/shm && echo ready && read";

export class Machine {
  /** For the files of these tests, at the same place inside and outside, open to every user. */
  readonly directory = mkdtempSync(`${tmpdir()}/tsinit-containers-`);
  /** A directory that every container has too, at the same place. */
  readonly volume = `${this.directory}/volume`;

  private constructor(
    private readonly unshare: ChildProcess,
    private readonly pid1: number,
  ) {
    mkdirSync(this.volume);
    chmodSync(this.directory, 0o755);
    chmodSync(this.volume, 0o777);
  }

  /** Throws if there can be none here. */
  static async start(): Promise<Machine> {
    const argv = ["--mount", "--pid", "--fork", "--mount-proc", "--kill-child", "--", "bash", "-c", PID_1];
    const unshare = spawn("unshare", argv, { stdio: ["pipe", "pipe", "pipe"] });
    const said = await Promise.race([once(unshare.stdout, "data"), once(unshare.stderr, "data")]);
    if (!String(said).startsWith("ready")) throw new Error(String(said));
    return new Machine(unshare, children(unshare.pid as number)[0]);
  }

  /** The command that runs a command there. */
  enter(argv: string[]): string[] {
    return ["nsenter", "--target", String(this.pid1), "--mount", "--pid", "--", ...argv];
  }

  /** Runs a command there, to its end. */
  run(argv: string[], options: CommandOptions = {}): Promise<Outcome> {
    return new Command(this.enter(argv), options).ended;
  }

  /** Runs a command there that must succeed. Returns what it wrote to stdout. */
  async must(argv: string[], options: CommandOptions = {}): Promise<string> {
    const { code, stdout, stderr } = await this.run(argv, options);
    if (code !== 0) throw new Error(`${argv.join(" ")}: exit code ${code}\n${stderr}`);
    return stdout;
  }

  async stop(): Promise<void> {
    this.unshare.stdin?.end();
    await once(this.unshare, "exit");
    rmSync(this.directory, { recursive: true });
  }
}
