/**
 * Tests everything, on a machine that has nothing yet: setup, build, check, vitest.
 *
 * Run by hand: npm test [-- VITEST OPTIONS], for example npm test -- test/core
 */
import { setup, TESTS } from "./setup.mjs";
import { vitest } from "./vitest.mjs";

setup(TESTS);
// they import what setup() has installed
const { build } = await import("./build.mjs");
const { buildRuntime } = await import("./build-runtime.mjs");
const { check } = await import("./check.mjs");
build();
buildRuntime();
check();
process.exit(vitest(...process.argv.slice(2)));
