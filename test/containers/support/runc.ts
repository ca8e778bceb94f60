/** runc, on an OCI bundle: https://github.com/opencontainers/runtime-spec. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Container } from "./container";
import type { Machine } from "./machine";
import { makeRootfs } from "./rootfs";
import type { ContainerOptions, Runtime } from "./runtime";
import { makeRuntimeDirectory, RUNTIME_DIRECTORY, USER } from "./user";

/** The parts of a bundle's config.json that are changed here. */
interface Config {
  process: {
    args: string[];
    env: string[];
    terminal: boolean;
    user: { uid: number; gid: number };
    capabilities: Record<string, string[]>;
  };
  root: { path: string };
  mounts: { destination: string; type: string; source: string; options: string[] }[];
  linux: { namespaces: { type: string; path?: string }[]; resources: { pids?: { limit: number } } };
}

export class Runc implements Runtime {
  readonly name: string = "runc";
  readonly commands = ["runc"];
  readonly env = {};
  machine!: Machine;

  async prepare(machine: Machine): Promise<void> {
    this.machine = machine;
    makeRootfs(`${machine.directory}/rootfs`, machine.volume);
  }

  async run(name: string, args: string[], options: ContainerOptions): Promise<string[]> {
    const bundle = `${this.machine.directory}/${name}`;
    mkdirSync(bundle);
    chmodSync(bundle, 0o777);
    await this.machine.must(this.spec(bundle));
    const file = `${bundle}/config.json`;
    const config: Config = JSON.parse(readFileSync(file, "utf8"));
    await this.configure(config, args, options);
    writeFileSync(file, JSON.stringify(config));
    return this.runc("run", "--bundle", bundle, name);
  }

  exec(name: string, argv: string[], detached: boolean): string[] {
    return this.runc("exec", ...(detached ? ["--detach"] : []), name, ...argv);
  }

  kill(name: string, signal: string): string[] {
    return this.runc("kill", name, signal);
  }

  /** As those do who call runc: containerd, the kubelet. */
  async stop(container: Container, seconds: number): Promise<void> {
    await container.kill("TERM");
    const deadline = setTimeout(() => container.kill("KILL"), seconds * 1000);
    await container.ended;
    clearTimeout(deadline);
  }

  /** The command that runs runc. */
  protected runc(...args: string[]): string[] {
    return ["runc", ...args];
  }

  /** The command that writes runc's own idea of a config.json, which has a root file system that is read-only. */
  protected spec(bundle: string): string[] {
    return this.runc("spec", "--bundle", bundle);
  }

  private async configure({ process, root, mounts, linux }: Config, args: string[], options: ContainerOptions) {
    const { directory, volume } = this.machine;
    root.path = `${directory}/rootfs`;
    mounts.push({ destination: volume, type: "bind", source: volume, options: ["rbind", "rw"] });
    process.args = [...(options.entrypoint ?? ["/tsinit", "--"]), ...args];
    process.env.push(...Object.entries(options.env ?? {}).map(([name, value]) => `${name}=${value}`));
    process.terminal = options.terminal ?? false;
    if (options.hardened) {
      process.user = { uid: 1000, gid: 1000 };
      for (const set of Object.keys(process.capabilities)) process.capabilities[set] = [];
    }
    if (options.pidsLimit) linux.resources.pids = { limit: options.pidsLimit };
    if (options.pidNamespaceOf) {
      const state = JSON.parse(await this.machine.must(this.runc("state", options.pidNamespaceOf.name)));
      linux.namespaces = linux.namespaces.filter(({ type }) => type !== "pid");
      linux.namespaces.push({ type: "pid", path: `/proc/${state.pid}/ns/pid` });
    }
  }
}

/** runc run by a user who is not root, in a user namespace. */
export class RootlessRunc extends Runc {
  override readonly name = "rootless runc";

  override async prepare(machine: Machine): Promise<void> {
    await super.prepare(machine);
    // runc makes the mount points there that are missing
    await makeRuntimeDirectory(machine, `${machine.directory}/rootfs`);
  }

  protected override runc(...args: string[]): string[] {
    return [...USER, "runc", `--root=${RUNTIME_DIRECTORY}/runc`, ...args];
  }

  protected override spec(bundle: string): string[] {
    return [...super.spec(bundle), "--rootless"];
  }
}
