/**
 * Builds the Node host, dist/node: the addon (native/addon, by a C compiler), the library as ES module and as CommonJS with
 * its types, and the command (src/node, by esbuild).
 *
 * Run by hand: node scripts/build-node.mjs. CC and CFLAGS are obeyed.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { deflateRawSync } from "node:zlib";
import { buildSync } from "esbuild";
import { buildAddon } from "./build/addon.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What the addon cannot be built without, beside npm's packages; "" if all is there. */
export function whyNoNodeHost() {
  const compiler = process.env.CC ?? "cc";
  return spawnSync(compiler, ["--version"]).status === 0 ? "" : `to build the addon takes ${compiler}`;
}

/** `sanitize`: see buildAddon(). */
export function buildNode(output = "dist/node", sanitize = "") {
  buildAddon({ output: `${output}/tsinit.node`, sanitize });
  buildLibrary(`${root}${output}`, { [process.arch]: `${root}${output}/tsinit.node` });
  bundle(
    "src/node/cli.ts",
    `${root}${output}/cli.cjs`,
    "cjs",
    packed({ [process.arch]: `${root}${output}/tsinit.node` }),
  );
  return output;
}

/** The library alone, into the folder `output`. `addons`: the files of those that go into it, by process.arch. */
export function buildLibrary(output, addons) {
  mkdirSync(output, { recursive: true });
  for (const [format, extension] of [
    ["esm", "mjs"],
    ["cjs", "cjs"],
  ]) {
    bundle("src/node/index.ts", `${output}/index.${extension}`, format, packed(addons));
    bundle("src/node/register.ts", `${output}/register.${extension}`, format, packed(addons));
  }
  declareTypes(output);
}

/** For src/node/packed-addon.ts. */
function packed(addons) {
  const text = (path) => deflateRawSync(readFileSync(path), { level: 9 }).toString("base64");
  return Object.fromEntries(Object.entries(addons).map(([arch, path]) => [arch, text(path)]));
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
      // src/node/files.ts looks for others from where this one is
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
  for (const extension of ["mts", "cts"]) writeFileSync(`${output}/index.d.${extension}`, declarations);
}

function run(command, ...args) {
  execFileSync(command, args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const output = buildNode();
  console.log(`${output}/tsinit.node: ${statSync(`${root}${output}/tsinit.node`).size} bytes`);
}
