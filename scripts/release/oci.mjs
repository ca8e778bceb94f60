/**
 * One image for all platforms, as an archive: an OCI image layout, and beside it the manifest.json of `docker save` for amd64, so
 * that the same file is taken by `docker load`, `podman load`, skopeo and `oci-archive:`.
 *
 * https://github.com/opencontainers/image-spec/blob/v1.1.0/image-layout.md
 */
import { createHash } from "node:crypto";
import { linkSync, readFileSync } from "node:fs";
import { gzip, tar } from "./archives.mjs";
import { PLACES } from "./places.mjs";
import { file, program, writeTree } from "./tree.mjs";

/** The names of other inits under which tsinit keeps their contracts, each a hard link: `COPY --from` makes a file of it. */
export const OTHER_NAMES = ["tini", "tini-static", "docker-init", "dumb-init", "catatonit", "podman-init", "pause"];

const TYPE = "application/vnd.oci.image";

/** `platforms`: [{architecture, programs: {name: bytes}, thirdParty}]. Makes tsinit-VERSION.oci.tar in `output`. */
export function makeImage({ run, folder, output, version, epoch, commit }, platforms, contents) {
  const layout = `${folder}/oci`;
  const created = new Date(epoch * 1000).toISOString().replace(".000", "");
  const about = annotations(version, commit, created);
  const add = (bytes) => addBlob(layout, bytes);
  const addJson = (value) => add(JSON.stringify(value));
  const images = platforms.map(({ architecture, programs, thirdParty }) => {
    const { layer, id } = makeLayer({ run, folder, epoch }, architecture, programs, contents, thirdParty);
    const [os, name, variant] = architecture.docker.split("/");
    const platform = { architecture: name, os, ...(variant && { variant }) };
    const blob = add(layer);
    const config = addJson({
      created,
      ...platform,
      config: { Entrypoint: ["/tsinit"], Labels: about },
      rootfs: { type: "layers", diff_ids: [id] },
      history: [{ created, created_by: PLACES.repository }],
    });
    const manifest = addJson({
      schemaVersion: 2,
      mediaType: `${TYPE}.manifest.v1+json`,
      config: { mediaType: `${TYPE}.config.v1+json`, ...config },
      layers: [{ mediaType: `${TYPE}.layer.v1.tar+gzip`, ...blob }],
      annotations: about,
    });
    return { architecture, config, blob, entry: { mediaType: `${TYPE}.manifest.v1+json`, ...manifest, platform } };
  });
  const indexType = `${TYPE}.index.v1+json`;
  const index = addJson({
    schemaVersion: 2,
    mediaType: indexType,
    manifests: images.map(({ entry }) => entry),
    annotations: about,
  });
  const tag = `${PLACES.image}:${version}`;
  const names = { "org.opencontainers.image.ref.name": tag, "io.containerd.image.name": tag };
  const docker = images.find(({ architecture }) => architecture.debian === "amd64") ?? images[0];
  writeTree(layout, {
    "oci-layout": file('{"imageLayoutVersion":"1.0.0"}'),
    "index.json": file(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: indexType,
        manifests: [{ mediaType: indexType, ...index, annotations: names }],
      }),
    ),
    "manifest.json": file(
      JSON.stringify([{ Config: pathOf(docker.config), RepoTags: [tag], Layers: [pathOf(docker.blob)] }]),
    ),
  });
  tar(run, epoch, "oci", `${output}/tsinit-${version}.oci.tar`, ["oci-layout", "index.json", "manifest.json", "blobs"]);
}

/** Returns the compressed layer of a platform, and its id: the digest of what it is uncompressed. */
function makeLayer({ run, folder, epoch }, { label }, programs, contents, thirdParty) {
  const tree = `layer-${label}`;
  writeTree(`${folder}/${tree}`, {
    ...Object.fromEntries(Object.entries(programs).map(([name, bytes]) => [name, program(bytes)])),
    "licenses/LICENSE": file(contents.license),
    "licenses/THIRD-PARTY": file(thirdParty),
  });
  for (const name of OTHER_NAMES) linkSync(`${folder}/${tree}/tsinit`, `${folder}/${tree}/${name}`);
  // the file before its links
  tar(run, epoch, tree, `${tree}.tar`, [...Object.keys(programs), ...OTHER_NAMES, "licenses"]);
  const id = digest(readFileSync(`${folder}/${tree}.tar`));
  gzip(run, `${tree}.tar`);
  return { id, layer: readFileSync(`${folder}/${tree}.tar.gz`) };
}

function annotations(version, commit, created) {
  const about = {
    title: "tsinit",
    description: "A minimal init (PID 1) for containers",
    version,
    revision: commit,
    created,
    source: PLACES.repository,
    url: PLACES.repository,
    documentation: `${PLACES.repository}/blob/v${version}/docs/tsinit.8.md`,
    licenses: "MIT",
  };
  return Object.fromEntries(Object.entries(about).map(([key, value]) => [`org.opencontainers.image.${key}`, value]));
}

/** Returns what the others refer to it by. */
function addBlob(layout, bytes) {
  const reference = { digest: digest(bytes), size: Buffer.byteLength(bytes) };
  writeTree(layout, { [pathOf(reference)]: file(bytes) });
  return reference;
}

const digest = (bytes) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
const pathOf = (reference) => `blobs/${reference.digest.replace(":", "/")}`;
