/** A container that a test has started. Nobody else has one of its name; it is removed when the test ends. */
import { onTestFinished } from "vitest";
import { Command, type Outcome } from "../../support/command";
import { fixture } from "../../support/fixtures";
import { until } from "../../support/until";
import type { ContainerOptions, Runtime } from "./runtime";

let count = 0;

/** Runs a container to its end. */
export async function run(runtime: Runtime, args: string[], options: ContainerOptions = {}): Promise<Outcome> {
  return (await start(runtime, args, options)).ended;
}

export async function start(runtime: Runtime, args: string[], options: ContainerOptions = {}): Promise<Container> {
  const name = `tsinit-test-${process.pid}-${count++}`;
  return new Container(runtime, name, await runtime.run(name, args, options), options.terminal ?? false);
}

/** The command is the runtime's, in the foreground: it writes what the container does, and ends with its exit code. */
export class Container extends Command {
  constructor(
    private readonly runtime: Runtime,
    readonly name: string,
    argv: string[],
    terminal: boolean,
  ) {
    const lead = terminal ? [fixture("pty"), "setsid", "--ctty"] : [];
    super([...lead, ...runtime.machine.enter(argv)], { env: runtime.env, stdin: terminal });
    onTestFinished(() => this.remove());
  }

  /** Runs a command in it, to its end. */
  exec(argv: string[]): Promise<Outcome> {
    return this.manage(this.runtime.exec(this.name, argv, false));
  }

  /** Starts a command in it, and leaves it to itself. */
  async execDetached(argv: string[]): Promise<void> {
    // the command may inherit what the runtime has for stdout, which then has no end
    const { env, machine } = this.runtime;
    await machine.must(this.runtime.exec(this.name, argv, true), { env, stdout: "ignore", stderr: "ignore" });
  }

  async kill(signal: string): Promise<void> {
    await this.manage(this.runtime.kill(this.name, signal));
  }

  /** Stops it as the runtime does, within a deadline in seconds. Returns what it came to. */
  async stop(seconds: number): Promise<Outcome> {
    await this.runtime.stop(this, seconds);
    return this.ended;
  }

  /** Has the runtime do something with it. */
  private manage(argv: string[]): Promise<Outcome> {
    return this.runtime.machine.run(argv, { env: this.runtime.env });
  }

  /** The runtime removes it when it has ended. It may be about to start only, where there is nothing to kill yet. */
  private async remove(): Promise<void> {
    await until("the container's end", async () => this.hasEnded || void (await this.kill("KILL")));
  }
}
