/** containerd, by its ctr: containers from a directory, without an image. */
import { writeFileSync } from "node:fs";
import { dist } from "../../support/fixtures";
import { until } from "../../support/until";
import type { Container } from "./container";
import type { Machine } from "./machine";
import { makeRootfs } from "./rootfs";
import type { ContainerOptions, Runtime } from "./runtime";
import { configure } from "./through-runtime";

const CONFIG = `
version = 2
root = "/run/containerd-test/root"
state = "/run/containerd-test/state"
[grpc]
address = "/run/containerd-test.sock"
`;

/** Its shim calls tsinit-runtime in runc's place, unless a test wants no init. */
export class ContainerdThroughRuntime implements Runtime {
  readonly name = "containerd";
  readonly commands = ["containerd", "ctr", "runc"];
  readonly env = {};
  machine!: Machine;
  private execs = 0;

  async prepare(machine: Machine): Promise<void> {
    this.machine = machine;
    await configure(machine, "real = runc");
    makeRootfs(`${machine.directory}/rootfs`, machine.volume);
    const config = `${machine.directory}/containerd.toml`;
    writeFileSync(config, CONFIG);
    const log = `${machine.directory}/containerd.log`;
    await machine.must(["sh", "-c", 'containerd --config="$1" >"$2" 2>&1 &', "sh", config, log]);
    await until("containerd's answer", async () => (await machine.run(this.ctr("version"))).code === 0);
  }

  async run(name: string, args: string[], { entrypoint, env = {} }: ContainerOptions): Promise<string[]> {
    const { directory, volume } = this.machine;
    const binary = entrypoint ? [] : [`--runc-binary=${dist("tsinit-runtime")}`];
    const mount = `type=bind,src=${volume},dst=${volume},options=rbind:rw`;
    // without an image there is no PATH
    const variables = Object.entries({ PATH: "/bin", ...env }).map(([variable, value]) => `--env=${variable}=${value}`);
    const flags = ["--rm", "--runtime=io.containerd.runc.v2", ...binary, `--mount=${mount}`, ...variables];
    return this.ctr("run", ...flags, "--rootfs", `${directory}/rootfs`, name, ...(entrypoint ?? []), ...args);
  }

  exec(name: string, argv: string[], detached: boolean): string[] {
    const flags = [...(detached ? ["--detach"] : []), `--exec-id=exec-${this.execs++}`];
    return this.ctr("task", "exec", ...flags, name, ...argv);
  }

  kill(name: string, signal: string): string[] {
    return this.ctr("task", "kill", `--signal=${signal}`, name);
  }

  async stop(container: Container, seconds: number): Promise<void> {
    await container.kill("TERM");
    const deadline = setTimeout(() => container.kill("KILL"), seconds * 1000);
    await container.ended;
    clearTimeout(deadline);
  }

  /** Runs a container through tsinit-runtime, with more flags of `ctr run`. Returns what it writes. */
  runWith(flags: string[], name: string, ...argv: string[]): Promise<string> {
    const all = ["--rm", `--runc-binary=${dist("tsinit-runtime")}`, "--env=PATH=/bin", ...flags];
    return this.machine.must(this.ctr("run", ...all, "--rootfs", `${this.machine.directory}/rootfs`, name, ...argv));
  }

  private ctr(...args: string[]): string[] {
    return ["ctr", "--address=/run/containerd-test.sock", ...args];
  }
}
