/**
 * The root directory that a release is compiled in: a Debian 13 with a cross compiler and musl for each architecture. With the
 * compilers of the machine at hand the binaries would be others.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { root as project } from "../build/run.mjs";
import { debianMirror, fetchPackages, quietly } from "../packages.mjs";
import { ARCHITECTURES, ON_NPM } from "./architectures.mjs";
import { dependsOn } from "./buildinfo.mjs";
import { Failure, UNFIT } from "./failure.mjs";
import { PLACES } from "./places.mjs";

const SUITE = "trixie";
/** Where musl-dev comes from: Debian 13 has no loong64. */
const SUITES_OF_MUSL = { loong64: "forky" };
/** Where it has been put, as packages. */
const MUSL = "musl";

const compilers = ARCHITECTURES.map(({ debian, compiler }) => (debian === "amd64" ? "gcc" : `gcc-${compiler}`));
/** What packs a release, beside what every Debian has. */
const PACKERS = ["go-md2man", "rpm"];
/** What the addons for Node are compiled with. */
const GLIBC = ON_NPM.map(({ debian }) => (debian === "amd64" ? "libc6-dev" : `libc6-dev-${debian}-cross`));
const PACKAGES = compilers.map((name) => name.replaceAll("_", "-")).concat(GLIBC, PACKERS);
const RECIPE = JSON.stringify([SUITE, SUITES_OF_MUSL, PACKAGES]);
const PATH = `${project}build/root-${createHash("sha256").update(RECIPE).digest("hex").slice(0, 12)}`;
/** The file in it that says when it was made. */
const SNAPSHOT = "snapshot";

/** Makes the root of Debian as it is now, unless it is there. Returns its path. Throws a sentence if it cannot be made. */
export function pinnedRoot() {
  return existsSync(PATH) ? PATH : make(PATH, debianMirror, new Date().toISOString().replaceAll(/[-:]|\.\d+/g, ""));
}

/**
 * The root that a release was made in, of whose buildinfo (buildinfo.mjs) are `packages` and `snapshot`: the one that is there, if it has
 * the same packages, or one of Debian as it was then. Returns its path. Throws a sentence if it cannot be made.
 */
export function rootOf({ packages, snapshot }) {
  if (existsSync(PATH) && String(dependsOn(versions(PATH))) === String(packages)) return PATH;
  const path = `${PATH}-${snapshot}`;
  if (existsSync(path)) return path;
  try {
    return make(path, () => process.env.TSINIT_MIRROR ?? `${PLACES.snapshots}/${snapshot}`, snapshot);
  } catch (error) {
    const again = "another place that has it: TSINIT_MIRROR=ADDRESS npm run release -- --verify FOLDER";
    throw new Failure(
      `Debian of ${snapshot}, which it takes, is not to be had: ${error.message}; ${again}`,
      error.code,
    );
  }
}

/** The time of Debian that a root was made of, as snapshot.debian.org has it: 20261127T120000Z. */
export const snapshotOf = (root) => readFileSync(`${root}/${SNAPSHOT}`, "utf8");

/** Makes a root: nothing of it is there if that fails. `mirrorOf`: a function, as finding it can fail. */
function make(path, mirrorOf, snapshot) {
  if (process.getuid() !== 0)
    throw new Failure("Only root can make the root directory that a release is compiled in.", UNFIT);
  if (spawnSync("debootstrap", ["--version"]).status !== 0)
    throw new Failure("There is no debootstrap: apt-get install debootstrap", UNFIT);
  const unfinished = `${path}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  try {
    console.log(`Making ${path} ...`);
    const mirror = mirrorOf();
    const debootstrap = ["debootstrap", "--variant=minbase", `--include=${PACKAGES}`, SUITE, unfinished, mirror];
    // away from our mounts: what it mounts and leaves behind when it fails is gone with it
    quietly("unshare", "--mount", ...debootstrap);
    const musl = ({ debian }) => ({ suite: SUITES_OF_MUSL[debian] ?? SUITE, architecture: debian, name: "musl-dev" });
    for (const file of fetchPackages(`${unfinished}/${MUSL}`, ARCHITECTURES.map(musl), mirror))
      quietly("dpkg", "-x", file, unfinished);
    writeFileSync(`${unfinished}/${SNAPSHOT}`, snapshot);
    renameSync(unfinished, path);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return path;
}

/** The version of each package of the root, {package: version}, in one order everywhere. */
export function versions(root) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query has such too
  const format = "--showformat=${Package} ${Version}\\n";
  const installed = execFileSync("dpkg-query", [`--admindir=${root}/var/lib/dpkg`, "--show", format], {
    encoding: "utf8",
  });
  const musl = readdirSync(`${root}/${MUSL}`).map((file) => {
    const [name, version, architecture] = file.replace(".deb", "").split("_");
    return `${name}:${architecture} ${decodeURIComponent(version)}`;
  });
  const all = [...installed.trim().split("\n"), ...musl].sort();
  return Object.fromEntries(all.map((line) => line.split(" ")));
}
