/**
 * Builds what the tests run: the binary, tsinit-runtime, the one that traps on purpose, the one whose clocks can be moved, the C
 * programs of test/fixtures; for i386 the first and the last three once more, where that is possible.
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { buildFixtures } from "../support/build-fixtures.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** TSINIT_BUILT says that all is there already: scripts/test.mjs. */
export default function setup() {
  if (process.env.TSINIT_BUILT) return;
  run("scripts/build.mjs");
  run("scripts/build-runtime.mjs");
  buildForBinary();
}

/** What test/binary wants beside dist/tsinit and dist/tsinit-runtime. */
export function buildForBinary() {
  run("scripts/build-trap.mjs");
  run("scripts/build-soak.mjs");
  buildFixtures();
  try {
    run("scripts/build-i386.mjs");
  } catch (error) {
    process.env.TSINIT_NO_I386 = `there is no binary for i386: ${error.stderr.toString().trim()}`;
  }
}

/** @param {string} script */
function run(script) {
  execFileSync(process.execPath, [script], { cwd: root, stdio: ["ignore", "ignore", "pipe"] });
}
