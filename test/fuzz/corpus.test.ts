/**
 * The corpus of the fuzzer (npm run fuzz), through the compiled core with gcc's sanitizers: nothing that was found once breaks
 * again, and the parsers agree with the others beside them (test/fuzz/parsers.c, words.c).
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { buildFuzzer, corpusOf, fuzzTargets } from "../../scripts/fuzz.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
let replay: string;

beforeAll(async () => {
  replay = await buildFuzzer("gcc", "replay", "test/fuzz/replay.c");
}, 120_000);

function run(target: string, files: string[]) {
  return spawnSync(replay, files, { cwd: root, encoding: "utf8", env: { ...process.env, FUZZ_TARGET: target } });
}

describe("every input does what is promised", () => {
  test.each(fuzzTargets())("%s", (target) => {
    const files = corpusOf(target);
    const { status, stderr } = run(target, files);
    expect(status, stderr.split("\n").slice(-40).join("\n")).toBe(0);
    expect(stderr.trim().split("\n")).toEqual(files);
  });
});
