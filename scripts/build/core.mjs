/** TypeScript -> wasm -> C. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { markCold } from "../cold.mjs";
import { writeNumbers } from "./numbers.mjs";
import { root, run } from "./run.mjs";
import { callGraph, mustNotRecurse } from "./stack.mjs";

const TRANSFORMS = ["allocator", "collector", "cold"];
/** How TypeScript becomes wasm; what each flag is worth: docs/decisions/size.md. */
export const ASC_FLAGS = [
  ..."--runtime minimal -Oz --use abort= --debug".split(" "),
  ...TRANSFORMS.flatMap((name) => ["--transform", `./scripts/${name}.mjs`]),
];

/** TypeScript -> build/NAME/core.c and numbers.h. */
export function generate(name, ascOptions = [], ascFlags = ASC_FLAGS, entry = "src/binary/entry.ts") {
  const folder = `build/${name}`;
  writeNumbers(folder);
  compileCore(entry, `${folder}/core.wasm`, ascOptions, ascFlags);
  run("node_modules/.bin/wasm2c", `${folder}/core.wasm`, "-n", "core", "-o", `${folder}/core.c`);
  const source = readFileSync(`${root}/${folder}/core.c`, "utf8");
  const calls = callGraph(source);
  mustNotRecurse(calls);
  writeFileSync(`${root}/${folder}/core.c`, withQuickAllocator(markCold(withOwnAccess(source), calls)));
}

/** What wasm2c writes behind its macros for the linear memory. */
const BEHIND_MACROS = "static inline void load_data(";

/** Puts native/binary/linear-memory.h, which replaces these macros, behind them. */
export function withOwnAccess(source) {
  if (source.split(BEHIND_MACROS).length !== 2) throw new Error(`what wasm2c wrote has not one "${BEHIND_MACROS}"`);
  return source.replace(BEHIND_MACROS, `#include "linear-memory.h"\n${BEHIND_MACROS}`);
}

/**
 * Nearly every object of the core is made at the start, and that is most of what the core does then. So the allocator and the
 * collector are compiled for speed: docs/decisions/start.md has what that is worth.
 */
function withQuickAllocator(source) {
  const quick = source.replaceAll(
    /^(static )?(void|u32) w2c_core_0x7Elib0x2Frt0x2F(tlsf|tcms|stub)\w+\([^;]*\) \{$/gm,
    '__attribute__((optimize("O2"))) $&',
  );
  if (quick === source) throw new Error("what wasm2c wrote has no allocator");
  return quick;
}

/** Compiles an AssemblyScript entry to wasm. */
export function compileCore(entry, output, options = [], flags = ASC_FLAGS) {
  mkdirSync(dirname(`${root}/${output}`), { recursive: true });
  run("node_modules/.bin/asc", entry, "-o", output, ...flags, ...options);
}
