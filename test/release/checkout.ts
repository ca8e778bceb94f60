/** A checkout of its own of what a release is made from, with stand-ins for what would take minutes. */
import { execFileSync } from "node:child_process";
import { cpSync, symlinkSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Command, type Outcome } from "../support/command";
import { dist } from "../support/fixtures";

const project = fileURLToPath(new URL("../../", import.meta.url));
const STAND_INS = fileURLToPath(new URL("stand-ins", import.meta.url));
const PARTS = ["scripts", "completions", "LICENSE", "README.md", "CHANGELOG.md", "package.json", ".gitignore"];

/** In seconds; on an idle machine a release with stand-ins takes five. */
export const TIME_LIMIT = 300;

/** A commit always has the same name, wherever and whenever it is made. */
const IDENTITY = {
  GIT_AUTHOR_DATE: "2026-11-27T12:00:00Z",
  GIT_COMMITTER_DATE: "2026-11-27T12:00:00Z",
  ...{ GIT_AUTHOR_NAME: "test", GIT_AUTHOR_EMAIL: "test@localhost" },
  ...{ GIT_COMMITTER_NAME: "test", GIT_COMMITTER_EMAIL: "test@localhost" },
  ...{ GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" },
};

export class Checkout {
  /** `folder` must be empty. `standIns`: without them the modules are the project's own. */
  constructor(
    readonly folder: string,
    { standIns = true } = {},
  ) {
    for (const part of PARTS) cpSync(`${project}${part}`, `${folder}/${part}`, { recursive: true });
    if (standIns) cpSync(STAND_INS, `${folder}/scripts/release`, { recursive: true });
    symlinkSync(`${project}node_modules`, `${folder}/node_modules`);
    this.git("init", "--quiet", "--initial-branch=main");
    writeFileSync(`${folder}/.git/info/exclude`, "node_modules\n");
    this.git("add", ".");
    this.git("commit", "--quiet", "--message=All");
  }

  git(...args: string[]): string {
    const options = { cwd: this.folder, env: { PATH: process.env.PATH, ...IDENTITY }, stdio: "pipe" } as const;
    return execFileSync("git", args, { ...options, encoding: "utf8" }).trim();
  }

  get commit(): string {
    return this.git("rev-parse", "HEAD");
  }

  /** The command line of `npm run release`, in this checkout. */
  argv(...args: string[]): string[] {
    return [process.execPath, `${this.folder}/scripts/release.mjs`, ...args];
  }

  release(args: string[] = [], env: Record<string, string> = {}, before: string[] = []): Promise<Outcome> {
    const options = { cwd: this.folder, timeLimit: TIME_LIMIT, env: { STAND_IN_BINARY: dist("tsinit"), ...env } };
    return new Command([...before, ...this.argv(...args)], options).ended;
  }
}
