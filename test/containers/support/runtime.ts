/** What the tests ask of a container runtime, each of which answers in its own way. */
import { afterAll, beforeAll, beforeEach } from "vitest";
import { installed } from "../../support/installed";
import { isRoot } from "../../support/namespace";
import type { Container } from "./container";
import { Machine } from "./machine";

/** How a container is to be. Unless it says otherwise it runs `/tsinit -- ARGUMENTS`. */
export interface ContainerOptions {
  /** What comes before the arguments, in place of `/tsinit --`. */
  entrypoint?: string[];
  env?: Record<string, string>;
  pidsLimit?: number;
  /** Puts it on a terminal, on which the test types. */
  terminal?: boolean;
  /** No root, no capabilities, no new privileges, a root file system that is read-only. */
  hardened?: boolean;
  /** The container whose PID namespace it shares, in place of one of its own. */
  pidNamespaceOf?: Container;
  /** With the runtime's `--init`, for which it has tsinit. */
  init?: boolean;
  /** Another image than that of all the tests. */
  image?: string;
}

export interface Runtime {
  readonly name: string;
  /** The commands that it takes, which may not be installed. */
  readonly commands: string[];
  /** The environment of each of its commands. */
  readonly env: Record<string, string>;
  readonly machine: Machine;
  /** Makes what all the containers share. Throws if that is not possible here. */
  prepare(machine: Machine): Promise<void>;
  /** The command that runs a container in the foreground, and exits with its code when nothing of it is left. */
  run(name: string, args: string[], options: ContainerOptions): Promise<string[]>;
  /** The command that runs a command in a container. */
  exec(name: string, argv: string[], detached: boolean): string[];
  /** The command that sends a signal to a container's first process. */
  kill(name: string, signal: string): string[];
  /** Stops a container: TERM and, after so many seconds, KILL. */
  stop(container: Container, seconds: number): Promise<void>;
}

/** Every test of a `describe` wants this runtime. Where it cannot run they are skipped. */
export function needs(runtime: Runtime): void {
  let machine: Machine | undefined;
  let obstacle = "";
  beforeAll(async () => {
    obstacle = missing(runtime);
    if (obstacle !== "") return;
    try {
      machine = await Machine.start();
      await runtime.prepare(machine);
      // without tsinit: a fault of its own is none of the machine's
      const trial = await runtime.run("tsinit-trial", ["/bin/true"], { entrypoint: [] });
      await machine.must(trial, { env: runtime.env });
    } catch (error) {
      obstacle = `${runtime.name} cannot run a container here: ${(error as Error).message}`;
    }
  });
  beforeEach(({ skip }) => skip(obstacle !== "", obstacle));
  afterAll(() => machine?.stop());
}

/** What the machine and the files of the containers take. */
const COMMANDS = ["unshare", "nsenter", "bash", "busybox"];

function missing({ name, commands }: Runtime): string {
  if (!isRoot) return `to make a machine for ${name} takes root`;
  const absent = [...COMMANDS, ...commands].filter((command) => installed(command) === "");
  return absent.length > 0 ? `not installed: ${absent.join(", ")}` : "";
}
