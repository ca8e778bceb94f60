/** The one layer of an image: tsinit, its other names, the licences. */
import { linkSync, readFileSync } from "node:fs";
import { gzip, tar } from "./archives.mjs";
import { file, program, writeTree } from "./tree.mjs";

/** The names of other inits under which tsinit keeps their contracts, each a hard link: `COPY --from` makes a file of it. */
export const OTHER_NAMES = ["tini", "tini-static", "docker-init", "dumb-init", "catatonit", "podman-init", "pause"];

/** Returns the layer of a platform (platforms.mjs) as it is `uncompressed`, and `compressed`: bytes. `contents`: contents.mjs. */
export function makeLayer({ run, folder, epoch }, { architecture, programs, thirdParty }, contents) {
  const tree = `layer-${architecture.label}`;
  writeTree(`${folder}/${tree}`, {
    ...Object.fromEntries(Object.entries(programs).map(([name, bytes]) => [name, program(bytes)])),
    "licenses/LICENSE": file(contents.license),
    "licenses/THIRD-PARTY": file(thirdParty),
  });
  for (const name of OTHER_NAMES) linkSync(`${folder}/${tree}/tsinit`, `${folder}/${tree}/${name}`);
  // the file before its links
  tar(run, epoch, tree, `${tree}.tar`, [...Object.keys(programs), ...OTHER_NAMES, "licenses"]);
  const uncompressed = readFileSync(`${folder}/${tree}.tar`);
  gzip(run, `${tree}.tar`);
  return { uncompressed, compressed: readFileSync(`${folder}/${tree}.tar.gz`) };
}
