/**
 * Builds the Node host, dist/node: the addon (native/addon/addon.c, by node-gyp), the library as ES module and as CommonJS with
 * its types, and the command (src/node, by esbuild).
 *
 * Run by hand: node scripts/build-node.mjs. CFLAGS and the like are obeyed; SANITIZE is put to compiler and linker.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { deflateRawSync } from "node:zlib";
import { buildSync } from "esbuild";
import { writeNumbers } from "./build/numbers.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const require = createRequire(import.meta.url);

/** What the addon cannot be built without, beside npm's packages; "" if all is there. */
export function whyNoNodeHost() {
  const missing = ["python3", "make", "g++"].filter((command) => spawnSync(command, ["--version"]).status !== 0);
  return missing.length > 0 ? `to build the addon takes ${missing.join(", ")}` : "";
}

export function buildNode(output = "dist/node") {
  mkdirSync(`${root}${output}`, { recursive: true });
  buildAddon(`${output}/tsinit.node`);
  const addons = packAddon(`${root}${output}/tsinit.node`);
  bundle("src/node/index.ts", `${output}/index.mjs`, "esm", addons);
  bundle("src/node/index.ts", `${output}/index.cjs`, "cjs", addons);
  bundle("src/node/register.ts", `${output}/register.mjs`, "esm", {});
  bundle("src/node/register.ts", `${output}/register.cjs`, "cjs", {});
  bundle("src/node/cli.ts", `${output}/cli.cjs`, "cjs", addons);
  declareTypes(output);
  return output;
}

/** By node-gyp, with the headers of the node-api-headers package: then none have to be downloaded, or fit this Node. */
function buildAddon(output) {
  writeNumbers("build/addon");
  const headers = `${root}build/node-headers`;
  rmSync(headers, { recursive: true, force: true });
  cpSync(require("node-api-headers").include_dir, `${headers}/include/node`, { recursive: true });
  // node-gyp wants these two of a Node's headers; all that they would say here is in binding.gyp
  for (const name of ["common.gypi", "config.gypi"]) writeFileSync(`${headers}/include/node/${name}`, "{}\n");
  const gyp = require.resolve("node-gyp/bin/node-gyp.js");
  run(process.execPath, gyp, "rebuild", "--directory=native/addon", `--nodedir=${headers}`, "--loglevel=error");
  copyFileSync(`${root}native/addon/build/Release/tsinit.node`, `${root}${output}`);
  if (!process.env.SANITIZE) run("strip", "--strip-unneeded", output);
}

/** For src/node/packed-addon.ts. */
function packAddon(path) {
  return { [process.arch]: deflateRawSync(readFileSync(path)).toString("base64") };
}

function bundle(entry, output, format, addons) {
  buildSync({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: output,
    bundle: true,
    platform: "node",
    target: "node20",
    format,
    define: {
      PACKED_ADDONS: JSON.stringify(addons),
      // src/node/addon.ts looks for the addon beside the file that it is in
      ...(format === "cjs" && { "import.meta.url": "moduleUrl" }),
    },
    // some bundlers make an ES module of it, which has no __filename
    ...(format === "cjs" && {
      banner: {
        js: 'const moduleUrl = typeof __filename === "string" ? require("node:url").pathToFileURL(__filename).href : "";',
      },
    }),
    logLevel: "warning",
  });
}

/** All that is public is in options.ts and index.ts: their declarations become one file, of which each module system wants a copy. */
function declareTypes(output) {
  run("node_modules/.bin/tsc", "-p", "src/node/tsconfig.json", "--outDir", "build/types");
  const [types, functions] = ["options", "index"].map((name) =>
    readFileSync(`${root}build/types/node/${name}.d.ts`, "utf8"),
  );
  const declarations = `${types}\n${functions.replaceAll(/^(import|export) type .*;\n/gm, "")}`
    // where neither the package @types/node is there nor the library that has these, they are `any`
    .replaceAll(/^.*(from "node:stream"|\b(AbortSignal|URL);|Symbol\.asyncDispose).*$/gm, "// @ts-ignore\n$&");
  if (/\bfrom "\./m.test(declarations)) throw new Error("a public type is declared in another file");
  for (const extension of ["mts", "cts"]) writeFileSync(`${root}${output}/index.d.${extension}`, declarations);
}

function run(command, ...args) {
  execFileSync(command, args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const output = buildNode();
  console.log(`${output}/tsinit.node: ${statSync(`${root}${output}/tsinit.node`).size} bytes`);
}
