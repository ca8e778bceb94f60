/** Runs vitest, which says at the end what it has skipped. Returns its exit code. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The last says at the end which tests were skipped, and why. */
export const REPORTERS = ["--reporter=default", "--reporter=./scripts/skipped-tests.mjs"];

export function vitest(...args) {
  const { status } = spawnSync("node_modules/.bin/vitest", ["run", ...REPORTERS, ...args], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    stdio: "inherit",
  });
  return status ?? 1;
}
