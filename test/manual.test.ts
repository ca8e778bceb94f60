/** The manual as man(1) shows it. What is said in it: docs.test.ts. */
import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { manualPage } from "../scripts/release/manual.mjs";
import { versionOf } from "../scripts/version.mjs";
import { optionTable } from "../src/core/options/table";
import { installed } from "./support/installed";

const root = `${import.meta.dirname}/../`;
const missing = ["go-md2man", "man"].filter((command) => installed(command) === "");

/** What man makes of the page for a terminal so wide, without what makes it bold. */
function shown(width: number): { text: string; warnings: string } {
  const env = { ...process.env, MANWIDTH: String(width), LC_ALL: "C.UTF-8", MAN_KEEP_FORMATTING: "", MANPAGER: "cat" };
  const { stdout, stderr, error } = spawnSync("man", ["-l", "--warnings", "-"], {
    input: manualPage(),
    env,
    encoding: "utf8",
  });
  if (error) throw error;
  return { text: stdout, warnings: stderr };
}

describe.skipIf(missing.length > 0)(
  `the manual, by go-md2man and man (not here: ${missing.join(", ") || "none"})`,
  () => {
    test.each([60, 80, 200])("man has no warning, on a terminal of %i columns", (width) => {
      const { text, warnings } = shown(width);
      expect(warnings).toBe("");
      expect(text.split("\n").filter((line) => [...line].length > width)).toEqual([]);
    });

    test("it has a head and a foot, and each option begins a line", () => {
      const { text } = shown(80);
      const lines = text.trim().split("\n");
      expect(lines[0]).toMatch(/^TSINIT\(8\) +System Administration +TSINIT\(8\)$/);
      expect(lines.at(-1)).toMatch(new RegExp(`^tsinit ${versionOf(root)} .* TSINIT\\(8\\)$`));
      const options = lines.flatMap((line) => line.match(/^ {7}-.*/) ?? []);
      for (const { short, long } of optionTable()) {
        const names = new RegExp(`^ {7}${short === "" ? "" : `-${short}\\b.*, `}--${long}\\b`);
        expect(
          options.some((line) => names.test(line)),
          long,
        ).toBe(true);
      }
    });

    test("nothing of Markdown is left in it", () => {
      expect(shown(80).text).not.toMatch(/\*\*|`|^#|\]\(/m);
    });
  },
);
