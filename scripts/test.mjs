/**
 * Tests everything, on a machine that has nothing yet: setup, build, check, vitest.
 *
 * Run by hand: npm test [-- VITEST OPTIONS], for example npm test -- test/core
 */
import { setup, TESTS } from "./setup.mjs";
import { vitest, vitestBeside } from "./vitest.mjs";

setup(TESTS);
// they import what setup() has installed
const { build } = await import("./build.mjs");
const { buildRuntime } = await import("./build-runtime.mjs");
const { check } = await import("./check.mjs");
build();
buildRuntime();
check();
process.env.TSINIT_BUILT = "binary";
const args = process.argv.slice(2);
process.exit(args.every((arg) => arg.startsWith("-")) ? await everything() : vitest(...args));

/** The core's tests keep a processor busy for minutes, and the others wait most of the time: so both run at once. */
async function everything() {
  const ofCore = args.map((arg) => arg.replace(/^(--outputFile\S*)\.json$/, "$1-core.json"));
  const core = await vitestBeside("build/test-core.log", { TSINIT_BUILT: "all" }, "--project=core", ...ofCore);
  const code = vitest("--project=!core", ...args);
  return Math.max(code, await core());
}
