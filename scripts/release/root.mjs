/**
 * The root directory that a release is compiled in: a Debian 13 with a cross compiler and musl for each architecture. With the
 * compilers of the machine at hand the binaries would be others.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { root as project } from "../build/run.mjs";
import { ARCHITECTURES } from "./architectures.mjs";
import { Failure, UNFIT } from "./failure.mjs";

const SUITE = "trixie";
/** Where musl-dev comes from: Debian 13 has no loong64. */
const SUITES_OF_MUSL = { loong64: "forky" };
/** Where it has been put, as packages. */
const MUSL = "musl";

const compilers = ARCHITECTURES.map(({ debian, compiler }) => (debian === "amd64" ? "gcc" : `gcc-${compiler}`));
/** What packs a release, beside what every Debian has. */
const PACKERS = ["go-md2man", "rpm"];
const PACKAGES = compilers.map((name) => name.replaceAll("_", "-")).concat("libc6-dev", PACKERS);
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
    const mirror = debianMirror();
    // away from our mounts: what it mounts and leaves behind when it fails is gone with it
    quietly("unshare", "--mount", ...debootstrap(unfinished, mirror));
    fetchMusl(`${unfinished}/${MUSL}`, mirror);
    for (const file of readdirSync(`${unfinished}/${MUSL}`))
      quietly("dpkg", "-x", `${unfinished}/${MUSL}/${file}`, unfinished);
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
    .filter((line) => /^(binutils|gcc|libgcc)-(?!.*-base)|^(dpkg|go-md2man|gzip|liblzma5|rpm|tar) /.test(line));
  const musl = readdirSync(`${root}/${MUSL}`).map((file) => {
    const [name, version, architecture] = file.replace(".deb", "").split("_");
    return `${name}:${architecture} ${decodeURIComponent(version)}`;
  });
  return Object.fromEntries([...tools, ...musl].map((line) => line.split(" ")));
}

/** Debian's mirror, as this machine's own sources name it. */
function debianMirror() {
  const format = ["--format", "$(ORIGIN) $(LABEL) $(REPO_URI)", "Identifier: Packages"];
  const targets = execFileSync("apt-get", ["indextargets", ...format], { encoding: "utf8" });
  const mirror = /^Debian Debian (\S+)$/m.exec(targets)?.[1];
  if (mirror === undefined) throw new Failure("APT's sources name no mirror of Debian: apt-get update", UNFIT);
  return mirror;
}

function debootstrap(path, mirror) {
  return ["debootstrap", "--variant=minbase", `--include=${PACKAGES}`, SUITE, path, mirror];
}

/** Downloads musl-dev of each architecture, with an APT that knows this machine's sources no more than its packages. */
function fetchMusl(folder, mirror) {
  const apt = `${folder}.apt`;
  for (const name of ["state/lists/partial", "cache/archives/partial"])
    mkdirSync(`${apt}/${name}`, { recursive: true });
  mkdirSync(folder);
  const suiteOf = (debian) => SUITES_OF_MUSL[debian] ?? SUITE;
  const keys = "/usr/share/keyrings/debian-archive-keyring.gpg";
  const source = ({ debian }) => `deb [arch=${debian} signed-by=${keys}] ${mirror} ${suiteOf(debian)} main\n`;
  writeFileSync(`${apt}/sources.list`, ARCHITECTURES.map(source).join(""));
  writeFileSync(`${apt}/state/status`, "");
  const names = ARCHITECTURES.map(({ debian }) => `"${debian}";`).join(" ");
  writeFileSync(
    `${apt}/conf`,
    `Dir::State "${apt}/state"; Dir::State::status "${apt}/state/status"; Dir::Cache "${apt}/cache";
Dir::Etc::sourcelist "${apt}/sources.list"; Dir::Etc::sourceparts "/nonexistent";
APT::Architectures { ${names} }; APT::Sandbox::User "root";\n`,
  );
  const options = { cwd: folder, env: { ...process.env, APT_CONFIG: `${apt}/conf` } };
  quietly("apt-get", "update", "-qq", options);
  quietly("apt-get", "download", "-qq", ...ARCHITECTURES.map(({ debian }) => `musl-dev:${debian}`), options);
  rmSync(apt, { recursive: true });
}

/** Runs a command that makes the root. If it fails, the line of what it said that tells why is thrown. */
function quietly(command, ...args) {
  const options = typeof args.at(-1) === "object" ? args.pop() : {};
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: "utf8", ...options });
  if (status === 0) return;
  const said = error?.message ?? `${stdout}${stderr}`.trim();
  const reason = /^E: .*/m.exec(said)?.[0] ?? said.split("\n").at(-1);
  throw new Failure(`The root directory that a release is compiled in cannot be made: ${reason}`);
}
