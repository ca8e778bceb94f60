/**
 * Tests everything, on a machine that has nothing yet: setup, build, check, vitest.
 *
 * Run by hand: npm test [-- VITEST OPTIONS], for example npm test -- test/core
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build } from "./build.mjs";
import { check } from "./check.mjs";
import { setup } from "./setup.mjs";

setup();
build();
check();
const reporters = ["--reporter=default", "--reporter=./scripts/skipped-tests.mjs"];
const { status } = spawnSync("node_modules/.bin/vitest", ["run", ...reporters, ...process.argv.slice(2)], {
  cwd: fileURLToPath(new URL("..", import.meta.url)),
  stdio: "inherit",
});
process.exit(status ?? 1);
