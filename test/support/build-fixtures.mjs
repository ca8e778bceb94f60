/** Builds the C programs of test/fixtures into build/fixtures, statically: they run in any namespace and root. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const FLAGS = ["-std=gnu11", "-O1", "-static", "-Wall", "-Wextra", "-Wconversion", "-Werror"];

export function buildFixtures() {
  mkdirSync(`${root}build/fixtures`, { recursive: true });
  const cc = spawnSync("musl-gcc", ["--version"]).status === 0 ? "musl-gcc" : "cc";
  for (const file of readdirSync(`${root}test/fixtures`).filter((name) => name.endsWith(".c"))) {
    const args = [...FLAGS, `test/fixtures/${file}`, "-o", `build/fixtures/${file.slice(0, -2)}`];
    execFileSync(cc, args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  }
}
