/** All files of a release, one after another. */
import { existsSync, linkSync, mkdirSync, readFileSync } from "node:fs";
import { root as project } from "../build/run.mjs";
import { ARCHITECTURES } from "./architectures.mjs";
import { buildBinaries } from "./binaries.mjs";
import { buildinfoOf } from "./buildinfo.mjs";
import { commandsIn } from "./commands.mjs";
import { inAddon, inBinary } from "./components.mjs";
import { sharedContents } from "./contents.mjs";
import { makeDeb } from "./deb.mjs";
import { manualPage } from "./manual.mjs";
import { notesOf } from "./notes.mjs";
import { notices } from "./notices.mjs";
import { npmPackages } from "./npm.mjs";
import { makeImage } from "./oci.mjs";
import { pinnedRoot, versions as versionsOf } from "./root.mjs";
import { makeRpm } from "./rpm.mjs";
import { cyclonedx, expressionOf, spdx, unique } from "./sbom.mjs";
import { envelope, minisign } from "./signatures.mjs";
import { statementOf } from "./statement.mjs";
import { sha256, sumsOf } from "./sums.mjs";
import { makeTarball } from "./tarball.mjs";
import { file, namesIn, program, writeTree } from "./tree.mjs";

/** The programs of a release. The second is a file of its own beside the first, where it has been built. */
const PROGRAMS = ["tsinit", "tsinit-runtime"];

/** Where the files come to lie in the folder that the release is made in. */
const OUTPUT = "files";

/** Makes the files of a release of `source` (source.mjs), signed with `keys` (signatures.mjs), in `work`. Returns their folder. */
export async function makeRelease(source, keys, work) {
  const { version, epoch } = source;
  const notes = notesOf(readFileSync(`${project}CHANGELOG.md`, "utf8"), version);
  const files = `${work}/${OUTPUT}`;
  mkdirSync(files, { recursive: true });
  process.env.SOURCE_DATE_EPOCH = String(epoch);

  const root = pinnedRoot();
  const versions = versionsOf(root);
  const release = { ...source, folder: work, output: OUTPUT, run: commandsIn(work, epoch, root) };
  const binaries = `${work}/binaries`;
  buildBinaries(binaries);
  const contents = sharedContents(manualPage(root === "" ? ["go-md2man"] : ["chroot", root, "go-md2man"]));
  const platforms = ARCHITECTURES.map((architecture) => platformOf(architecture, binaries, { root, versions }));

  for (const { architecture, programs, components, thirdParty } of platforms) {
    addPrograms(files, architecture, programs);
    makeTarball(release, architecture, programs, contents, thirdParty);
    makeDeb(release, architecture, programs, contents, thirdParty);
    makeRpm(release, architecture, programs, contents, thirdParty, expressionOf(components));
  }
  makeImage(release, platforms, contents);
  await npmPackages({ binaries, folder: files });

  const items = inventory(files, platforms);
  const named = `tsinit-${version}`;
  writeTree(files, {
    LICENSE: file(contents.license),
    "THIRD-PARTY": file(notices(unique(items))),
    "RELEASE-NOTES.md": file(notes),
    [`${named}.spdx.json`]: file(spdx(source, items)),
    [`${named}.cdx.json`]: file(cyclonedx(source, items)),
  });
  writeTree(files, { [`${named}.buildinfo`]: file(buildinfoOf(source, versions, sumsOf(files, namesIn(files)))) });
  const statement = statementOf(source, versions, files, namesIn(files));
  writeTree(files, { [`${named}.intoto.json`]: file(statement) });
  writeTree(files, { SHA256SUMS: file(sumsOf(files, namesIn(files))) });
  if (keys.attestation !== undefined)
    writeTree(files, { [`${named}.intoto.jsonl`]: file(envelope(keys.attestation, statement)) });
  if (keys.minisign !== "") minisign(keys.minisign, `${files}/SHA256SUMS`, `tsinit ${version}`);
  return files;
}

/** What there is for an architecture. `built`: the root and its versions. */
function platformOf(architecture, binaries, built) {
  const path = (name) => `${binaries}/${name}-${architecture.debian}`;
  const names = PROGRAMS.filter((name) => existsSync(path(name)));
  const programs = Object.fromEntries(names.map((name) => [name, readFileSync(path(name))]));
  const map = readFileSync(`${path("tsinit")}.map`, "utf8");
  const components = inBinary(architecture, { ...built, map });
  return { architecture, programs, components, thirdParty: notices(components) };
}

/** The programs alone, under the names that Docker and uname(1) have for the architecture. */
function addPrograms(files, { label, uname }, programs) {
  for (const [name, bytes] of Object.entries(programs)) {
    writeTree(files, { [`${name}-${label}`]: program(bytes) });
    if (uname !== label) linkSync(`${files}/${name}-${label}`, `${files}/${name}-${uname}`);
  }
}

/** What sbom.mjs wants: the binaries, each under one of its names, and npm's packages, which have the addon too. */
function inventory(files, platforms) {
  const binaries = platforms.map(({ architecture, components }) => ({
    name: `tsinit-${architecture.label}`,
    components,
  }));
  const packages = namesIn(files)
    .filter((name) => name.endsWith(".tgz"))
    .map((name) => {
      const own = platforms.find(({ architecture: { node } }) => node !== "" && name.includes(`-linux-${node}-`));
      return { name, components: [...(own?.components ?? []), ...inAddon()] };
    });
  return [...binaries, ...packages].map((item) => ({ ...item, sha256: sha256(`${files}/${item.name}`) }));
}
