/** tsinit in both of its roles: as PID 1 of a PID namespace, and as a subreaper somewhere below that. */
import { dist, HOST } from "./fixtures";
import { type Namespace, type NamespaceOptions, type Outcome, run, start } from "./namespace";
import { children, executable } from "./processes";

export interface TsinitOptions extends NamespaceOptions {
  /** A command that executes tsinit: what is put before its name. */
  before?: string[];
  /** The binary's name in dist. */
  binary?: string;
}

export class Role {
  constructor(
    readonly name: string,
    /** How many processes there are above tsinit in its namespace. */
    private readonly above: number,
    private readonly enclose: (argv: string[]) => string[],
  ) {}

  /** Runs `tsinit ARGUMENTS` to its end. */
  run(args: string[], options: TsinitOptions = {}): Promise<Outcome> {
    return run(this.argv(args, options), options);
  }

  /** Starts `tsinit ARGUMENTS`; returns when tsinit has started its program. */
  async start(args: string[], options: TsinitOptions = {}): Promise<Tsinit> {
    const namespace = start(this.argv(args, options), options);
    let parent = await namespace.pid1();
    for (let i = 0; i < this.above; i++) parent = await namespace.until("tsinit", () => children(parent)[0]);
    const binary = dist(options.binary ?? HOST);
    await namespace.until("tsinit", () => executable(parent) === binary);
    const program = await namespace.until("tsinit's program", () => {
      const child = children(parent)[0];
      return child && executable(child) !== binary && child;
    });
    return { namespace, pid: parent, program };
  }

  private argv(args: string[], { before = [], binary = HOST }: TsinitOptions): string[] {
    return this.enclose([...before, dist(binary), ...args]);
  }
}

/** A running tsinit. */
export interface Tsinit {
  namespace: Namespace;
  /** Its pid as the tests see it. */
  pid: number;
  /** The pid of its program. */
  program: number;
}

export const pid1 = new Role("as PID 1", 0, (argv) => argv);
/** Below a shell that is the namespace's PID 1, and exits with tsinit's code. */
export const subreaper = new Role("as a subreaper", 1, (argv) => ["sh", "-c", '"$@"; exit $?', "sh", ...argv]);
export const roles = [pid1, subreaper];
