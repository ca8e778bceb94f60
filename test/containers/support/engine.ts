/** The command line that Podman and Docker have in common. */
import { writeFileSync } from "node:fs";
import type { Container } from "./container";
import type { Machine } from "./machine";
import { makeRootfs } from "./rootfs";
import type { ContainerOptions, Runtime } from "./runtime";

export const IMAGE = "tsinit-test";

const DOCKERFILE = `
FROM scratch
COPY . /
ENTRYPOINT ["/tsinit", "--"]
`;

export abstract class Engine implements Runtime {
  abstract readonly name: string;
  abstract readonly commands: string[];
  env: Record<string, string> = {};
  machine!: Machine;

  /** The options of `run` that put tsinit before the program. */
  protected abstract readonly init: string[];

  /** Makes the engine ready. */
  protected abstract begin(): Promise<void>;

  /** The command that gives the engine a command. */
  abstract command(...args: string[]): string[];

  async prepare(machine: Machine): Promise<void> {
    this.machine = machine;
    await this.begin();
    makeRootfs(`${machine.directory}/rootfs`, machine.volume);
    const dockerfile = `${machine.directory}/Dockerfile`;
    writeFileSync(dockerfile, DOCKERFILE);
    await this.must("build", "--network=none", `--tag=${IMAGE}`, `--file=${dockerfile}`, `${machine.directory}/rootfs`);
  }

  /** Gives it a command that must succeed. Returns what that wrote to stdout. */
  must(...args: string[]): Promise<string> {
    return this.machine.must(this.command(...args), { env: this.env });
  }

  async run(name: string, args: string[], options: ContainerOptions): Promise<string[]> {
    const { machine } = this;
    const flags = ["--rm", "--network=none", `--name=${name}`, `--volume=${machine.volume}:${machine.volume}`];
    for (const [variable, value] of Object.entries(options.env ?? {})) flags.push(`--env=${variable}=${value}`);
    if (options.pidsLimit) flags.push(`--pids-limit=${options.pidsLimit}`);
    if (options.terminal) flags.push("--interactive", "--tty");
    if (options.hardened)
      flags.push("--read-only", "--user=1000", "--cap-drop=ALL", "--security-opt=no-new-privileges");
    if (options.pidNamespaceOf) flags.push(`--pid=container:${options.pidNamespaceOf.name}`);
    if (options.init) flags.push(...this.init);
    const image = options.image ?? IMAGE;
    if (!options.entrypoint) return this.command("run", ...flags, image, ...args);
    const [first, ...rest] = [...options.entrypoint, ...args];
    return this.command("run", ...flags, `--entrypoint=${first}`, image, ...rest);
  }

  exec(name: string, argv: string[], detached: boolean): string[] {
    return this.command("exec", ...(detached ? ["--detach"] : []), name, ...argv);
  }

  kill(name: string, signal: string): string[] {
    return this.command("kill", `--signal=${signal}`, name);
  }

  async stop({ name }: Container, seconds: number): Promise<void> {
    await this.must("stop", `--time=${seconds}`, name);
  }

  /** What `inspect` says of a container, in its format. */
  async inspect(name: string, format: string): Promise<string> {
    return (await this.must("inspect", `--format=${format}`, name)).trim();
  }
}
