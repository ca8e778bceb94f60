/** What scripts/generate.mjs makes from the table of options is up to date. */
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { generated } from "../scripts/generate.mjs";

const root = new URL("../", import.meta.url);

test.each(Object.entries(await generated()))("%s", (path, text) => {
  const file = new URL(path, root);
  const isFresh = existsSync(file) && readFileSync(file, "utf8") === text;
  expect(isFresh, `${path} does not fit src/core/options/table.ts: run node scripts/generate.mjs`).toBe(true);
});
