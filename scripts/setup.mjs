/**
 * Brings what a fresh machine lacks: npm packages, the C compiler, the tools of the tests. Does nothing where all is there.
 *
 * Run by hand: node scripts/setup.mjs
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Commands and the Debian packages that bring them. To build the binary and to see it at work; of the compilers one is enough. */
const BINARY = {
  "musl-gcc": "musl-tools",
  gcc: "gcc libc6-dev",
  unshare: "util-linux",
};

/** For test/containers, which takes root. */
const RUNTIMES = {
  runc: "runc",
  crun: "crun",
  runsc: "runsc",
  podman: "podman", // whose pods' pause container is catatonit, which is below
  busybox: "busybox-static",
};

/** For test/release, which takes root. */
const RELEASE = {
  git: "git",
  rpmbuild: "rpm",
  minisign: "minisign",
};

/** For the light ones of test/programs, which take root. */
const PROGRAMS = {
  ip: "iproute2",
  curl: "curl",
  "redis-server": "redis-server",
  nginx: "nginx-light",
  gunicorn: "gunicorn",
  runsvdir: "runit",
  "s6-svscan": "s6",
};

/** For all tests. */
export const TESTS = {
  strace: "strace",
  setpriv: "util-linux",
  wget: "wget",
  // the manual and the completions
  "go-md2man": "go-md2man",
  man: "man-db",
  zsh: "zsh",
  fish: "fish",
  // by whose names the binary is called, beside them
  tini: "tini",
  "dumb-init": "dumb-init",
  catatonit: "catatonit",
  "qemu-x86_64-static": "qemu-user-static",
  ...(process.arch === "x64" ? { "i686-linux-gnu-gcc": "gcc-i686-linux-gnu" } : {}),
  ...(process.getuid() === 0 ? { ...RUNTIMES, ...PROGRAMS, ...RELEASE } : {}),
};

/** `more`: what is wanted beside what builds the binary. */
export function setup(more = {}) {
  installNpmPackages();
  installTools({ ...BINARY, ...more });
}

/** `npm ci`, unless what it installs is there: npm dates it by a lockfile of its own. No package needs its scripts. */
export function installNpmPackages() {
  const age = (path) => (existsSync(`${root}/${path}`) ? statSync(`${root}/${path}`).mtimeMs : 0);
  if (age("node_modules/.package-lock.json") >= age("package-lock.json")) return;
  console.log("Installing the npm packages ...");
  execFileSync("npm", ["ci", "--ignore-scripts", "--loglevel=error"], { cwd: root, stdio: "inherit" });
}

function installTools(tools) {
  if (existsSync("/etc/alpine-release")) return needOnAlpine("cc", "strace", "unshare");
  const packages = Object.keys(tools)
    .filter(isMissing)
    .flatMap((command) => tools[command].split(" "));
  if (packages.length === 0) return;
  if (process.getuid() !== 0 || isMissing("apt-get")) {
    console.log(`Not installed: ${packages.join(", ")} (the names of Debian's packages). As root: apt-get install`);
    return;
  }
  console.log(`Installing ${packages.join(", ")} ...`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const quiet = { env, stdio: ["ignore", "ignore", "inherit"] };
  execFileSync("apt-get", ["update", "-qq"], quiet);
  execFileSync("apt-get", ["install", "-qq", "--no-install-recommends", ...packages], quiet);
}

/** Alpine's own compiler makes musl binaries. */
function needOnAlpine(...commands) {
  const missing = commands.filter(isMissing);
  if (missing.length > 0)
    console.log(`Not found: ${missing.join(", ")}. As root: apk add build-base strace util-linux`);
}

/** Whether there is no such command. */
export function isMissing(command) {
  return spawnSync("sh", ["-c", 'command -v "$1"', "sh", command]).status !== 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setup(TESTS);
