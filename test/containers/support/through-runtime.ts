/** Containers that have no init of their own, and get it from tsinit-runtime. */
import { readFileSync, writeFileSync } from "node:fs";
import { dist } from "../../support/fixtures";
import { Docker } from "./docker";
import type { Engine } from "./engine";
import type { Machine } from "./machine";
import { Podman, RootlessPodman } from "./podman";
import type { Runc } from "./runc";
import type { Runtime } from "./runtime";

const RUNTIME = dist("tsinit-runtime");
/** Behind what the tests want of the engine: a table is there once. */
const PODMAN_SETTINGS = example("containers.conf").replace(/^.*(?=\n\[engine\.runtimes\])/s, "");

/** A file of examples/runtime, with the path of the runtime that is tested. */
function example(name: string): string {
  const text = readFileSync(new URL(`../../../examples/runtime/${name}`, import.meta.url), "utf8");
  return text.replaceAll("/opt/tsinit/tsinit-runtime", RUNTIME);
}

/** The machine's own /etc/tsinit/runtime.conf: nothing of the machine around is changed. */
export async function configure(machine: Machine, ...lines: string[]): Promise<void> {
  const script = `
    mkdir -p /run/etc/upper /run/etc/work
    mount -t overlay -o lowerdir=/etc,upperdir=/run/etc/upper,workdir=/run/etc/work overlay /etc
    mkdir -p /etc/tsinit
    printf "%s\\n" "$@" > /etc/tsinit/runtime.conf`;
  await machine.must(["sh", "-ec", script, "sh", ...lines]);
}

/** The same runtime, above which tsinit-runtime has its place. Where a test wants no init, the runtime is called directly. */
function through<T extends Runtime>(runtime: T, real: string, instead: (argv: string[]) => string[]): T {
  const prepare = runtime.prepare.bind(runtime);
  const run = runtime.run.bind(runtime);
  runtime.prepare = async (machine) => {
    await configure(machine, `real = ${real}`, "shared-pid = inject");
    // crun: see crun.ts
    if (real === "crun") await machine.run(["umount", "/sys/fs/cgroup/unified"]);
    await prepare(machine);
  };
  runtime.run = async (name, args, options) => {
    const argv = await run(name, args, { ...options, entrypoint: options.entrypoint ?? [] });
    return options.entrypoint ? argv : instead(argv);
  };
  return runtime;
}

/** A runtime on an OCI bundle: every command of it goes through tsinit-runtime, but those that start without an init. */
export function throughBundles<T extends Runc>(runtime: T): T {
  const [real] = runtime.commands;
  const instead = (argv: string[]) => argv.map((word) => (word === real ? RUNTIME : word));
  const [exec, kill] = [runtime.exec.bind(runtime), runtime.kill.bind(runtime)];
  runtime.exec = (...args) => instead(exec(...args));
  runtime.kill = (...args) => instead(kill(...args));
  return through(runtime, real, instead);
}

/** The command of an engine with `--runtime tsinit`. */
export function withRuntime(argv: string[]): string[] {
  const run = argv.indexOf("run");
  return [...argv.slice(0, run + 1), "--runtime=tsinit", ...argv.slice(run + 1)];
}

export function podmanThroughRuntime(real: string): Engine {
  return through(new Podman(PODMAN_SETTINGS), real, withRuntime);
}

/** Podman with tsinit-runtime for everything, pods too. Here the settings are the defaults. */
export class PodmanByDefault extends Podman {
  constructor() {
    super(PODMAN_SETTINGS);
  }

  override async prepare(machine: Machine): Promise<void> {
    await configure(machine, "real = runc");
    await super.prepare(machine);
  }

  override command(...args: string[]): string[] {
    return super.command("--runtime=tsinit", ...args);
  }
}

export function rootlessPodmanThroughRuntime(): Engine {
  return through(new RootlessPodman(PODMAN_SETTINGS), "runc", withRuntime);
}

export function dockerThroughRuntime(real: string): Engine {
  const options: string[] = [];
  const docker = through(new Docker(options), real, withRuntime);
  const prepare = docker.prepare.bind(docker);
  docker.prepare = (machine) => {
    const file = `${machine.directory}/daemon.json`;
    writeFileSync(file, example("daemon.json"));
    options.push(`--config-file=${file}`);
    return prepare(machine);
  };
  return docker;
}
