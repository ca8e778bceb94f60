/**
 * Runs test/binary with tsinit for other machines: Debian 13's qemu-user emulates it, everything else in its namespace is this
 * machine's own. What an emulator cannot do is skipped: test/binary/emulator-limits.ts. With --limits that alone is run, and what
 * passes nevertheless is a failure: it has no place in the list. Wants root.
 *
 * Run by hand: node scripts/test-emulated.mjs [--limits] [ARCHITECTURE ...] [-- VITEST OPTIONS]; without one, those of EMULATORS.
 */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { root } from "./build/run.mjs";
import { fetchPackages, quietly } from "./packages.mjs";
import { setup, TESTS } from "./setup.mjs";
import { REPORTERS } from "./vitest.mjs";

/** Debian's names of the machines, and the emulators' of them. s390x alone is big-endian; armhf and armel have 32 bits. */
const EMULATORS = {
  arm64: "aarch64",
  armhf: "arm",
  s390x: "s390x",
  riscv64: "riscv64",
  armel: "arm",
  ppc64el: "ppc64le",
  loong64: "loongarch64",
};
const SUITE = "trixie";
/** Each real-time signal has its number on this machine, but for two that the emulator needs itself: 62 and 63. */
const REAL_TIME_SIGNALS = "34 34 28,64 64 1";
const FOLDER = `${root}build/qemu-user`;

setup({ ...TESTS, debootstrap: "debootstrap" });
// they import what setup() has installed
const { ARCHITECTURES } = await import("./release/architectures.mjs");
const { compilerOf } = await import("./release/compiler.mjs");
const { pinnedRoot } = await import("./release/root.mjs");
const { buildFixtures } = await import("../test/support/build-fixtures.mjs");

fetchEmulators();
const [before, options] = split(process.argv.slice(2));
const limits = before[0] === "--limits" && before.shift();
for (const script of ["scripts/build.mjs", "scripts/build-trap.mjs"]) node(script);
buildFixtures();
const results = [];
for (const name of before.length > 0 ? before : Object.keys(EMULATORS)) results.push(await test(name));
process.exit(results.every((code) => code === 0) ? 0 : 1);

function split(words) {
  const at = words.indexOf("--");
  return at < 0 ? [words, []] : [words.slice(0, at), words.slice(at + 1)];
}

/** Those of Debian 12 cannot make a subreaper. */
function fetchEmulators() {
  if (existsSync(FOLDER)) return;
  const unfinished = `${FOLDER}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  const [file] = fetchPackages(unfinished, [{ suite: SUITE, architecture: "amd64", name: "qemu-user" }]);
  quietly("dpkg", "-x", file, unfinished);
  rmSync(file);
  renameSync(unfinished, FOLDER);
}

/** Tests the binary of one machine. Returns vitest's exit code. */
async function test(name) {
  const folder = `build/emulated/${name}`;
  const architecture = ARCHITECTURES.find(({ debian }) => debian === name);
  node("scripts/build-for.mjs", folder, { CC: compilerOf(pinnedRoot(), architecture) });
  console.log(`${name}:`);
  const emulator = `${FOLDER}/usr/bin/qemu-${EMULATORS[name]}`;
  const told = { TSINIT_DIST: folder, TSINIT_EMULATOR: emulator, QEMU_RTSIG_MAP: REAL_TIME_SIGNALS };
  const env = { ...process.env, ...told };
  if (limits) env.TSINIT_LIMITS = "tried";
  const reporters = limits ? [] : REPORTERS;
  const vitest = ["node_modules/.bin/vitest", "run", "--config=test/emulated.config.ts", ...reporters, ...options];
  return await withBinaryFormat(registration(`${root}${folder}/tsinit`, emulator), vitest, env);
}

/** What binfmt_misc wants to know: files that begin as this one are executed by the interpreter. */
function registration(file, interpreter) {
  const magic = readFileSync(file).subarray(0, 20);
  const mask = Buffer.alloc(20, 0xff);
  mask.fill(0, 7, 16); // whichever ABI, and of what is behind it the kernel takes no notice either
  mask[magic[5] === 1 ? 16 : 17] = 0xfe; // and with a fixed address or without
  const hex = (bytes) => [...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
  // P: with the name it is called by; F: opened now, so that it is there in each root directory
  return `:tsinit:M::${hex(magic)}:${hex(mask)}:${interpreter}:PF`;
}

/**
 * Runs a command where that rule holds: in a user namespace, which has a binfmt_misc of its own. All users are mapped to
 * themselves, which only root outside can do, so that root is root of all but the machine. Returns its exit code.
 */
async function withBinaryFormat(rule, command, env) {
  const holder = spawn("unshare", ["--user", "sh", "-c", "echo; read end"], { stdio: ["pipe", "pipe", "inherit"] });
  await once(holder.stdout, "data");
  for (const map of ["uid_map", "gid_map"]) writeFileSync(`/proc/${holder.pid}/${map}`, "0 0 4294967295");
  const register = `mount -t binfmt_misc none /proc/sys/fs/binfmt_misc && printf %s "$1" >/proc/sys/fs/binfmt_misc/register`;
  const { status } = spawnSync(
    "nsenter",
    [
      `--user=/proc/${holder.pid}/ns/user`,
      "unshare",
      "--mount",
      "sh",
      "-c",
      `${register} && shift && exec "$@"`,
      "sh",
    ].concat(rule, command),
    { cwd: root, env, stdio: ["ignore", "inherit", "inherit"] },
  );
  holder.stdin.end();
  return status ?? 1;
}

function node(script, ...args) {
  const env = typeof args.at(-1) === "object" ? args.pop() : {};
  execFileSync(process.execPath, [script, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "inherit"],
  });
}
