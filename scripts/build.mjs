/**
 * Builds dist/tsinit: src/core and src/binary -> asc -> wasm -> wasm2c -> C -> one static binary.
 *
 * Run by hand: node scripts/build.mjs [NAME [ASC OPTIONS]]; NAME is the file's name in dist/, default tsinit.
 * CC and CFLAGS are obeyed. Without CC: musl-gcc, or cc (Alpine's, or glibc's static libraries: larger, but works).
 * CC may be a compiler for another machine: its own nm, readelf and strip are used.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { writeNumbers } from "./build/numbers.mjs";
import { coldTexts, markCold } from "./cold.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** How TypeScript becomes wasm, and C the binary; what each flag is worth: docs/decisions/size.md. */
export const ASC_FLAGS = [
  ..."--runtime minimal -Oz --use abort= --debug --transform ./scripts/collector.mjs --transform ./scripts/cold.mjs".split(
    " ",
  ),
];
export const FLAGS = [
  ..."-std=gnu11 -Oz -flto -flto-partition=one -ffunction-sections -fno-asynchronous-unwind-tables".split(" "),
  ..."-fno-unwind-tables -fno-stack-protector -fno-pie -fno-ipa-icf".split(" "),
];
/** -static, never -static-pie: musl-gcc would silently make a dynamic executable of that. */
export const LINK_FLAGS = [
  ..."-static -no-pie -Wl,--gc-sections -Wl,--sort-section=name".split(" "),
  ..."-Wl,-z,noseparate-code -Wl,-z,norelro -Wl,--build-id=none".split(" "),
];
/** The host, beside core.c: what the addon has too, and its own. */
export const HOST_SOURCES = ["native", "native/binary"].flatMap((folder) =>
  readdirSync(`${root}/${folder}`)
    .filter((name) => name.endsWith(".c"))
    .sort()
    .map((name) => `${folder}/${name}`),
);
/** Shown here, refused in scripts/check.mjs: a compiler that isn't out yet must not break the build with a new one. */
export const WARNINGS = "-Wall -Wextra -Wconversion -Wshadow".split(" ");
const UNNEEDED_SECTIONS = [".comment", ".eh_frame", ".eh_frame_hdr", ".note.gnu.property"];

/** How large the core's linear memory can get, in bytes. */
const MEMORY_SIZE = 4 << 20;

/** Where the functions of scripts/cold.mjs are, away from all else. */
const OPTION_FUNCTIONS = 0x2000000;
const COLD_FUNCTIONS = 0x3000000;
/** What a page table of the lowest level maps. Nothing beyond its end is mapped around what is touched. */
const PAGE_TABLE = 512 * 4096;

/** Builds dist/NAME from TypeScript. Returns its path. */
export function build(name = "tsinit", ascOptions = []) {
  generate(name, ascOptions);
  const output = compile(name);
  strip(output);
  mustBeStatic(output);
  return output;
}

/** TypeScript -> build/NAME/core.c and numbers.h. */
export function generate(name, ascOptions = [], ascFlags = ASC_FLAGS) {
  const folder = `build/${name}`;
  writeNumbers(folder);
  compileCore("src/binary/entry.ts", `${folder}/core.wasm`, ascOptions, ascFlags);
  run("node_modules/.bin/wasm2c", `${folder}/core.wasm`, "-n", "core", "-o", `${folder}/core.c`);
  const source = readFileSync(`${root}/${folder}/core.c`, "utf8");
  const calls = callGraph(source);
  mustNotRecurse(calls);
  writeFileSync(`${root}/${folder}/core.c`, markCold(source, calls));
}

/** The flags with which the host finds the core that generate() made. */
export function hostFlags(name) {
  return [`-Ibuild/${name}`, "-Inative", "-Inative/binary", `-DLINEAR_MEMORY_SIZE=${MEMORY_SIZE}`];
}

