/**
 * npm's packages: one with the library and the command, and one for each kind of machine, with the static binary and the addon,
 * of which npm installs the one that fits.
 *
 * Run by hand, for this machine alone: node scripts/release/npm.mjs [FOLDER], default dist/npm. Wants dist/tsinit and dist/node.
 */
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { buildLibrary } from "../build-node.mjs";
import { ARCHITECTURES } from "./architectures.mjs";
import { command, packageOf } from "./npm-command.mjs";
import { PLACES } from "./places.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** No earlier than 1980, which some archivers cannot say. */
const WHEN = "1985-10-26T08:15:00Z";
/** Yarn would run it by Node if it were not for the name's end. */
const COMMAND = "bin/tsinit.bin";
const LARGEST = 100_000_000;

/**
 * Packs them for all machines whose binary is there.
 *
 * @param binaries A folder with tsinit-DEBIANARCH, as scripts/release/architectures.mjs names them.
 * @param addons A folder with tsinit-DEBIANARCH.node, for as many of them. All are in the library too, for programs that a
 *   bundler makes one file.
 * @param thirdParty What THIRD-PARTY says in each package: by Debian's name of the machine, and under "" in the main one. Without it
 *   there is no such file, as in packages that are not released.
 * @param folder Where the archives go: SCOPE-NAME-VERSION.tgz, as npm pack names them. The same files make the same bytes.
 * @returns Their paths, the main package's first.
 */
export function npmPackages({ binaries, addons, folder, thirdParty }) {
  const project = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
  const machines = ARCHITECTURES.filter(
    ({ node, debian }) => node !== "" && existsSync(`${binaries}/tsinit-${debian}`),
  );
  const addonOf = ({ debian }) => `${addons}/tsinit-${debian}.node`;
  const withAddon = machines.filter((machine) => addons && existsSync(addonOf(machine)));
  mkdirSync(folder, { recursive: true });
  return [
    pack(folder, mainManifest(project, machines), (add) => {
      add("LICENSE", `${root}LICENSE`);
      if (thirdParty) add("THIRD-PARTY", Buffer.from(thirdParty[""]));
      add("README.md", readme());
      add(COMMAND, Buffer.from(command(project.name, project.version)), 0o755);
      const library = mkdtempSync(`${tmpdir()}/tsinit-library-`);
      buildLibrary(library, Object.fromEntries(withAddon.map((machine) => [machine.node, addonOf(machine)])));
      for (const file of readdirSync(library)) add(`dist/node/${file}`, `${library}/${file}`);
      rmSync(library, { recursive: true });
      for (const path of ["docs/node.md", "docs/status.schema.json"]) add(path, `${root}${path}`);
    }),
    ...machines.map((machine) =>
      pack(folder, machineManifest(project, machine), (add) => {
        add("LICENSE", `${root}LICENSE`);
        if (thirdParty) add("THIRD-PARTY", Buffer.from(thirdParty[machine.debian]));
        add("README.md", Buffer.from(`The binary of [${project.name}](${PLACES.repository}) for ${machine.docker}.\n`));
        add("tsinit", `${binaries}/tsinit-${machine.debian}`, 0o755);
        if (withAddon.includes(machine)) add("tsinit.node", addonOf(machine));
      }),
    ),
  ];
}

/** The packages of what is in dist, for this machine alone. */
export function ownPackages(folder) {
  const { debian } = ARCHITECTURES.find(({ node }) => node === process.arch);
  const built = mkdtempSync(`${tmpdir()}/tsinit-built-`);
  copyFileSync(`${root}dist/tsinit`, `${built}/tsinit-${debian}`);
  copyFileSync(`${root}dist/node/tsinit.node`, `${built}/tsinit-${debian}.node`);
  const packages = npmPackages({ binaries: built, addons: built, folder });
  rmSync(built, { recursive: true });
  return packages;
}

/** What package.json says for those who work on the project is left out. */
function mainManifest(project, machines) {
  const { private: _private, scripts: _scripts, devDependencies: _packages, ...manifest } = project;
  const versions = machines.map((machine) => [`${scopeOf(project)}/${packageOf(machine)}`, project.version]);
  return {
    ...manifest,
    bin: { tsinit: COMMAND },
    optionalDependencies: Object.fromEntries(versions.sort()),
    // Yarn would leave it in its archive, where no shell finds the command
    preferUnplugged: true,
  };
}

function machineManifest(project, machine) {
  const { version, license, homepage, repository, bugs } = project;
  const description = `The static binary of ${project.name} for ${machine.docker}`;
  const name = `${scopeOf(project)}/${packageOf(machine)}`;
  const fits = { os: ["linux"], cpu: [machine.node], preferUnplugged: true };
  return { name, version, description, license, homepage, repository, bugs, ...fits };
}

const scopeOf = ({ name }) => name.split("/")[0];

/** npm's page of the package is docs/node.md. */
function readme() {
  const text = readFileSync(`${root}docs/node.md`, "utf8");
  return Buffer.from(text.replaceAll("](../", `](${PLACES.repository}/blob/main/`));
}

/** Writes the archive of what `fill` adds: a path in the package, a file or its bytes, its mode. */
function pack(folder, manifest, fill) {
  const stage = mkdtempSync(`${tmpdir()}/tsinit-pack-`);
  const add = (path, content, mode = 0o644) => {
    const target = `${stage}/package/${path}`;
    mkdirSync(dirname(target), { recursive: true });
    if (typeof content === "string") copyFileSync(content, target);
    else writeFileSync(target, content);
    chmodSync(target, mode);
  };
  add("package.json", Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
  fill(add);
  const path = `${folder}/${manifest.name.replace("@", "").replace("/", "-")}-${manifest.version}.tgz`;
  const same = ["--format=ustar", "--sort=name", `--mtime=${WHEN}`, "--owner=0", "--group=0", "--numeric-owner"];
  // folders have the umask's mode
  const tar = ["--create", ...same, "--mode=u+rwX,go+rX,go-w", `--directory=${stage}`, "package"];
  const archive = execFileSync("tar", tar, { maxBuffer: LARGEST });
  writeFileSync(path, execFileSync("gzip", ["--no-name", "--best"], { input: archive, maxBuffer: LARGEST }));
  rmSync(stage, { recursive: true });
  return path;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  console.log(ownPackages(process.argv[2] ?? "dist/npm").join("\n"));
