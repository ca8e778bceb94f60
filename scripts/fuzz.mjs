/**
 * Coverage-guided fuzzing (libFuzzer, with the address and undefined behaviour sanitizers) of the compiled core: its parsers
 * each by itself, beside others that must come to the same, and the whole init over a world that the input describes.
 *
 * Run by hand: npm run fuzz [-- TARGET [SECONDS]]; without a target all of them, ten minutes each. What is found is added to
 * test/fuzz/corpus, if it reaches more; an input that breaks something is kept in test/fuzz/crashes.
 */
import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("..", import.meta.url));

const FOLDER = "build/fuzz";
const CORPUS = "test/fuzz/corpus";
const CRASHES = "test/fuzz/crashes";
const SECONDS = 600;
/** In bytes: longer than what is read of a file at a time. */
const LONGEST = 6000;

/**
 * Signed overflow, shifts, bounds, null and the rest of `undefined`, in the core as in the host: wasm2c writes C that is defined
 * whatever the wasm does (unsigned arithmetic, masked shifts, memcpy(3) for what is not aligned), so nothing is taken out.
 */
const SANITIZERS = "-fsanitize=address,undefined -fno-sanitize-recover=all".split(" ");

/** What makes a fuzzer of it, with clang. */
export const LIBFUZZER = ["-O1", "-fsanitize=fuzzer", "-fsanitize-coverage-ignorelist=test/fuzz/ignore.txt"];

/** Folders of test/fuzz/corpus. */
export const fuzzTargets = () => readdirSync(`${root}/${CORPUS}`).sort();
/** The files of a target. */
export const corpusOf = (target) =>
  readdirSync(`${root}/${CORPUS}/${target}`).map((file) => `${CORPUS}/${target}/${file}`);

/**
 * Builds the fuzzer from build/tsinit/core.c, as generate() of scripts/build/core.mjs leaves it; `more` are flags or sources. It is told its target
 * by the variable FUZZ_TARGET. Returns its path.
 */
export async function buildFuzzer(cc, output, ...more) {
  const { compileCore, withOwnAccess } = await import("./build/core.mjs");
  const { hostFlags, WARNINGS } = await import("./build/link.mjs");
  mkdirSync(`${root}/${FOLDER}`, { recursive: true });
  const flags = ["-std=gnu11", "-D_GNU_SOURCE", "-g1", ...SANITIZERS, ...hostFlags("tsinit"), `-I${FOLDER}`];
  const object = async (name, source) => {
    const to = `${FOLDER}/${output}-${name}.o`;
    await must(cc, ...flags, ...more.filter((flag) => flag.startsWith("-")), "-w", "-c", source, "-o", to);
    return to;
  };
  const core = object("core", "build/tsinit/core.c");
  compileCore("test/support/leaves.ts", `${FOLDER}/leaves.wasm`);
  await must("node_modules/.bin/wasm2c", `${FOLDER}/leaves.wasm`, "-n", "leaves", "-o", `${FOLDER}/leaves.c`);
  const leaves = `${root}/${FOLDER}/leaves.c`;
  writeFileSync(leaves, withOwnAccess(readFileSync(leaves, "utf8")));
  const objects = await Promise.all([core, object("leaves", `${FOLDER}/leaves.c`)]);
  const sources = "fuzz host init input json parsers words".split(" ").map((name) => `test/fuzz/${name}.c`);
  await must(cc, ...flags, ...WARNINGS, ...more, ...sources, ...objects, "-lm", "-o", `${FOLDER}/${output}`);
  return `${FOLDER}/${output}`;
}

/** Fuzzes a target. Returns whether nothing broke. */
function fuzz(fuzzer, target, seconds) {
  const found = `${FOLDER}/${target}`;
  for (const folder of [found, CRASHES]) mkdirSync(`${root}/${folder}`, { recursive: true });
  const env = { ...process.env, FUZZ_TARGET: target };
  const libFuzzer = (...args) => spawnSync(fuzzer, args, { cwd: root, env, stdio: "inherit" }).status === 0;
  const common = [`-max_len=${LONGEST}`, "-dict=test/fuzz/words.dict", "-timeout=20"];
  const crashes = `-artifact_prefix=${CRASHES}/${target}-`;
  const before = readdirSync(`${root}/${CRASHES}`);
  if (
    !libFuzzer(...common, `-max_total_time=${seconds}`, "-print_final_stats=1", crashes, found, `${CORPUS}/${target}`)
  ) {
    const files = readdirSync(`${root}/${CRASHES}`).filter((file) => !before.includes(file));
    for (const file of files) console.log(`broken; again: FUZZ_TARGET=${target} ${fuzzer} ${CRASHES}/${file}`);
    return false;
  }
  // by what is reached, not how often: the corpus stays small
  libFuzzer(...common, "-merge=1", "-use_counters=0", `${CORPUS}/${target}`, found);
  rmSync(`${root}/${found}`, { recursive: true });
  return true;
}

/** Runs a command, which must succeed. */
async function must(command, ...args) {
  const { stderr } = await promisify(execFile)(command, args, { cwd: root });
  process.stderr.write(stderr);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [target, seconds = SECONDS] = process.argv.slice(2);
  const { setup } = await import("./setup.mjs");
  setup({ clang: "clang libclang-rt-dev", "llvm-symbolizer": "llvm" });
  const { generate } = await import("./build/core.mjs");
  generate("tsinit");
  const fuzzer = await buildFuzzer("clang", "fuzz", ...LIBFUZZER);
  const targets = target === undefined ? fuzzTargets() : [target];
  const broken = targets.filter((name) => !fuzz(fuzzer, name, seconds));
  process.exit(broken.length > 0 ? 1 : 0);
}
