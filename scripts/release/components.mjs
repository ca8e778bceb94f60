/**
 * The work of others that is inside of what is released, with versions and licences. The build tools that `npm sbom` lists are
 * not: nothing of them is in any file.
 */
import { readdirSync, readFileSync } from "node:fs";
import { root as project } from "../build/run.mjs";

const GCC_LICENSE = "GPL-3.0-or-later WITH GCC-exception-3.1";

/**
 * What is in the binary of an architecture. `versions` ({package: version}) and `root` are those that it was built with, `map` is
 * the text of its linker's map, which says whether functions of libgcc are in it.
 */
export function inBinary({ debian }, { root, versions, map }) {
  const gcc = Object.keys(versions).find((name) =>
    (debian === "amd64" ? /^libgcc-\d+-dev$/ : new RegExp(`^libgcc-\\d+-dev-${debian}-cross$`)).test(name),
  );
  const functions = /libgcc\.a\(/.test(map) ? ", and functions of libgcc" : "";
  return [
    debianComponent("musl", "the C library, linked statically", "MIT", "musl-dev", versions[`musl-dev:${debian}`], {
      debian,
      text: readFileSync(`${root}/usr/share/doc/musl-dev/copyright`, "utf8"),
    }),
    debianComponent("libgcc", `start-up code${functions}`, GCC_LICENSE, gcc, versions[gcc], {
      debian: gcc.endsWith("-cross") ? "all" : debian,
      text: gccException(root),
    }),
    npmComponent("assemblyscript", "its standard library, compiled to wasm", "Apache-2.0", ["NOTICE", "LICENSE"]),
    npmComponent("wabt", "what wasm2c writes around the functions", "Apache-2.0", ["LICENSE"]),
  ];
}

/** What is in the addon for Node. */
export function inAddon() {
  return [npmComponent("node-api-headers", "headers of Node-API", "MIT", ["LICENSE"])];
}

function debianComponent(name, what, license, source, version, { debian, text }) {
  const purl = `pkg:deb/debian/${source}@${encodeURIComponent(version)}?arch=${debian}`;
  const upstream = version.replace(/^\d+:/, "").replace(/-[^-]*$/, "");
  return { name, what, license, version: upstream, purl, texts: [text] };
}

function npmComponent(name, what, license, files) {
  const folder = `${project}node_modules/${name}`;
  const { version } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const texts = files.map((file) => readFileSync(`${folder}/${file}`, "utf8"));
  return { name, what, license, version, purl: `pkg:npm/${name}@${version}`, texts };
}

/** The exception by which what GCC puts into a program leaves the program its own licence; Debian quotes it. */
function gccException(root) {
  const docs = `${root}/usr/share/doc`;
  const base = readdirSync(docs).find((name) => /^gcc-\d+-base$/.test(name));
  const quoted = readFileSync(`${docs}/${base}/copyright`, "utf8");
  const [text] = /^GCC RUNTIME LIBRARY EXCEPTION\n.*?^2\. No Weakening.*?\n\n.*?\n\n/ms.exec(quoted);
  return text;
}
