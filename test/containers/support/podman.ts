/** Podman, with runc below it. */
import { writeFileSync } from "node:fs";
import { dist } from "../../support/fixtures";
import { Engine } from "./engine";
import { exampleImage } from "./example-image";
import type { Machine } from "./machine";
import { makeRuntimeDirectory, RUNTIME_DIRECTORY, USER } from "./user";

/** No systemd, no ulimits but those that anybody may set. */
const CONTAINERS_CONF = `
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
`;

/** All that it stores is below one directory. */
const storageConf = (driver: string, directory: string) => `
[storage]
driver = "${driver}"
graphroot = "${directory}/graph"
runroot = "${directory}/run"
`;

export class Podman extends Engine {
  readonly name: string = "Podman";
  readonly commands = ["podman", "runc"];
  protected readonly init = ["--init", `--init-path=${dist("tsinit")}`];

  /** `settings`: more lines of the engine's part of containers.conf. */
  constructor(private readonly settings = "") {
    super();
  }

  protected async begin(): Promise<void> {
    this.configure("overlay", "/run/podman");
  }

  command(...args: string[]): string[] {
    return ["podman", ...args];
  }

  protected configure(driver: string, home: string): void {
    const { directory } = this.machine;
    writeFileSync(`${directory}/containers.conf`, CONTAINERS_CONF + this.settings);
    writeFileSync(`${directory}/storage.conf`, storageConf(driver, home));
    this.env = {
      HOME: home,
      CONTAINERS_CONF: `${directory}/containers.conf`,
      CONTAINERS_STORAGE_CONF: `${directory}/storage.conf`,
    };
  }
}

/** Podman whose pods have tsinit for their pause container, from the image of Dockerfile.example. */
export class PodmanWithPause extends Podman {
  constructor() {
    super('infra_image = "localhost/tsinit-example-pause"\ninfra_command = "/pause"\n');
  }

  override async prepare(machine: Machine): Promise<void> {
    await super.prepare(machine);
    await exampleImage(this, "pause");
  }
}

/** Podman run by a user who is not root, in a user namespace. */
export class RootlessPodman extends Podman {
  override readonly name = "rootless Podman";

  protected override async begin(): Promise<void> {
    await makeRuntimeDirectory(this.machine);
    this.configure("vfs", RUNTIME_DIRECTORY);
    this.env.XDG_RUNTIME_DIR = RUNTIME_DIRECTORY;
  }

  override command(...args: string[]): string[] {
    return [...USER, ...super.command(...args)];
  }
}
