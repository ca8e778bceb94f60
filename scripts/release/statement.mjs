/** How the release was made, as an in-toto statement with SLSA's provenance: https://slsa.dev/spec/v1.0/provenance */

import { PLACES } from "./places.mjs";
import { sha256 } from "./sums.mjs";

/** The statement about `names`, files of `folder`, a text. `versions`: {package: version} of the root that it was built in. */
export function statementOf({ version, commit }, versions, folder, names) {
  const source = `git+${PLACES.repository}@refs/tags/v${version}`;
  const packages = Object.entries(versions).map(([name, at]) => {
    const [pkg, arch] = name.split(":");
    return { uri: `pkg:deb/debian/${pkg}@${encodeURIComponent(at)}${arch === undefined ? "" : `?arch=${arch}`}` };
  });
  const statement = {
    _type: "https://in-toto.io/Statement/v1",
    subject: names.map((name) => ({ name, digest: { sha256: sha256(`${folder}/${name}`) } })),
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        buildType: `${PLACES.repository}/blob/v${version}/scripts/release.mjs`,
        externalParameters: { source, command: "npm run release" },
        resolvedDependencies: [{ uri: source, digest: { gitCommit: commit } }, ...packages],
      },
      runDetails: { builder: { id: PLACES.repository } },
    },
  };
  return `${JSON.stringify(statement)}\n`;
}
