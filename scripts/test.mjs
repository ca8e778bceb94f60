/**
 * Tests everything, on a machine that has nothing yet: setup, build, check, vitest.
 *
 * Run by hand: npm test [-- VITEST OPTIONS], for example npm test -- test/core
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { setup } from "./setup.mjs";

setup();
// they import what setup() has installed
const { build } = await import("./build.mjs");
const { check } = await import("./check.mjs");
build();
check();
const reporters = ["--reporter=default", "--reporter=./scripts/skipped-tests.mjs"];
const { status } = spawnSync("node_modules/.bin/vitest", ["run", ...reporters, ...process.argv.slice(2)], {
  cwd: fileURLToPath(new URL("..", import.meta.url)),
  stdio: "inherit",
});
process.exit(status ?? 1);
