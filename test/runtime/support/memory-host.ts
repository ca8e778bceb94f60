/** A machine in memory: files, variables, and what tsinit-runtime has made of them. In texts each character is one byte. */
import { Host, ITSELF } from "../../../src/runtime/host";
import { GO_ON, Wrapper } from "../../../src/runtime/wrapper";

export const ENOENT = -2;
export const EACCES = -13;
const OWN = "/opt/tsinit/tsinit-runtime";

export interface World {
  args?: string[];
  env?: Record<string, string>;
  /** By path. */
  files?: Record<string, string>;
  /** The paths of executable files; otherwise runc in PATH, and the init beside tsinit-runtime. */
  executables?: string[];
  /** Paths of directories. */
  directories?: string[];
  /** What create() and replace() answer. */
  refused?: number;
}

/** What became of a call. */
export interface Result {
  /** The exit code; GO_ON: the real runtime is executed. */
  code: number;
  real: string;
  stderr: string;
  files: Record<string, string>;
}

export const BUNDLE = "/bundle/config.json";

export class MemoryHost extends Host {
  real = "";
  stderr = "";
  readonly files: Record<string, string>;
  private readonly executables: string[];
  private path = "";
  private content = "";
  private output = "";

  constructor(private readonly world: World) {
    super();
    this.files = { ...world.files };
    this.executables = world.executables ?? ["/usr/bin/runc", "/opt/tsinit/tsinit"];
  }

  private get args(): string[] {
    return this.world.args ?? ["create", "--bundle", "/bundle", "name"];
  }

  argumentCount(): number {
    return this.args.length + 1;
  }

  argument(index: number): string {
    return index === 0 ? "tsinit-runtime" : this.args[index - 1];
  }

  variable(name: string): string | null {
    return { PATH: "/usr/local/bin:/usr/bin", ...this.world.env }[name] ?? null;
  }

  executable(): string {
    return OWN;
  }

  wallClock(): number {
    return Date.UTC(2026, 0, 31, 12, 34, 56, 789);
  }

  load(path: string): number {
    if (!(path in this.files)) return ENOENT;
    this.path = path;
    this.content = this.files[path];
    return this.content.length;
  }

  at(index: number): number {
    return index < this.content.length ? this.content.charCodeAt(index) : -1;
  }

  endOfPlain(start: number): number {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these end it
    const end = this.content.slice(start).search(/["\\\0-\x1f]/);
    return end < 0 ? this.content.length : start + end;
  }

  text(start: number, end: number): string {
    return this.content.slice(start, end);
  }

  look(path: string): number {
    if (path === OWN) return ITSELF;
    if (this.executables.includes(path)) return 0;
    return path in this.files ? EACCES : ENOENT;
  }

  hasDirectory(root: string, path: string): boolean {
    return (this.world.directories ?? []).includes(root + path);
  }

  create(): number {
    this.output = "";
    return this.world.refused ?? 0;
  }

  copy(start: number, end: number): void {
    this.output += this.content.slice(start, end);
  }

  put(text: string): void {
    this.output += text;
  }

  replace(): number {
    this.files[this.path] = this.output;
    return 0;
  }

  append(path: string, text: string): number {
    if (path.startsWith("/none/")) return ENOENT;
    this.files[path] = (this.files[path] ?? "") + text;
    return 0;
  }

  complain(text: string): void {
    this.stderr += text;
  }

  choose(path: string): void {
    this.real = path;
  }
}

/** Runs tsinit-runtime in that world. */
export function call(world: World): Result {
  const host = new MemoryHost(world);
  return resultOf(host, new Wrapper(host).start());
}

export function resultOf({ real, stderr, files }: MemoryHost, code: number): Result {
  return { code, real, stderr, files };
}

/** The same with this config.json. What becomes of that, and what is said. */
export function change(config: string, world: World = {}): { config: string; said: string } {
  const { code, files, stderr } = call({ ...world, files: { [BUNDLE]: config, ...world.files } });
  if (code !== GO_ON) throw new Error(`exit code ${code}: ${stderr}`);
  return { config: files[BUNDLE], said: stderr };
}
