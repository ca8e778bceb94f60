/** One version, wherever it is stated; scripts/version.mjs writes the next one everywhere. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { titleLine } from "../scripts/release/manual.mjs";
import { bump, dateOf, statements, versionOf } from "../scripts/version.mjs";
import { pid1 } from "./support/tsinit";

const root = fileURLToPath(new URL("..", import.meta.url));
const version = versionOf(root);

describe("the version of package.json", () => {
  test.each(statements(root))("%s: %s", (_, stated) => expect(stated).toBe(version));

  test("the binary's", async () => {
    expect((await pid1.run(["--version"])).stdout).toBe(`tsinit version ${version}\n`);
  });

  test("the manual's, with the date that CHANGELOG.md has", () => {
    expect(titleLine(root)).toBe(`# TSINIT 8 "${dateOf(root, version)}" "tsinit ${version}" "System Administration"`);
  });

  test("CHANGELOG.md's: nothing but the next release is above it", () => {
    const headings = readFileSync(`${root}CHANGELOG.md`, "utf8").match(/(?<=^## ).*/gm) ?? [];
    const [newest] = headings.filter((heading) => heading !== "Next, not released yet");
    expect(newest).toMatch(new RegExp(`^${version}, (\\d{4}-\\d\\d-\\d\\d|not released yet)$`));
  });
});

describe("node scripts/version.mjs", () => {
  const copy = `${mkdtempSync(`${tmpdir()}/tsinit-version-`)}/`;
  const paths = [...new Set(statements(root).map(([path]) => path)), "CHANGELOG.md", "scripts/version.mjs"];
  beforeEach(() => {
    for (const path of paths) cpSync(`${root}${path}`, `${copy}${path}`);
    writeFileSync(
      `${copy}CHANGELOG.md`,
      `# Changes\n\n## Next, not released yet\n\n- It is new.\n\n## ${version}, 2026-01-01\n`,
    );
  });
  afterAll(() => rmSync(copy, { recursive: true }));

  const [major] = version.split(".").map(Number);
  const next = `${major + 1}.0.10`;

  test("writes it everywhere, and the date into CHANGELOG.md", () => {
    const others = readFileSync(`${copy}package-lock.json`, "utf8").split("\n").length;
    bump(copy, next, "2026-12-24");
    expect(statements(copy).map(([, stated]) => stated)).toEqual(statements(root).map(() => next));
    expect(readFileSync(`${copy}CHANGELOG.md`, "utf8")).toContain(`## ${next}, 2026-12-24\n\n- It is new.`);
    expect(dateOf(copy, next)).toBe("2026-12-24");
    expect(readFileSync(`${copy}package-lock.json`, "utf8").split("\n")).toHaveLength(others);
    // and it is a release that a higher one can follow
    expect(() => bump(copy, `${major + 1}.0.9`, "2026-12-25")).toThrow(/does not begin with/);
    writeFileSync(`${copy}CHANGELOG.md`, `## Next, not released yet\n`);
    expect(() => bump(copy, `${major + 1}.0.9`, "2026-12-25")).toThrow(/is not higher/);
    bump(copy, `${major + 1}.1.0`, "2026-12-25");
    expect(versionOf(copy)).toBe(`${major + 1}.1.0`);
  });

  test("nothing of the version before is left in an address, an image or a package", () => {
    bump(copy, next, "2026-12-24");
    const old = new RegExp(`tsinit\\S*\\D${version.replaceAll(".", "\\.")}`);
    expect(paths.filter((path) => old.test(readFileSync(`${copy}${path}`, "utf8")))).toEqual([]);
  });

  test("what has never been released can be released under the version that it has", () => {
    writeFileSync(`${copy}CHANGELOG.md`, `## ${version}, not released yet\n`);
    bump(copy, version, "2026-12-24");
    expect(dateOf(copy, version)).toBe("2026-12-24");
    expect(versionOf(copy)).toBe(version);
  });

  test.each([
    ["", "'' is no version: it has the form X.Y.Z, three numbers."],
    ["1.2", "'1.2' is no version: it has the form X.Y.Z, three numbers."],
    ["v9.0.0", "'v9.0.0' is no version: it has the form X.Y.Z, three numbers."],
    ["9.0.01", "'9.0.01' is no version: it has the form X.Y.Z, three numbers."],
    ["9.0.0\n", "'9.0.0\n' is no version: it has the form X.Y.Z, three numbers."],
    ["0.0.99", `0.0.99 is not higher than ${version}.`],
    [version, `${version} is not higher than ${version}.`],
  ])("refuses %j, and leaves all as it is", (wanted, sentence) => {
    const before = paths.map((path) => readFileSync(`${copy}${path}`, "utf8"));
    const { status, stderr, stdout } = spawnSync(process.execPath, [`${copy}scripts/version.mjs`, wanted], {
      encoding: "utf8",
    });
    expect({ status, stderr, stdout }).toEqual({ status: 1, stderr: `${sentence}\n`, stdout: "" });
    expect(paths.map((path) => readFileSync(`${copy}${path}`, "utf8"))).toEqual(before);
  });

  test.each(statements(root).map(([path]) => path))("a %s that differs is found", (path) => {
    const text = readFileSync(`${copy}${path}`, "utf8");
    writeFileSync(`${copy}${path}`, text.replace(version, "7.7.7"));
    expect(statements(copy)).toContainEqual([path, "7.7.7"]);
  });
});
