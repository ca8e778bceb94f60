/**
 * What the formats of a release's documents want. CycloneDX's schema is whole, as its library has it; of the others here are the
 * parts that these documents use, as no package of npm or Debian was found that has the whole ones. SPDX's own library for Go
 * (golang-github-spdx-tools-golang-dev) was asked by hand, and took the document.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import Ajv, { type ValidateFunction } from "ajv";

const text = { type: "string", minLength: 1 };
const time = { type: "string", pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$" };
const digest = { type: "string", pattern: "^[0-9a-f]{64}$" };
const list = (items: object) => ({ type: "array", minItems: 1, items });
const object = (properties: Record<string, object>, optional: Record<string, object> = {}) => ({
  type: "object",
  required: Object.keys(properties),
  properties: { ...properties, ...optional },
  additionalProperties: false,
});

const LIBRARY = dirname(createRequire(import.meta.url).resolve("@cyclonedx/cyclonedx-library/package.json"));
const schemaOf = (name: string) => JSON.parse(readFileSync(`${LIBRARY}/res/schema/${name}`, "utf8"));

/** The names of the licences and exceptions that an SPDX expression may have. */
export const LICENSES: string[] = schemaOf("spdx.SNAPSHOT.schema.json").enum;

/** CycloneDX 1.5: what is not named is not allowed. */
export function cyclonedxSchema(): ValidateFunction {
  const formats = {
    "date-time": new RegExp(time.pattern),
    uri: true,
    "iri-reference": true,
    "idn-email": true,
  } as const;
  const ajv = new Ajv({ strict: false, formats });
  for (const name of ["spdx.SNAPSHOT.schema.json", "jsf-0.82.SNAPSHOT.schema.json"])
    ajv.addSchema(schemaOf(name), `http://cyclonedx.org/schema/${name}`);
  return ajv.compile(schemaOf("bom-1.5.SNAPSHOT.schema.json"));
}

const spdxId = { type: "string", pattern: "^SPDXRef-[A-Za-z0-9.-]+$" };

/** SPDX 2.3: schemas/spdx-schema.json of github.com/spdx/spdx-spec. */
export const SPDX = object({
  spdxVersion: { const: "SPDX-2.3" },
  dataLicense: { const: "CC0-1.0" },
  SPDXID: { const: "SPDXRef-DOCUMENT" },
  name: text,
  documentNamespace: { type: "string", pattern: "^https://[^#]+$" },
  creationInfo: object({
    created: time,
    creators: list({ type: "string", pattern: "^(Organization|Person|Tool): ." }),
  }),
  packages: list(
    object(
      {
        SPDXID: spdxId,
        name: text,
        versionInfo: text,
        downloadLocation: text,
        filesAnalyzed: { const: false },
        licenseConcluded: text,
        licenseDeclared: text,
        copyrightText: text,
      },
      {
        checksums: list(object({ algorithm: { const: "SHA256" }, checksumValue: digest })),
        primaryPackagePurpose: { enum: ["APPLICATION", "LIBRARY"] },
        comment: text,
        externalRefs: list(
          object({
            referenceCategory: { const: "PACKAGE-MANAGER" },
            referenceType: { const: "purl" },
            referenceLocator: { type: "string", pattern: "^pkg:" },
          }),
        ),
      },
    ),
  ),
  relationships: list(
    object({
      spdxElementId: spdxId,
      relationshipType: { enum: ["DESCRIBES", "CONTAINS"] },
      relatedSpdxElement: spdxId,
    }),
  ),
});

/** in-toto's statement v1 with SLSA's provenance v1. */
export const STATEMENT = object({
  _type: { const: "https://in-toto.io/Statement/v1" },
  subject: list(object({ name: text, digest: object({ sha256: digest }) })),
  predicateType: { const: "https://slsa.dev/provenance/v1" },
  predicate: object({
    buildDefinition: object({
      buildType: text,
      externalParameters: { type: "object" },
      resolvedDependencies: list(object({ uri: text }, { digest: object({ gitCommit: text }) })),
    }),
    runDetails: object({ builder: object({ id: text }) }),
  }),
});
