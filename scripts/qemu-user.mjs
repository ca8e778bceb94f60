/** Programs of other machines, executed by Debian 13's qemu-user as if they were this one's own. Wants root. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { root } from "./build/run.mjs";
import { fetchPackages, quietly } from "./packages.mjs";

/** Debian's names of the machines, and the emulators' of them. s390x alone is big-endian; armhf and armel have 32 bits. */
export const EMULATORS = {
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

/** The path of a machine's emulator, which is fetched first. Those of Debian 12 cannot make a subreaper. */
export function emulatorOf(name) {
  const path = `${FOLDER}/usr/bin/qemu-${EMULATORS[name]}`;
  if (existsSync(FOLDER)) return path;
  const unfinished = `${FOLDER}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  const [file] = fetchPackages(unfinished, [{ suite: SUITE, architecture: "amd64", name: "qemu-user" }]);
  quietly("dpkg", "-x", file, unfinished);
  rmSync(file);
  renameSync(unfinished, FOLDER);
  return path;
}

/** What binfmt_misc wants to know: files that begin as this one are executed by the interpreter. */
export function registration(file, interpreter) {
  const magic = readFileSync(file).subarray(0, 20);
  const mask = Buffer.alloc(20, 0xff);
  mask.fill(0, 7, 16); // whichever ABI; and nobody looks at what is behind it
  mask[magic[5] === 1 ? 16 : 17] = 0xfe; // and with a fixed address or without
  const hex = (bytes) => [...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
  // P: with the name it is called by; F: opened now, so that it is there in each root directory
  return `:tsinit:M::${hex(magic)}:${hex(mask)}:${interpreter}:PF`;
}

/**
 * Runs a command where that rule holds: in a user namespace, which has a binfmt_misc of its own. All users are mapped to
 * themselves, which only root outside can do, so that root is root of all but the machine. Returns its exit code.
 */
export async function withBinaryFormat(rule, command, env) {
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
    { cwd: root, env: { ...env, QEMU_RTSIG_MAP: REAL_TIME_SIGNALS }, stdio: ["ignore", "inherit", "inherit"] },
  );
  holder.stdin.end();
  return status ?? 1;
}
