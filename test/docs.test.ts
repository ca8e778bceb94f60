/** The documents say what the binary does: every option, and the help word for word. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { helpText } from "../src/core/help";
import { OPTIONS } from "../src/core/options";

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), "utf8");

test("README has the output of --help", () => {
  expect(read("README.md")).toContain(`\n\`\`\`text\n${helpText()}\`\`\`\n`);
});

test("the variable of an option is its long name", () => {
  for (const { long, variable } of OPTIONS) {
    if (variable !== "") expect(variable).toBe(`TSINIT_${long.toUpperCase().replaceAll("-", "_")}`);
  }
});

describe.each(OPTIONS)("--$long", (spec) => {
  const forms = [`--${spec.long}`, ...(spec.short === "" ? [] : [`-${spec.short}`])].map((name) =>
    spec.value === "" || spec.value.startsWith("[") ? name + spec.value : `${name} ${spec.value}`,
  );

  test("has a row in README's table, with its variable", () => {
    const rows = read("README.md").split("\n");
    const row = rows.find((line) => forms.every((form) => line.startsWith("|") && line.includes(`\`${form}\``)));
    expect(row).toBeDefined();
    if (spec.variable !== "") expect(row).toContain(`\`${spec.variable}\``);
  });

  test("has an entry in the manual page, with its variable", () => {
    // the manual page sets names in bold and values in italics
    const plain = read("docs/tsinit.8.md").replaceAll("*", "");
    const entry = plain.split("\n\n").find((paragraph) => forms.every((form) => paragraph.includes(form)));
    expect(entry).toContain("\n: ");
    if (spec.variable !== "") expect(entry).toContain(`Variable: ${spec.variable}`);
  });
});
