/**
 * Runs the tests of the Node host on an addon that stops at its first fault: built with the address and undefined
 * behaviour sanitizers of gcc.
 *
 * Run by hand: node scripts/test-sanitized.mjs [VITEST OPTIONS]
 */
import { execFileSync, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { buildNode } from "./build-node.mjs";
import { LIBRARY_TESTS } from "./vitest.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The sanitizer must be in the process before anything else is, and Node is not built with it. */
const library = (name) => execFileSync("gcc", [`-print-file-name=${name}`], { encoding: "utf8" }).trim();
const preload = `${library("libasan.so")}:${library("libubsan.so")}`;

buildNode("dist/node-sanitized", "-fsanitize=address,undefined -fno-sanitize-recover=all -g");
const tests = ["test/node/addon.test.ts", ...LIBRARY_TESTS];
const { status } = spawnSync(
  "node_modules/.bin/vitest",
  ["run", "--project=tsinit", ...tests, ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: "inherit",
    env: {
      ...process.env,
      TSINIT_NODE_HOST: "node-sanitized",
      TSINIT_PRELOAD: preload,
      LD_PRELOAD: preload,
      // what V8 keeps for its whole life is no leak of ours
      ASAN_OPTIONS: "detect_leaks=0",
    },
  },
);
process.exit(status ?? 1);
