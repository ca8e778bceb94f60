/**
 * Builds dist/tsinit-runtime: src/runtime and src/binary/runtime, by the same way as dist/tsinit. It runs for a moment only, so
 * nothing of its memory is collected, and nothing is laid out for that.
 *
 * Run by hand: node scripts/build-runtime.mjs. CC and CFLAGS are obeyed: scripts/build.mjs.
 */
import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { finish } from "./build/binary.mjs";
import { generate } from "./build/core.mjs";
import { compile, RUNTIME_SOURCES } from "./build/link.mjs";
import { root } from "./build/run.mjs";

const ASC_FLAGS = "--runtime stub -Oz --use abort= --debug".split(" ");

/** What compile() of scripts/build/link.mjs is to do otherwise than for dist/tsinit. */
export const RUNTIME = { preload: false, sources: RUNTIME_SOURCES };

/** TypeScript -> build/NAME/core.c. */
export function generateRuntime(name) {
  generate(name, [], ASC_FLAGS, "src/binary/runtime/entry.ts");
}

/** Builds dist/NAME from TypeScript. Returns its path. */
export function buildRuntime(name = "tsinit-runtime") {
  generateRuntime(name);
  const output = compile(name, RUNTIME);
  finish(output);
  return output;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const output = buildRuntime();
  console.log(`${output}: ${statSync(`${root}/${output}`).size} bytes`);
}
