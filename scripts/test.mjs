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
const { buildForBinary } = await import("../test/binary/setup.mjs");
const { buildForNode } = await import("../test/node/setup.mjs");
process.env.TSINIT_BUILT = "by scripts/test.mjs";
const args = process.argv.slice(2);
build();
buildRuntime();
process.exit(args.every((arg) => arg.startsWith("-")) ? await everything() : some());

function some() {
  prepare();
  return vitest(...args);
}

/** Two at once, for a second processor: the core's tests, which need no other build, and then those that wait most of the time. */
async function everything() {
  const core = await beside("core", "--project=core");
  prepare();
  const otherBinaries = await beside("others", "--project=tsinit-node", "--project=tsinit-i386");
  const code = vitest("--project=tsinit", ...args);
  return Math.max(code, await core(), await otherBinaries());
}

function prepare() {
  check();
  buildForBinary();
  buildForNode();
}

/** Its report, if one is wanted, is beside the other. */
function beside(name, ...projects) {
  const own = args.map((arg) => arg.replace(/^(--outputFile\S*)\.json$/, `$1-${name}.json`));
  return vitestBeside(`build/test-${name}.log`, ...projects, ...own);
}
