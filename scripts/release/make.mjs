/** All files of a release, one after another. */
import { linkSync, mkdirSync, readFileSync } from "node:fs";
import { root as project } from "../build/run.mjs";
import { buildAddons } from "./addons.mjs";
import { ARCHITECTURES } from "./architectures.mjs";
import { buildBinaries } from "./binaries.mjs";
import { commandsIn } from "./commands.mjs";
import { sharedContents } from "./contents.mjs";
import { makeDeb } from "./deb.mjs";
import { manualPage } from "./manual.mjs";
import { notesOf } from "./notes.mjs";
import { npmPackages } from "./npm.mjs";
import { makeImage } from "./oci.mjs";
import { addPapers } from "./papers.mjs";
import { npmNotices, platformOf } from "./platforms.mjs";
import { pinnedRoot, rootOf, snapshotOf, versions as versionsOf } from "./root.mjs";
import { makeRpm } from "./rpm.mjs";
import { makeTarball } from "./tarball.mjs";
import { program, writeTree } from "./tree.mjs";

/** Where the files come to lie in the folder that the release is made in. */
const OUTPUT = "files";

/**
 * Makes the files of a release of `source` (source.mjs), signed with `keys` (signatures.mjs), in `work`. `madeIn`: the root that an
 * equal one was made in, if one is to be made again (rootIn() of buildinfo.mjs). Returns their folder.
 */
export async function makeRelease(source, keys, work, madeIn) {
  const { version, epoch } = source;
  const notes = notesOf(readFileSync(`${project}CHANGELOG.md`, "utf8"), version);
  const files = `${work}/${OUTPUT}`;
  mkdirSync(files, { recursive: true });
  process.env.SOURCE_DATE_EPOCH = String(epoch);

  const root = madeIn === undefined ? pinnedRoot() : rootOf(madeIn);
  const versions = versionsOf(root);
  const release = { ...source, folder: work, output: OUTPUT, run: commandsIn(work, epoch, root) };
  const binaries = `${work}/binaries`;
  buildBinaries(binaries, root);
  buildAddons(binaries, root);
  const contents = sharedContents(manualPage(root === "" ? ["go-md2man"] : ["chroot", root, "go-md2man"]));
  const platforms = ARCHITECTURES.map((architecture) => platformOf(architecture, binaries, { root, versions }));

  for (const platform of platforms) {
    addPrograms(files, platform);
    makeTarball(release, platform, contents);
    makeDeb(release, platform, contents);
    makeRpm(release, platform, contents);
  }
  makeImage(release, platforms, contents);
  await npmPackages({ binaries, addons: binaries, folder: files, thirdParty: npmNotices(platforms) });

  const snapshot = madeIn?.snapshot ?? snapshotOf(root);
  addPapers(files, { ...source, snapshot }, { platforms, contents, notes, versions, keys });
  return files;
}

/** The programs alone, under the names that Docker and uname(1) have for the architecture. */
function addPrograms(files, { architecture: { label, uname }, programs }) {
  for (const [name, bytes] of Object.entries(programs)) {
    writeTree(files, { [`${name}-${label}`]: program(bytes) });
    if (uname !== label) linkSync(`${files}/${name}-${label}`, `${files}/${name}-${uname}`);
  }
}
