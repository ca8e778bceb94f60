/**
 * The root directory that a release is compiled in: a Debian 13 with a cross compiler and musl for each architecture. With the
 * compilers of the machine at hand the binaries would be others.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { root as project } from "../build/run.mjs";
import { debianMirror, fetchPackages, quietly } from "../packages.mjs";
import { ARCHITECTURES, WITH_NODE } from "./architectures.mjs";
import { Failure, UNFIT } from "./failure.mjs";

const SUITE = "trixie";
/** Where musl-dev comes from: Debian 13 has no loong64. */
const SUITES_OF_MUSL = { loong64: "forky" };
/** Where it has been put, as packages. */
const MUSL = "musl";

const compilers = ARCHITECTURES.map(({ debian, compiler }) => (debian === "amd64" ? "gcc" : `gcc-${compiler}`));
/** What packs a release, beside what every Debian has. */
const PACKERS = ["go-md2man", "rpm"];
/** What the addons for Node are compiled with. */
const GLIBC = WITH_NODE.map(({ debian }) => (debian === "amd64" ? "libc6-dev" : `libc6-dev-${debian}-cross`));
const PACKAGES = compilers.map((name) => name.replaceAll("_", "-")).concat(GLIBC, PACKERS);
const RECIPE = JSON.stringify([SUITE, SUITES_OF_MUSL, PACKAGES]);

/** Makes the root, unless it is there. Returns its path. Throws a sentence if it cannot be made. */
export function pinnedRoot() {
  const path = `${project}build/root-${createHash("sha256").update(RECIPE).digest("hex").slice(0, 12)}`;
  if (existsSync(path)) return path;
  if (process.getuid() !== 0)
    throw new Failure("Only root can make the root directory that a release is compiled in.", UNFIT);
  if (spawnSync("debootstrap", ["--version"]).status !== 0)
    throw new Failure("There is no debootstrap: apt-get install debootstrap", UNFIT);
  const unfinished = `${path}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  try {
    console.log(`Making ${path} ...`);
    // away from our mounts: what it mounts and leaves behind when it fails is gone with it
    quietly("unshare", "--mount", ...debootstrap(unfinished));
    const musl = ({ debian }) => ({ suite: SUITES_OF_MUSL[debian] ?? SUITE, architecture: debian, name: "musl-dev" });
    for (const file of fetchPackages(`${unfinished}/${MUSL}`, ARCHITECTURES.map(musl)))
      quietly("dpkg", "-x", file, unfinished);
    renameSync(unfinished, path);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return path;
}

/** The version of each package of the root that a release comes from: compilers, linkers, C libraries, and what packs it. */
export function versions(root) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query has such too
  const format = "--showformat=${Package} ${Version}\\n";
  const installed = execFileSync("dpkg-query", [`--admindir=${root}/var/lib/dpkg`, "--show", format], {
    encoding: "utf8",
  });
  const tools = installed
    .split("\n")
    .filter((line) =>
      /^(binutils|gcc|libc6-dev|libgcc)\b(?!.*-base)|^(dpkg|go-md2man|gzip|liblzma5|rpm|tar) /.test(line),
    );
  const musl = readdirSync(`${root}/${MUSL}`).map((file) => {
    const [name, version, architecture] = file.replace(".deb", "").split("_");
    return `${name}:${architecture} ${decodeURIComponent(version)}`;
  });
  return Object.fromEntries([...tools, ...musl].map((line) => line.split(" ")));
}

function debootstrap(path) {
  return ["debootstrap", "--variant=minbase", `--include=${PACKAGES}`, SUITE, path, debianMirror()];
}
