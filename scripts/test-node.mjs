/**
 * Runs the tests of the library on Node for machines of 32 bits, Debian 13's: an x86-64 runs that for i386 itself, and qemu-user that
 * for armhf. Everything else is this machine's own. Wants root.
 *
 * Run by hand: node scripts/test-node.mjs [ARCHITECTURE ...] [-- VITEST OPTIONS]
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { root } from "./build/run.mjs";
import { debianMirror, quietly } from "./packages.mjs";
import { emulatorOf, registration, withBinaryFormat } from "./qemu-user.mjs";
import { setup, TESTS } from "./setup.mjs";
import { LIBRARY_TESTS, REPORTERS } from "./vitest.mjs";

/** Where Debian has their libraries, and what loads them. */
const MACHINES = {
  i386: { libraries: "lib/i386-linux-gnu", loader: "lib/ld-linux.so.2" },
  armhf: { libraries: "lib/arm-linux-gnueabihf", loader: "lib/ld-linux-armhf.so.3" },
};

setup({ ...TESTS, debootstrap: "debootstrap" });
// they import what setup() has installed
const { ARCHITECTURES } = await import("./release/architectures.mjs");
const { compilerOf } = await import("./release/compiler.mjs");
const { pinnedRoot } = await import("./release/root.mjs");
const { buildAddon } = await import("./build/addon.mjs");
const { buildLibrary } = await import("./build-node.mjs");
const { buildFixtures } = await import("../test/support/build-fixtures.mjs");

const words = process.argv.slice(2);
const end = words.indexOf("--") < 0 ? words.length : words.indexOf("--");
const names = end > 0 ? words.slice(0, end) : Object.keys(MACHINES);
buildFixtures();
const results = [];
for (const name of names) results.push(await test(name, words.slice(end + 1)));
process.exit(results.every((code) => code === 0) ? 0 : 1);

/** Tests the addon of one machine. Returns vitest's exit code. */
async function test(name, options) {
  const architecture = ARCHITECTURES.find(({ debian }) => debian === name);
  const host = `node-${name}`;
  const addon = `${root}dist/${host}/tsinit.node`;
  buildAddon({ cc: `${compilerOf(pinnedRoot(), architecture)}-glibc`, output: `dist/${host}/tsinit.node` });
  buildLibrary(`${root}dist/${host}`, { [architecture.node]: addon });
  const { libraries } = MACHINES[name];
  // what of it lies in /usr comes before the machine's own, and no library by the machine's list of them
  const usr = nodeOf(name);
  const prepare =
    'mount -t overlay -o "lowerdir=$1:/usr" overlay /usr && mount --bind /dev/null /etc/ld.so.cache && shift && exec "$@"';
  const vitest = ["node_modules/.bin/vitest", "run", "--project=tsinit", ...REPORTERS, ...LIBRARY_TESTS, ...options];
  const command = ["unshare", "--mount", "sh", "-c", prepare, "sh", usr, ...vitest];
  const env = { ...process.env, TSINIT_BUILT: "all", TSINIT_NODE_HOST: host, TSINIT_NODE: `/usr/${libraries}/node` };
  console.log(`${name}:`);
  if (name === "armhf") return await withBinaryFormat(registration(addon, emulatorOf(name)), command, env);
  return spawnSync(command[0], command.slice(1), { cwd: root, env, stdio: "inherit" }).status ?? 1;
}

/** The folder with what Node for a machine needs of Debian's /usr, and with Node among its libraries. */
function nodeOf(name) {
  const folder = `${root}build/node-${name}`;
  if (existsSync(folder)) return folder;
  const { libraries, loader } = MACHINES[name];
  const unfinished = `${folder}.unfinished`;
  const debian = `${unfinished}/debian`;
  rmSync(unfinished, { recursive: true, force: true });
  const what = [`--arch=${name}`, "--foreign", "--variant=minbase", "--include=nodejs", "trixie"];
  quietly("unshare", "--mount", "debootstrap", ...what, debian, debianMirror());
  const packages = `${debian}/var/cache/apt/archives`;
  for (const file of readdirSync(packages).filter((one) => one.endsWith(".deb")))
    quietly("dpkg", "-x", `${packages}/${file}`, debian);
  for (const path of ["lib", "share"]) mkdirSync(`${unfinished}/usr/${path}`, { recursive: true });
  renameSync(`${debian}/usr/bin/node`, `${debian}/usr/${libraries}/node`);
  for (const path of [libraries, loader, "share/nodejs"])
    renameSync(`${debian}/usr/${path}`, `${unfinished}/usr/${path}`);
  renameSync(`${unfinished}/usr`, folder);
  rmSync(unfinished, { recursive: true });
  return folder;
}
