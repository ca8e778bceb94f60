/** The library of the Node host: programs that use it, run in a PID namespace of their own. */
import { existsSync, writeFileSync } from "node:fs";
import { beforeEach } from "vitest";
import { temporaryDirectory } from "./directory";
import { dist } from "./fixtures";

/** The folder in dist with the library to be tested; scripts/test-sanitized.mjs has another. */
export const NODE_HOST = dist(process.env.TSINIT_NODE_HOST ?? "node");

const { TSINIT_PRELOAD } = process.env; // the sanitizer's library comes before all others
const sanitizer = TSINIT_PRELOAD ? ["env", `LD_PRELOAD=${TSINIT_PRELOAD}`, "ASAN_OPTIONS=detect_leaks=0"] : [];
/** The command line of Node, up to its options; scripts/test-node.mjs has that of another machine. */
export const NODE = [...sanitizer, ...(process.env.TSINIT_NODE?.split(" ") ?? [process.execPath])];

/** What is in the way of these tests; set by test/node/setup.mjs. */
export const whyNoNodeHost = process.env.TSINIT_NO_NODE_HOST ?? "";
export const whyNoPacked = process.env.TSINIT_NO_PACKED ?? "";

/** Every test of the file wants the Node host. */
export function needsNodeHost(): void {
  beforeEach(({ skip }) => skip(whyNoNodeHost !== "", whyNoNodeHost));
}

/** Every test of the file wants the packed executable. */
export function needsPacked(): void {
  beforeEach(({ skip }) => skip(!existsSync(dist("tsinit-node")), whyNoPacked));
}

/**
 * The command that runs a program, the text of an ES module that has the library as `tsinit`, its folder as `library`, `fixture` for a program of
 * test/fixtures, and `print`, which writes JSON in a line of its own and waits for nothing.
 */
export function nodeProgram(text: string): string[] {
  const head = `
    import * as tsinit from ${JSON.stringify(`${NODE_HOST}/index.mjs`)};
    import { writeSync } from "node:fs";
    const library = ${JSON.stringify(NODE_HOST)};
    const fixture = (name) => ${JSON.stringify(dist("../build/fixtures/"))} + name;
    const print = (value) => writeSync(1, JSON.stringify(value) + "\\n");
  `;
  const path = `${temporaryDirectory()}/program.mjs`;
  writeFileSync(path, head + text);
  return [...NODE, path];
}

/** What a program has printed so far. */
// biome-ignore lint/suspicious/noExplicitAny: it is whatever the program of the test prints
export function printed(stdout: string): any[] {
  return stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}
