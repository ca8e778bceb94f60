/** The file dist/tsinit: it starts in an image that has nothing else in it. */
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { architecture } from "../support/architecture";
import { temporaryDirectory } from "../support/directory";
import { dist, fixture } from "../support/fixtures";
import { isRoot, run } from "../support/namespace";

const TSINIT = dist("tsinit");
const headers = () => execFileSync("readelf", ["-lW", TSINIT], { encoding: "utf8" });

test("no larger than the table of architectures has it", () => {
  expect(statSync(TSINIT).size).toBeLessThanOrEqual(architecture().most);
});

test("needs no interpreter and no shared library", () => {
  expect(headers()).toMatch(/LOAD/);
  expect(headers()).not.toMatch(/INTERP|DYNAMIC/);
});

test("no segment is writable and executable, and neither is the stack", () => {
  expect(headers()).toMatch(/GNU_STACK .* RW /);
  expect(headers()).not.toMatch(/RWE/);
});

test("stripped, and without the path of the machine that built it", () => {
  expect(execFileSync("readelf", ["-SW", TSINIT], { encoding: "utf8" })).not.toMatch(/\.symtab|\.debug/);
  expect(readFileSync(TSINIT, "latin1")).not.toContain(process.cwd());
});

describe("alone in a root directory", () => {
  test("it runs a program", async ({ skip }) => {
    if (!isRoot) skip("needs root, for chroot");
    const root = temporaryDirectory();
    mkdirSync(`${root}/bin`);
    copyFileSync(TSINIT, `${root}/tsinit`);
    copyFileSync(fixture("receive"), `${root}/bin/receive`);
    const { code, stdout, stderr } = await run(["chroot", root, "/tsinit", "-v", "--", "receive"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/Spawned child process 'receive' with pid '2'/);
  });
});
