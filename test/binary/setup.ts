/** Builds what the tests run: the binary, the binary that traps on purpose, the C programs of test/fixtures. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const FLAGS = ["-std=gnu11", "-O1", "-static", "-Wall", "-Wextra", "-Wconversion", "-Werror"];

export default function setup(): void {
  run("node", "scripts/build.mjs");
  // src/native/entry.ts: SIGUSR1 makes the core trap
  run("node", "scripts/build.mjs", "tsinit-trap", "--use", "TRAP_ON_SIGNAL=10");
  mkdirSync(`${root}build/fixtures`, { recursive: true });
  const cc = spawnSync("musl-gcc", ["--version"]).status === 0 ? "musl-gcc" : "cc";
  for (const file of readdirSync(`${root}test/fixtures`)) {
    if (file.endsWith(".c")) run(cc, ...FLAGS, `test/fixtures/${file}`, "-o", `build/fixtures/${file.slice(0, -2)}`);
  }
}

function run(command: string, ...args: string[]): void {
  execFileSync(command, args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
}
