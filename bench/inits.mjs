/** The inits that are compared: where they are, what they are called, how they are told to keep off. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));
const PACKAGES = ["tini", "dumb-init", "catatonit"];

/** @typedef {{ name: string, path: string, version: string, size: number }} Init */

/**
 * tsinit, the floor, and the peers that are there, which are Debian's packages; missing ones are installed if that is
 * possible. Says which are not there.
 * @returns {Init[]}
 */
export function findInits() {
  const missing = PACKAGES.filter((name) => !existsSync(`/usr/bin/${name}`));
  if (missing.length > 0 && process.getuid() === 0) {
    spawnSync("apt-get", ["install", "-qq", "--no-install-recommends", ...missing], { stdio: "ignore" });
  }
  const peers = ["tini-static", "tini", "dumb-init", "catatonit"].map((name) => [name, `/usr/bin/${name}`]);
  const all = [["tsinit", `${root}dist/tsinit`], ["floor (plain C)", `${root}build/bench/floor`], ...peers];
  for (const [name, path] of all) if (!existsSync(path)) console.log(`${name} is not compared: there is no ${path}`);
  return all
    .filter(([, path]) => existsSync(path))
    .map(([name, path]) => ({ name, path, version: versionOf(path), size: statSync(path).size }));
}

function versionOf(path) {
  if (path.endsWith("/floor")) return "";
  const { stdout, stderr } = spawnSync("timeout", ["5", path, "--version"], { encoding: "utf8" });
  return `${stdout}${stderr}`.trim().split("\n")[0];
}

/** Builds the C programs of bench/ into build/bench. */
export function buildPrograms() {
  mkdirSync(`${root}build/bench`, { recursive: true });
  const cc = spawnSync("musl-gcc", ["--version"]).status === 0 ? "musl-gcc" : "cc";
  for (const name of ["noop", "floor", "measure", "own-time"]) {
    const { status, stderr } = spawnSync(
      cc,
      ["-static", "-Os", "-Wall", "-Wextra", "-Wconversion", `bench/${name}.c`, "-o", `build/bench/${name}`],
      { cwd: root, encoding: "utf8" },
    );
    if (status !== 0) throw new Error(stderr);
  }
}