/** build/NAME/core.c and native -> one executable. The defaults make the release; checks and measurements have others. */
export function compile(
  name,
  { output = `dist/${name}`, cc = compiler(), flags = FLAGS, link = LINK_FLAGS, preload = isLittleEndian(cc) } = {},
) {
  const folder = `build/${name}`;
  const all = [...flags, ...hostFlags(name), ...words(process.env.CFLAGS)];
  const linkCore = (core, ...more) => {
    run(cc, ...all, "-w", "-c", core, "-o", `${folder}/core.o`);
    run(cc, ...all, ...WARNINGS, ...link, ...more, ...HOST_SOURCES, `${folder}/core.o`, "-lm", "-o", output);
  };
  mkdirSync(`${root}/dist`, { recursive: true });
  // Preloading needs musl's plain data section; glibc's static libraries put variables of theirs in between.
  if (preload) {
    const core = `${folder}/core-without-data.c`;
    preloadMemory(folder, core);
    const preloaded = [
      `-DPRELOADED_MEMORY=${folder}/memory.bin`,
      "native/binary/memory.S",
      "-Wl,--undefined=linear_rest",
      "-Wl,-Tnative/binary/cold.ld",
    ];
    const apart = (options, cold) => [
      `-Wl,--section-start=.options=${hex(options)}`,
      `-Wl,--section-start=.cold=${hex(cold)}`,
    ];
    linkCore(core, ...preloaded, ...apart(OPTION_FUNCTIONS, COLD_FUNCTIONS));
    const page = largestPage(output);
    // once more, at an address at which the cold texts begin where a page table does, or less than a page before
    const texts = addressOf("linear_memory", output) + coldTexts(readFileSync(`${root}/${folder}/memory.bin`));
    const start = 0x400000 + PAGE_TABLE - (alignedUp(texts, page) % PAGE_TABLE);
    // and the functions where the file goes on: a segment's address and place in the file agree within a page
    const { size, alignment } = section(".options", output);
    const options = alignedUp(addressOf("_edata", output), alignment) % page;
    const cold = alignedUp(options + size, section(".cold", output).alignment) % page;
    const functions = apart(OPTION_FUNCTIONS + options, COLD_FUNCTIONS + cold);
    linkCore(core, ...preloaded, `-Wl,-Ttext-segment=${hex(start)}`, ...functions);
  }
  if (!preload || !isContiguous(output)) linkCore(`${folder}/core.c`);
  return output;
}

/** Compiles an AssemblyScript entry to wasm. */
export function compileCore(entry, output, options = [], flags = ASC_FLAGS) {
  mkdirSync(dirname(`${root}/${output}`), { recursive: true });
  run("node_modules/.bin/asc", entry, "-o", output, ...flags, ...options);
}

/** For each function of core.c, which others it calls. */
function callGraph(source) {
  const calls = new Map();
  for (const [, name, body] of source.matchAll(/^[\w ]+ (w2c_core_\w+)\(w2c_core\* instance[^)]*\) \{\n(.*?)^\}/gms)) {
    if (body.includes("CALL_INDIRECT(")) throw new Error(`${name} calls through a table: who calls whom is not known`);
    calls.set(name, new Set([...body.matchAll(/\b(w2c_core_\w+)\(/g)].map(([, callee]) => callee)));
  }
  if (!calls.has("w2c_core_start")) throw new Error("core.c has functions of an unknown form");
  return calls;
}

/**
 * No function of the core may call itself, by whatever way: then the stack it needs is bounded, a few kB, and nothing has
 * to be counted at run time.
 */
function mustNotRecurse(calls) {
  const finished = new Set();
  const follow = (name, path) => {
    if (path.includes(name)) throw new Error(`the core recurses: ${[...path, name].join(" -> ")}`);
    if (finished.has(name)) return;
    for (const callee of calls.get(name) ?? []) follow(callee, [...path, name]);
    finished.add(name);
  };
  for (const name of calls.keys()) follow(name, []);
}

/**
 * Takes the data segments out of core.c and writes them to memory.bin, as the first bytes of the linear memory: the
 * kernel then maps them from the file when they are touched, and nothing is copied at start.
 */
