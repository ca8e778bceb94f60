/** dist/node/tsinit.node wants nothing of the image but a C library: glibc from 2.17 on, or musl. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { NODE_HOST, needsNodeHost } from "../support/node-host";

needsNodeHost();

const output = (command: string, ...args: string[]) =>
  execFileSync(command, [...args, `${NODE_HOST}/tsinit.node`], { encoding: "utf8", stdio: "pipe" });

test("no library but the C library, and no function of it that came after glibc 2.17", () => {
  const libraries = [...output("readelf", "--dynamic").matchAll(/Shared library: \[(.*)\]/g)].map(([, name]) => name);
  expect(libraries.filter((name) => !["libc.so.6", "libm.so.6"].includes(name))).toEqual([]);
  const versions = [...output("objdump", "--dynamic-syms").matchAll(/\((GLIBC\w*)_([\d.]+)\)/g)];
  expect(versions.length).toBeGreaterThan(0);
  const tooNew = versions.filter(([, name, version]) => name !== "GLIBC" || Number(version.split(".")[1]) > 17);
  expect(tooNew.map(([version]) => version)).toEqual([]);
});

test("musl has all that it wants of a C library", ({ skip }) => {
  const loader = `/lib/ld-musl-${process.arch === "arm64" ? "aarch64" : "x86_64"}.so.1`;
  skip(!existsSync(loader), "musl is not there");
  // musl's loader says which symbols nobody has; those of Node are Node's
  let missing = "";
  try {
    output(loader, "--list");
  } catch (error) {
    missing = (error as { stderr: string }).stderr.toString();
  }
  const symbols = [...missing.matchAll(/: (\w+): symbol not found/g)].map(([, name]) => name);
  expect(symbols).toContain("napi_create_function");
  expect(symbols.filter((name) => !/^(napi|uv)_/.test(name))).toEqual([]);
});
