/** What the formats of a release's documents want: the parts of their JSON schemas that these documents use. */

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

const licenses = list(object({ expression: text }));

/** CycloneDX 1.5: schema/bom-1.5.schema.json of github.com/CycloneDX/specification. */
export const CYCLONEDX = object({
  bomFormat: { const: "CycloneDX" },
  specVersion: { const: "1.5" },
  serialNumber: {
    type: "string",
    pattern: "^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
  },
  version: { type: "integer", minimum: 1 },
  metadata: object({
    timestamp: time,
    component: object({ type: { const: "application" }, "bom-ref": text, name: text, version: text, purl: text }),
  }),
  components: list(
    object(
      { type: { enum: ["application", "library"] }, "bom-ref": text, name: text, version: text, licenses },
      {
        hashes: list(object({ alg: { const: "SHA-256" }, content: digest })),
        description: text,
        purl: { type: "string", pattern: "^pkg:" },
      },
    ),
  ),
  dependencies: list(object({ ref: text, dependsOn: { type: "array", uniqueItems: true, items: text } })),
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