function preloadMemory(folder, withoutData) {
  const source = readFileSync(`${root}/${folder}/core.c`, "utf8");
  const bytes = new Map();
  for (const [, name, body] of source.matchAll(/^static const u8 (data_segment_data_\w+)\[\] = \{([^}]*)\};/gm)) {
    bytes.set(
      name,
      Buffer.from(
        body
          .split(",")
          .filter((byte) => byte.trim() !== "")
          .map(Number),
      ),
    );
  }
  let memory = Buffer.alloc(0);
  const stripped = source.replace(
    /^ {2}LOAD_DATA\(instance->w2c_memory, (\d+)u, (\w+), (\d+)\);$/gm,
    (_, at, name, size) => {
      const end = Number(at) + Number(size);
      if (bytes.get(name)?.length !== Number(size)) throw new Error(`${name} has not the size that core.c says`);
      if (end > memory.length) memory = Buffer.concat([memory], end);
      bytes.get(name).copy(memory, Number(at));
      return "";
    },
  );
  if (stripped.includes("LOAD_DATA(instance") || memory.length === 0)
    throw new Error("core.c has data segments of an unknown form");
  writeFileSync(`${root}/${withoutData}`, stripped);
  writeFileSync(`${root}/${folder}/memory.bin`, memory);
}

function compiler() {
  if (process.env.CC) return process.env.CC;
  const found = ["musl-gcc", "cc", "gcc"].find((name) => spawnSync(name, ["--version"]).status === 0);
  if (found) return found;
  console.error("No C compiler: install musl-tools (Debian, Ubuntu) or build-base (Alpine)");
  process.exit(1);
}

function isLittleEndian(cc) {
  const macros = execFileSync(cc, ["-dM", "-E", "-x", "c", "/dev/null"], { encoding: "utf8" });
  return /__BYTE_ORDER__ __ORDER_LITTLE_ENDIAN__/.test(macros);
}

/** The compiler's own nm, readelf or strip: they know the machine that it compiles for. */
function tool(name) {
  return execFileSync(compiler(), [`-print-prog-name=${name}`], { encoding: "utf8" }).trim();
}

export function strip(output) {
  run(tool("strip"), "-s", ...UNNEEDED_SECTIONS.flatMap((section) => ["-R", section]), output);
}

function symbolsOf(output, ...options) {
  return execFileSync(tool("nm"), [...options, output], { cwd: root, encoding: "utf8" }).split("\n");
}

function addressOf(name, output) {
  const line = symbolsOf(output).find((symbol) => symbol.endsWith(` ${name}`));
  return Number(`0x${line?.split(" ")[0]}`);
}

const headersOf = (output) => execFileSync(tool("readelf"), ["-lSW", output], { cwd: root, encoding: "utf8" });

function section(name, output) {
  const [, size, alignment] = new RegExp(` ${name} +\\w+ +\\w+ +\\w+ +(\\w+) .* (\\d+)$`, "m").exec(headersOf(output));
  return { size: Number(`0x${size}`), alignment: Number(alignment) };
}

/** The largest page that a kernel for this machine may have: 4 kB on x86-64, 64 kB on arm64. */
function largestPage(output) {
  return Number(/ LOAD .* (0x\w+)$/m.exec(headersOf(output))[1]);
}

const hex = (number) => `0x${number.toString(16)}`;

function alignedUp(address, unit) {
  return Math.ceil(address / unit) * unit;
}

/** Whether no variable lies where the preloaded linear memory is: see native/binary/memory.S. */
function isContiguous(output) {
  const [start, end] = [addressOf("linear_memory", output), addressOf("linear_memory_end", output)];
  const between = symbolsOf(output, "-n").filter((line) => {
    const [at, type, name] = line.split(" ");
    const isVariable = /^[bd]$/i.test(type) && !/^(linear_|__bss_start|_edata|__TMC_END__)/.test(name);
    return isVariable && Number(`0x${at}`) >= start && Number(`0x${at}`) < end;
  });
  return between.length === 0 && end - start >= MEMORY_SIZE;
}

/** A binary that names an interpreter would not start in a scratch image. */
function mustBeStatic(output) {
  const headers = headersOf(output);
  if (headers.includes("INTERP")) throw new Error(`${output} is not static`);
  if (/\bRWE\b/.test(headers)) throw new Error(`${output} has a segment that is writable and executable`);
}

function words(text = "") {
  return text.split(" ").filter((word) => word !== "");
}

function run(command, ...args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: root, encoding: "utf8" });
  if (status !== 0) process.stderr.write(`${command} ${args.join(" ")}\n${error ?? ""}${stdout ?? ""}`);
  process.stderr.write(stderr ?? "");
  if (status !== 0) process.exit(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [name, ...ascOptions] = process.argv.slice(2);
  const output = build(name, ascOptions);
  console.log(`${output}: ${statSync(`${root}/${output}`).size} bytes`);
}
