/** A machine on which tsinit would be wrong is refused when the C is compiled. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { ARCHITECTURES } from "../scripts/release/architectures.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What a compiler that has these macros, and none of this machine, says of the file. */
function said(file: string, ...macros: string[]): string {
  const none = ["x86_64", "i386", "aarch64", "arm", "powerpc64", "s390x", "loongarch64"].map((name) => `-U__${name}__`);
  const args = ["-E", ...none, "-U__riscv", ...macros, "-Ibuild/tsinit", "-Inative", file, "-o", "/dev/null"];
  return spawnSync("gcc", args, { cwd: root, encoding: "utf8" }).stderr;
}

test.each([
  ["MIPS", "native/kernel-signals.h", ["-D__mips__"], /#error "MIPS has 128 signals/],
  ["x32", "native/kernel-signals.h", ["-D__x86_64__", "-D__ILP32__"], /#error "on x32 a long/],
  ["a machine that nobody has looked at", "native/raw-call.h", ["-D__sparc__"], /#error "tsinit was never tried/],
  [
    "PowerPC that is big-endian",
    "native/raw-call.h",
    ["-D__powerpc64__", "-D_CALL_ELF=1"],
    /#error "tsinit was never tried/,
  ],
  ["RISC-V of 32 bits", "native/raw-call.h", ["-D__riscv", "-D__riscv_xlen=32"], /#error "tsinit was never tried/],
])("%s is refused with a sentence", (_, file, macros, sentence) => {
  expect(said(file, ...macros)).toMatch(sentence);
});

test("docs/decisions/architectures.md has each of the table, and how large tsinit may be there", () => {
  const text = readFileSync(`${root}docs/decisions/architectures.md`, "utf8");
  const rows = [...text.matchAll(/^\| (\w+) \| [\d,]+ \| (\d+) kB \|/gm)].map(([, name, most]) => [
    name,
    Number(most) * 1000,
  ]);
  expect(rows).toEqual(ARCHITECTURES.map(({ debian, most }) => [debian, most]));
});
