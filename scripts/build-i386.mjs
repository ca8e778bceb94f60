/**
 * Builds what test/binary runs on i386, whose programs an x86-64 runs without an emulator: build/i386, by Debian's cross compiler
 * and its musl-dev for i386.
 *
 * Run by hand: node scripts/build-i386.mjs
 */
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { root } from "./build/run.mjs";
import { fetchPackages, quietly } from "./packages.mjs";
import { isMissing } from "./setup.mjs";

const FOLDER = "build/i386";
const MUSL = `${root}${FOLDER}/musl`;
const COMPILER = "i686-linux-gnu-gcc";

function fetchMusl() {
  if (existsSync(MUSL)) return;
  const [, suite] = /^VERSION_CODENAME=(.*)$/m.exec(readFileSync("/etc/os-release", "utf8")) ?? [];
  const packages = `${root}${FOLDER}/packages`;
  rmSync(packages, { recursive: true, force: true });
  const [file] = fetchPackages(packages, [{ suite, architecture: "i386", name: "musl-dev" }]);
  quietly("dpkg", "-x", file, `${MUSL}.unfinished`);
  renameSync(`${MUSL}.unfinished`, MUSL);
}

/** The specs that make a compiler with glibc one with musl, with their paths to where musl has been unpacked. */
function writeCompiler() {
  const specs = readFileSync(`${MUSL}/usr/lib/i386-linux-musl/musl-gcc.specs`, "utf8");
  writeFileSync(`${root}${FOLDER}/specs`, specs.replaceAll(/\/usr\/(include|lib)\/i386-linux-musl/g, `${MUSL}$&`));
  const path = `${root}${FOLDER}/cc`;
  writeFileSync(path, `#!/bin/sh\nexec ${COMPILER} "$@" -specs '${root}${FOLDER}/specs'\n`);
  chmodSync(path, 0o755);
  return path;
}

/** Why it cannot be built here. */
function whyNot() {
  if (process.arch !== "x64") return `this machine is ${process.arch}, which does not run programs of i386`;
  return isMissing(COMPILER) ? "there is no compiler for it: apt-get install gcc-i686-linux-gnu" : "";
}

try {
  const obstacle = whyNot();
  if (obstacle !== "") throw new Error(obstacle);
  fetchMusl();
  const env = { ...process.env, CC: writeCompiler() };
  execFileSync(process.execPath, ["scripts/build-for.mjs", FOLDER], { cwd: root, env, stdio: "inherit" });
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
