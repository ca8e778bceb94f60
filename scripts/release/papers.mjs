/** What a release says of itself: notes, licences, bills of materials, what it was made with and how, sums, signatures. */
import { buildinfoOf } from "./buildinfo.mjs";
import { inAddon } from "./components.mjs";
import { notices } from "./notices.mjs";
import { cyclonedx, spdx, unique } from "./sbom.mjs";
import { envelope, minisign } from "./signatures.mjs";
import { statementOf } from "./statement.mjs";
import { sha256, sumsOf } from "./sums.mjs";
import { file, namesIn, writeTree } from "./tree.mjs";

/** Adds them to the folder `files`, which has all else. `source`: with `snapshot` (buildinfo.mjs); `versions`: {package: version}; `keys`: signatures.mjs. */
export function addPapers(files, source, { platforms, contents, notes, versions, keys }) {
  const name = `tsinit-${source.version}`;
  const items = inventory(files, platforms);
  const add = (path, text) => writeTree(files, { [path]: file(text) });
  add("LICENSE", contents.license);
  add("THIRD-PARTY", notices(unique(items)));
  add("RELEASE-NOTES.md", notes);
  add(`${name}.spdx.json`, spdx(source, items));
  add(`${name}.cdx.json`, cyclonedx(source, items));
  add(`${name}.buildinfo`, buildinfoOf(source, versions, sumsOf(files, namesIn(files))));
  const statement = statementOf(source, versions, files, namesIn(files));
  add(`${name}.intoto.json`, statement);
  add("SHA256SUMS", sumsOf(files, namesIn(files)));
  if (keys.attestation !== undefined) add(`${name}.intoto.jsonl`, envelope(keys.attestation, statement));
  if (keys.minisign !== "") minisign(keys.minisign, `${files}/SHA256SUMS`, `tsinit ${source.version}`);
}

/** What sbom.mjs wants: the binaries, each under one of its names, and npm's packages. The main one has the addons alone. */
function inventory(files, platforms) {
  const packages = namesIn(files)
    .filter((name) => name.endsWith(".tgz"))
    .map((name) => {
      const own = platforms.find(({ architecture: { node } }) => node !== "" && name.includes(`-linux-${node}-`));
      return { name, components: own?.inPackage ?? inAddon() };
    });
  const items = [...platforms.flatMap(({ inside }) => inside), ...packages];
  return items.map((item) => ({ ...item, sha256: sha256(`${files}/${item.name}`) }));
}
