/** The bill of materials of a release, in the two formats that are asked for. */
import { createHash } from "node:crypto";
import { addressOf, PLACES } from "./places.mjs";

/**
 * One inventory for both: `items` is [{name, sha256, components}], the files that have the work of others in them (components.mjs).
 * Returns SPDX 2.3 as a JSON text: https://spdx.github.io/spdx-spec/v2.3/
 */
export function spdx({ version, commit, epoch }, items) {
  const described = items.map((item) => ({
    ...spdxPackage(idOf(item.name), item.name, version, expressionOf(item.components)),
    downloadLocation: addressOf(version, item.name),
    checksums: [{ algorithm: "SHA256", checksumValue: item.sha256 }],
    primaryPackagePurpose: "APPLICATION",
  }));
  const inside = unique(items).map((component) => ({
    ...spdxPackage(idOf(component.purl), component.name, component.version, component.license),
    comment: component.what,
    externalRefs: [{ referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator: component.purl }],
  }));
  const relation = (from, relationshipType, to) => ({
    spdxElementId: from,
    relationshipType,
    relatedSpdxElement: to,
  });
  return text({
    spdxVersion: "SPDX-2.3",
    dataLicense: "CC0-1.0",
    SPDXID: "SPDXRef-DOCUMENT",
    name: `tsinit-${version}`,
    documentNamespace: addressOf(version, `tsinit-${version}.spdx.json/${commit}`),
    creationInfo: { created: time(epoch), creators: ["Organization: The tsinit authors", `Tool: tsinit-${version}`] },
    packages: [...described, ...inside],
    relationships: items.flatMap(({ name, components }) => [
      relation("SPDXRef-DOCUMENT", "DESCRIBES", idOf(name)),
      ...components.map(({ purl }) => relation(idOf(name), "CONTAINS", idOf(purl))),
    ]),
  });
}

/** CycloneDX 1.5 as a JSON text: https://cyclonedx.org/docs/1.5/json/ */
export function cyclonedx({ version, commit, epoch }, items) {
  const product = `pkg:github/${new URL(PLACES.repository).pathname.slice(1)}@v${version}`;
  const described = items.map(({ name, sha256, components }) => ({
    type: "application",
    "bom-ref": name,
    name,
    version,
    hashes: [{ alg: "SHA-256", content: sha256 }],
    licenses: [{ expression: expressionOf(components) }],
  }));
  const inside = unique(items).map((component) => ({
    type: "library",
    "bom-ref": component.purl,
    name: component.name,
    version: component.version,
    description: component.what,
    licenses: [{ expression: component.license }],
    purl: component.purl,
  }));
  return text({
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    serialNumber: `urn:uuid:${uuid(`${version} ${commit}`)}`,
    version: 1,
    metadata: {
      timestamp: time(epoch),
      component: { type: "application", "bom-ref": product, name: "tsinit", version, purl: product },
    },
    components: [...described, ...inside],
    dependencies: [
      { ref: product, dependsOn: items.map(({ name }) => name) },
      ...items.map(({ name, components }) => ({ ref: name, dependsOn: components.map(({ purl }) => purl) })),
    ],
  });
}

/** The licence of a file with these components inside: an SPDX expression. */
export function expressionOf(components) {
  const licenses = new Set(["MIT", ...components.map(({ license }) => license)]);
  return [...licenses].join(" AND ");
}

function spdxPackage(SPDXID, name, versionInfo, license) {
  return {
    SPDXID,
    name,
    versionInfo,
    downloadLocation: "NOASSERTION",
    filesAnalyzed: false,
    licenseConcluded: license,
    licenseDeclared: license,
    copyrightText: "NOASSERTION",
  };
}

/** The components of all files, each once. */
export function unique(items) {
  const all = items.flatMap(({ components }) => components);
  return [...new Map(all.map((component) => [component.purl, component])).values()];
}

const idOf = (name) => `SPDXRef-${name.replaceAll(/[^A-Za-z0-9.]+/g, "-")}`;
const time = (epoch) => new Date(epoch * 1000).toISOString().replace(".000", "");
const text = (value) => `${JSON.stringify(value, null, 2)}\n`;

/** One that is always the same for the same seed: RFC 9562, version 8. */
function uuid(seed) {
  const digits = createHash("sha256").update(seed).digest("hex").slice(0, 32);
  const marked = `${digits.slice(0, 12)}8${digits.slice(13, 16)}8${digits.slice(17)}`;
  return marked.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
