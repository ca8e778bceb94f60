/**
 * Builds dist/tsinit: src/core and src/binary -> asc -> wasm -> wasm2c -> C -> one static binary.
 *
 * Run by hand: node scripts/build.mjs [NAME [ASC OPTIONS]]; NAME is the file's name in dist/, default tsinit.
 * CC and CFLAGS are obeyed. Without CC: musl-gcc, or cc (Alpine's, or glibc's static libraries: larger, but works).
 * CC may be a compiler for another machine: its own nm, readelf and strip are used.
 */
import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { finish } from "./build/binary.mjs";
import { generate } from "./build/core.mjs";
import { compile } from "./build/link.mjs";
import { root } from "./build/run.mjs";

/** Builds dist/NAME from TypeScript. Returns its path. */
export function build(name = "tsinit", ascOptions = []) {
  generate(name, ascOptions);
  const output = compile(name);
  finish(output);
  return output;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [name, ...ascOptions] = process.argv.slice(2);
  const output = build(name, ascOptions);
  console.log(`${output}: ${statSync(`${root}/${output}`).size} bytes`);
}
