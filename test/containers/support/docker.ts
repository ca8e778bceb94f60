/** Docker, with a daemon of its own. */
import { copyFileSync, readFileSync } from "node:fs";
import { dist } from "../../support/fixtures";
import { until } from "../../support/until";
import { Engine } from "./engine";

/** Without a network, which the tests do without. */
const DOCKERD = [
  ...["dockerd", "--data-root=/run/docker-data", "--bridge=none", "--iptables=false", "--ip6tables=false"],
  ...["--ip-forward=false", "--ip-masq=false"],
];

export class Docker extends Engine {
  readonly name = "Docker";
  readonly commands = ["docker", "dockerd", "containerd", "runc"];
  protected readonly init = ["--init"];

  /** `options`: more of the daemon's. */
  constructor(private readonly options: string[] = []) {
    super();
  }

  protected async begin(): Promise<void> {
    // the builder that needs no plugin
    this.env = { HOME: "/run", DOCKER_BUILDKIT: "0" };
    // the daemon asks it for its version by the name that it has outside; inside it always is docker-init
    const init = `${this.machine.directory}/docker-init`;
    copyFileSync(dist("tsinit"), init);
    const inBackground = [
      "sh",
      "-c",
      '"$@" >"$0" 2>&1 &',
      this.logFile,
      ...DOCKERD,
      ...this.options,
      `--init-path=${init}`,
    ];
    await this.machine.must(inBackground, { env: this.env });
    const answers = async () => (await this.machine.run(this.command("version"), { env: this.env })).code === 0;
    await until("the daemon's answer", answers, () => this.log());
  }

  command(...args: string[]): string[] {
    return ["docker", ...args];
  }

  /** What the daemon has said so far. */
  log(): string {
    return readFileSync(this.logFile, "utf8");
  }

  private get logFile(): string {
    return `${this.machine.directory}/dockerd.log`;
  }
}
