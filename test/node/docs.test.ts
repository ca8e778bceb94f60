/**
 * docs/node.md tells users what the tests leave out; test/binary/node-limits.ts leaves out what there is. Its table has every
 * option, and its samples run.
 */
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { NODE_LIMITS } from "../binary/node-limits";
import { temporaryDirectory } from "../support/directory";
import { run } from "../support/namespace";
import { NODE_HOST, whyNoNodeHost } from "../support/node-host";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

test("every limit stands in docs/node.md, in the same words", () => {
  const rows = NODE_LIMITS.map(({ test, reason }) => `| ${test} | ${reason} |`);
  const section = read("docs/node.md")
    .split("\n## ")
    .find((text) => text.startsWith("What Node cannot do"));
  expect(section?.split("\n").filter((line) => /^\| (?!of the contract)/.test(line))).toEqual(rows);
});

test.for(NODE_LIMITS)("$file: there is a test '$test'", ({ file, test }, { skip }) => {
  const path = `test/binary/${file}.test.ts`;
  skip(!existsSync(new URL(`../../${path}`, import.meta.url)), `${path} is not there yet`);
  expect(read(path)).toMatch(new RegExp(`["\`][^"\`\n]*${test}`));
});

test("the table of options has those that supervise() names where it is given one that there isn't", async ({
  skip,
}) => {
  skip(whyNoNodeHost !== "", whyNoNodeHost);
  const [, table] = read("docs/node.md").split("### The options\n");
  const named = [...table.split("\n### ")[0].matchAll(/^\| (`.*?`) \|/gm)].flatMap(
    ([, cell]) => cell.match(/\w+/g) ?? [],
  );
  const program = `import(${JSON.stringify(`${NODE_HOST}/index.mjs`)}).then(({ supervise }) => supervise({ nosuch: 1 }))`;
  const { stderr } = await run([process.execPath, "-e", program]);
  expect(named.sort()).toEqual(/there are (.*)\n/.exec(stderr)?.[1].split(", ").sort());
});

const samples = [...read("docs/node.md").matchAll(/^```js\n(.*?)^```$/gms)].map(([, text]) => text);

test.for(samples)("a sample runs: %s", async (text, { skip }) => {
  skip(whyNoNodeHost !== "", whyNoNodeHost);
  const folder = temporaryDirectory();
  writeFileSync(`${folder}/server`, "#!/bin/sh\necho serving\n");
  chmodSync(`${folder}/server`, 0o755);
  writeFileSync(`${folder}/sample.mjs`, text.replace('"@tsinit/tsinit"', JSON.stringify(`${NODE_HOST}/index.mjs`)));
  const env = { PATH: `${folder}:${process.env.PATH}` };
  const { code, stdout, stderr } = await run([process.execPath, `${folder}/sample.mjs`], { env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/serving|true/);
});
