/** tsinit in both of its roles: as PID 1 of a PID namespace, and as a subreaper somewhere below that. */
import type { Outcome } from "./command";
import { dist, HOST } from "./fixtures";
import { type Namespace, type NamespaceOptions, run, start } from "./namespace";
import { children, commandLine, descendants, executable } from "./processes";

export interface TsinitOptions extends NamespaceOptions {
  /** A command that executes tsinit: what is put before its name. */
  before?: string[];
  /** The binary's name in dist. */
  binary?: string;
}

export class Role {
  constructor(
    readonly name: string,
    private readonly enclose: (argv: string[]) => string[],
  ) {}

  /** Runs `tsinit ARGUMENTS` to its end. */
  run(args: string[], options: TsinitOptions = {}): Promise<Outcome> {
    return run(this.argv(args, options), options);
  }

  /** Starts `tsinit ARGUMENTS`; returns when tsinit has started its program. */
  async start(args: string[], options: TsinitOptions = {}): Promise<Tsinit> {
    const namespace = start(this.argv(args, options), options);
    const pid1 = await namespace.pid1();
    const binary = dist(options.binary ?? HOST);
    const pid = await namespace.until("tsinit", () =>
      [pid1, ...descendants(pid1)].find((process) => executable(process) === binary),
    );
    // until it executes the program, its child has the binary too; for a moment in between it has no arguments
    const program = await namespace.until("tsinit's program", () => {
      const [child] = children(pid);
      return executable(child) !== binary && commandLine(child) !== "" && child;
    });
    return { namespace, pid, program };
  }

  toString(): string {
    return this.name;
  }

  private argv(args: string[], { before = [], binary = HOST }: TsinitOptions): string[] {
    return this.enclose([...before, dist(binary), ...args]);
  }
}

/** The command below a shell, which stays meanwhile and exits with its code. */
export function belowShell(argv: string[]): string[] {
  return ["sh", "-c", '"$@"; exit $?', "sh", ...argv];
}

/** A running tsinit. */
export interface Tsinit {
  namespace: Namespace;
  /** Its pid as the tests see it. */
  pid: number;
  /** The pid of its program. */
  program: number;
}

export const pid1 = new Role("as PID 1", (argv) => argv);
export const subreaper = new Role("as a subreaper", belowShell);
export const roles = [pid1, subreaper];
