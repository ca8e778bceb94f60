/** docs/node.md tells users what the tests leave out; test/binary/node-limits.ts leaves out what there is. */
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { NODE_LIMITS } from "../binary/node-limits";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

test("every limit stands in docs/node.md, in the same words", () => {
  const rows = NODE_LIMITS.map(({ test, reason }) => `| ${test} | ${reason} |`);
  const section = read("docs/node.md").split("\n## ")[2];
  expect(section.split("\n").filter((line) => /^\| (?!of the contract)/.test(line))).toEqual(rows);
});

test.for(NODE_LIMITS)("$file: there is a test '$test'", ({ file, test }, { skip }) => {
  const path = `test/binary/${file}.test.ts`;
  skip(!existsSync(new URL(`../../${path}`, import.meta.url)), `${path} is not there yet`);
  expect(read(path)).toMatch(new RegExp(`["\`][^"\`\n]*${test}`));
});
