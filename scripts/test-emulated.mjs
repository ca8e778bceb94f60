/**
 * Runs test/binary with tsinit for other machines: Debian 13's qemu-user emulates it, everything else in its namespace is this
 * machine's own. What an emulator cannot do is skipped: test/binary/emulator-limits.ts. With --limits that alone is run, and what
 * passes nevertheless is a failure: it has no place in the list. Wants root.
 *
 * Run by hand: node scripts/test-emulated.mjs [--limits] [ARCHITECTURE ...] [-- VITEST OPTIONS]; without one, those of EMULATORS.
 */
import { execFileSync } from "node:child_process";
import { root } from "./build/run.mjs";
import { EMULATORS, emulatorOf, registration, withBinaryFormat } from "./qemu-user.mjs";
import { setup, TESTS } from "./setup.mjs";
import { REPORTERS } from "./vitest.mjs";

setup({ ...TESTS, debootstrap: "debootstrap" });
// they import what setup() has installed
const { ARCHITECTURES } = await import("./release/architectures.mjs");
const { compilerOf } = await import("./release/compiler.mjs");
const { pinnedRoot } = await import("./release/root.mjs");
const { buildFixtures } = await import("../test/support/build-fixtures.mjs");

const [before, options] = split(process.argv.slice(2));
const limits = before[0] === "--limits" && before.shift();
for (const script of ["scripts/build.mjs", "scripts/build-trap.mjs"]) node(script);
buildFixtures();
const results = [];
for (const name of before.length > 0 ? before : Object.keys(EMULATORS)) results.push(await test(name));
process.exit(results.every((code) => code === 0) ? 0 : 1);

function split(words) {
  const at = words.indexOf("--");
  return at < 0 ? [words, []] : [words.slice(0, at), words.slice(at + 1)];
}

/** Tests the binary of one machine. Returns vitest's exit code. */
async function test(name) {
  const folder = `build/emulated/${name}`;
  const architecture = ARCHITECTURES.find(({ debian }) => debian === name);
  node("scripts/build-for.mjs", folder, { CC: compilerOf(pinnedRoot(), architecture) });
  console.log(`${name}:`);
  const emulator = emulatorOf(name);
  const env = { ...process.env, TSINIT_DIST: folder, TSINIT_EMULATOR: emulator };
  if (limits) env.TSINIT_LIMITS = "tried";
  const reporters = limits ? [] : REPORTERS;
  const vitest = ["node_modules/.bin/vitest", "run", "--config=test/emulated.config.ts", ...reporters, ...options];
  return await withBinaryFormat(registration(`${root}${folder}/tsinit`, emulator), vitest, env);
}

function node(script, ...args) {
  const env = typeof args.at(-1) === "object" ? args.pop() : {};
  execFileSync(process.execPath, [script, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "inherit"],
  });
}
