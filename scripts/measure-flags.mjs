/**
 * What each flag of the build is worth: builds without it, and prints the table of docs/decisions/size.md.
 *
 * Run by hand: node scripts/measure-flags.mjs
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { strip } from "./build/binary.mjs";
import { ASC_FLAGS, generate } from "./build/core.mjs";
import { compile, FLAGS, LINK_FLAGS } from "./build/link.mjs";
import { inNamespace } from "./namespace.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
/** By its own name: what another one means is looked up first. */
const OUTPUT = "dist/measured/tsinit";
const CORE = "build/tsinit-measured/core.c";
/** What asks: once the init has read what the kernel counts (src/core/run/watch.ts), and lives as it does for months. */
const LATER = "sleep 0.1; grep -E 'VmHWM|RssAnon' /proc/1/status";

const without = (flags, ...unwanted) => flags.filter((flag) => !unwanted.includes(flag));
const replace = (flags, from, to) => flags.map((flag) => (flag === from ? to : flag));

/** A C flag that is left out, or the name of a change and what it changes. */
const C_CHANGES = [
  ["`-Oz` → `-Os`", { flags: replace(FLAGS, "-Oz", "-Os") }],
  ["`-Oz` → `-O2`", { flags: replace(FLAGS, "-Oz", "-O2") }],
  ["without `-flto`", { flags: without(FLAGS, "-flto") }],
  ["without `-ffunction-sections`", { flags: without(FLAGS, "-ffunction-sections") }],
  ["without `--gc-sections`", { link: without(LINK_FLAGS, "-Wl,--gc-sections") }],
  ["without `-fno-asynchronous-unwind-tables`", { flags: without(FLAGS, "-fno-asynchronous-unwind-tables") }],
  ["`-fno-stack-protector` → `-fstack-protector-strong`", { flags: [...FLAGS, "-fstack-protector-strong"] }],
  ["without `--sort-section=name`", { link: without(LINK_FLAGS, "-Wl,--sort-section=name") }],
  ["without `-z noseparate-code`", { link: without(LINK_FLAGS, "-Wl,-z,noseparate-code") }],
  ["without `-z norelro`", { link: without(LINK_FLAGS, "-Wl,-z,norelro") }],
  ["without `--build-id=none`", { link: without(LINK_FLAGS, "-Wl,--build-id=none") }],
  ["without the preloaded memory (`memory.S`)", { preload: false }],
  ["glibc (`CC=gcc`)", { cc: "gcc" }],
];

const ASC_CHANGES = [["with `--noAssert`", [...ASC_FLAGS, "--noAssert"]]];

const OWN_ACCESS = '#include "linear-memory.h"';

/** A change of the C that wasm2c writes: what is replaced, and by what. */
const CORE_CHANGES = [
  [
    "with calls counted at run time",
    "#if WASM_RT_STACK_DEPTH_COUNT",
    "static unsigned wasm_rt_call_stack_depth;\n#define WASM_RT_MAX_CALL_STACK_DEPTH 500\n#if 1",
  ],
  [
    "without bounds checks",
    OWN_ACCESS,
    `${OWN_ACCESS}\n#undef RANGE_CHECK\n#define RANGE_CHECK(m, a, n)\n#undef MEMCHECK_DEFAULT32\n#define MEMCHECK_DEFAULT32(m, a, t)`,
  ],
];

console.log("| build | file, bytes | code and data, bytes | peak RSS, kB | RssAnon, kB |\n|---|---|---|---|---|");
mkdirSync(`${root}dist/measured`, { recursive: true });
generate("tsinit-measured");
const base = measure({});
print("as it is", base);
for (const [name, change] of C_CHANGES) print(name, measure(change), base);
print("not stripped of symbols and sections", measure({ stripped: false }), base);
for (const [name, from, to] of CORE_CHANGES) {
  generate("tsinit-measured");
  const source = readFileSync(`${root}/${CORE}`, "utf8");
  if (!source.includes(from)) throw new Error(`${CORE} has no ${from}`);
  writeFileSync(`${root}/${CORE}`, source.replace(from, to));
  print(name, measure({}), base);
}
for (const [name, flags] of ASC_CHANGES) {
  generate("tsinit-measured", [], flags);
  print(name, measure({}), base);
}

/** Builds, and asks the kernel what the process takes while its program runs: medians of nine runs. */
function measure({ stripped = true, ...change }) {
  compile("tsinit-measured", { output: OUTPUT, ...change });
  if (stripped) strip(OUTPUT);
  const [wrapper, ...rest] = inNamespace(OUTPUT, "sh", "-c", LATER);
  const runs = Array.from({ length: 9 }, () => spawnSync(wrapper, rest, { cwd: root, encoding: "utf8" }).stdout);
  const median = (field) => {
    const values = runs.map((run) => Number(run.match(new RegExp(`${field}:\\s+(\\d+) kB`))[1]));
    return values.sort((a, b) => a - b)[4];
  };
  return [statSync(`${root}${OUTPUT}`).size, codeAndData(), median("VmHWM"), median("RssAnon")];
}

/** The file's size goes in steps of a page; this doesn't: size(1). */
function codeAndData() {
  const { stdout } = spawnSync("size", [OUTPUT], { cwd: root, encoding: "utf8" });
  const [text, data] = stdout.split("\n")[1].trim().split(/\s+/).map(Number);
  return text + data;
}

function print(name, values, base = values) {
  const cells = values.map((value, i) => {
    const difference = value - base[i];
    return difference === 0 ? `${value}` : `${value} (${difference > 0 ? "+" : "−"}${Math.abs(difference)})`;
  });
  console.log(`| ${name} | ${cells.join(" | ")} |`);
}
