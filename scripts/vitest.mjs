/** Runs vitest, which says at the end what it has skipped. */
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The last says at the end which tests were skipped, and why. */
export const REPORTERS = ["--reporter=default", "--reporter=./scripts/skipped-tests.mjs"];

/** Those of the library, whose programs have an addon that can be another one: TSINIT_NODE_HOST. */
export const LIBRARY_TESTS = "supervise hooks handle listeners exit undone register side-by-side"
  .split(" ")
  .map((name) => `test/node/${name}.test.ts`);

/** Returns its exit code. */
export function vitest(...args) {
  const { status } = spawnSync("node_modules/.bin/vitest", ["run", ...REPORTERS, ...args], {
    cwd: root,
    stdio: "inherit",
  });
  return status ?? 1;
}

/** Runs it beside what else is done, and prints what it says when both are over. Returns a function that waits for its exit code. */
export async function vitestBeside(log, ...args) {
  const output = await open(`${root}${log}`, "w");
  const stdio = ["ignore", output.fd, output.fd];
  const child = spawn("node_modules/.bin/vitest", ["run", ...REPORTERS, ...args], { cwd: root, stdio });
  process.once("exit", () => child.kill()); // whatever else has failed
  const ended = new Promise((resolve) => {
    child.on("close", (code) => resolve(code ?? 1)).on("error", () => resolve(1));
  });
  return async () => {
    const code = await ended;
    await output.close();
    process.stdout.write(readFileSync(`${root}${log}`, "utf8"));
    return code;
  };
}
