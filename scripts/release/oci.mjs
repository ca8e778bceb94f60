/**
 * One image for all platforms, as an archive: an OCI image layout, and beside it the manifest.json of `docker save` for amd64, so
 * that the same file is taken by `docker load`, `podman load`, skopeo and `oci-archive:`.
 *
 * https://github.com/opencontainers/image-spec/blob/v1.1.0/image-layout.md
 */
import { createHash } from "node:crypto";
import { tar } from "./archives.mjs";
import { makeLayer } from "./layer.mjs";
import { PLACES } from "./places.mjs";
import { file, writeTree } from "./tree.mjs";

const TYPE = "application/vnd.oci.image";
const INDEX = `${TYPE}.index.v1+json`;
const MANIFEST = `${TYPE}.manifest.v1+json`;

/** Makes tsinit-VERSION.oci.tar in `output`. The rest: platforms.mjs, contents.mjs. */
export function makeImage(release, platforms, contents) {
  const { run, folder, output, version, epoch } = release;
  const layout = `${folder}/oci`;
  const tag = `${PLACES.image}:${version}`;
  const annotations = annotationsOf(release);
  const images = platforms.map((platform) =>
    addImage(layout, platform, makeLayer(release, platform, contents), annotations),
  );
  const index = { schemaVersion: 2, mediaType: INDEX, manifests: images.map(({ entry }) => entry), annotations };
  const names = { "org.opencontainers.image.ref.name": tag, "io.containerd.image.name": tag };
  const only = { mediaType: INDEX, ...addJson(layout, index), annotations: names };
  const forDocker = images.find(({ entry }) => entry.platform.architecture === "amd64") ?? images[0];
  writeTree(layout, {
    "oci-layout": json({ imageLayoutVersion: "1.0.0" }),
    "index.json": json({ schemaVersion: 2, mediaType: INDEX, manifests: [only] }),
    "manifest.json": json([{ Config: pathOf(forDocker.config), RepoTags: [tag], Layers: [pathOf(forDocker.layer)] }]),
  });
  tar(run, epoch, "oci", `${output}/tsinit-${version}.oci.tar`, ["oci-layout", "index.json", "manifest.json", "blobs"]);
}

/** Adds the image of one platform. Returns what refers to its parts, and its `entry` in the index. */
function addImage(layout, { architecture }, { compressed, uncompressed }, annotations) {
  const [os, name, variant] = architecture.docker.split("/");
  const platform = { architecture: name, os, ...(variant && { variant }) };
  const created = annotations["org.opencontainers.image.created"];
  const layer = addBlob(layout, compressed);
  const config = addJson(layout, {
    created,
    ...platform,
    config: { Entrypoint: ["/tsinit"], Labels: annotations },
    rootfs: { type: "layers", diff_ids: [digestOf(uncompressed)] },
    history: [{ created, created_by: PLACES.repository }],
  });
  const manifest = addJson(layout, {
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: { mediaType: `${TYPE}.config.v1+json`, ...config },
    layers: [{ mediaType: `${TYPE}.layer.v1.tar+gzip`, ...layer }],
    annotations,
  });
  return { layer, config, entry: { mediaType: MANIFEST, ...manifest, platform } };
}

function annotationsOf({ version, commit, epoch }) {
  const about = {
    title: "tsinit",
    description: "A minimal init (PID 1) for containers",
    version,
    revision: commit,
    created: new Date(epoch * 1000).toISOString().replace(".000", ""),
    source: PLACES.repository,
    url: PLACES.repository,
    documentation: `${PLACES.repository}/blob/v${version}/docs/tsinit.8.md`,
    licenses: "MIT",
  };
  return Object.fromEntries(Object.entries(about).map(([key, value]) => [`org.opencontainers.image.${key}`, value]));
}

/** Returns what others refer to it by. */
function addBlob(layout, bytes) {
  const reference = { digest: digestOf(bytes), size: Buffer.byteLength(bytes) };
  writeTree(layout, { [pathOf(reference)]: file(bytes) });
  return reference;
}

const addJson = (layout, value) => addBlob(layout, JSON.stringify(value));
const json = (value) => file(JSON.stringify(value));
const digestOf = (bytes) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
const pathOf = (reference) => `blobs/${reference.digest.replace(":", "/")}`;
