/** The table of options: what each entry says of itself is so. */
import { describe, expect, test } from "vitest";
import type { OptionSpec } from "../../src/core/options/option";
import { Options } from "../../src/core/options/options";
import { optionTable } from "../../src/core/options/table";

const OPTIONS = optionTable();

const choices = (spec: OptionSpec) => spec.choices().split(" ").filter(Boolean);

test("no two have a name in common", () => {
  const names = OPTIONS.flatMap(({ short, long }) => (short === "" ? [long] : [short, long]));
  expect(new Set(names).size).toBe(names.length);
});

describe.each(OPTIONS.map((spec) => [spec.long, spec] as const))("--%s", (long, spec) => {
  test("the help fits into 80 columns, and says whether a value can be repeated", () => {
    expect(spec.help()).not.toBe("");
    for (const line of spec.help().split("\n")) expect(line.length).toBeLessThanOrEqual(70);
    if (spec.value !== "") expect(/\brepeatable\b/.test(spec.help())).toBe(spec.isRepeatable());
  });

  test("the variable has the option's name", () => {
    const name = `TSINIT_${long.toUpperCase().replaceAll("-", "_")}`;
    expect(["", name]).toContain(spec.variable);
  });
});

/** One argument list for each option that `has` accepts. */
const those = (has: (spec: OptionSpec) => boolean) => OPTIONS.filter(has).map((spec) => [spec.long, spec] as const);

// off is no value, but what counts without one
test.each(those((spec) => !["", "off"].includes(spec.defaultValue())))(
  "--%s: the default is what counts without it",
  (_, spec) => {
    const options = new Options();
    expect(spec.apply(options, spec.defaultValue())).toBe("");
    expect(options).toEqual(new Options());
  },
);

test.each(those((spec) => choices(spec).length > 0))("--%s: every choice is acceptable", (_, spec) => {
  for (const choice of choices(spec)) {
    const value = spec.value === "FROM:TO" ? `${choice}:${choice}` : choice;
    expect(spec.apply(new Options(), value)).toBe("");
  }
});
