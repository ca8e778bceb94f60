/**
 * Builds dist/tsinit-node: the command of the Node host, with the addon, in one executable, by pkg (@yao-pkg/pkg) as a
 * Node single executable application. Wants dist/node: scripts/build-node.mjs.
 *
 * Run by hand: node scripts/build-packed.mjs
 *
 * The Node inside is that of the npm package node-linux-ARCH, for pkg would download one. It also runs pkg, which wants
 * Node 22 or later. It is installed when it is needed first, below build/: 120 MB are not for everybody.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const require = createRequire(import.meta.url);

const VERSION = "24.21.0";
const folder = `${root}build/packed-${VERSION}`;
const node = `${folder}/node`;

/** Throws if the package of Node cannot be had. */
export function buildPacked(output = "dist/tsinit-node") {
  installNode();
  execFileSync(node, [fileURLToPath(import.meta.url), "--pack", output], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  return output;
}

/** Stripped before the packing: strip would take out what is packed. */
function installNode() {
  if (existsSync(node)) return;
  mkdirSync(folder, { recursive: true });
  const name = `node-linux-${process.arch}`;
  // a project of its own, so that npm leaves the modules of this one alone
  writeFileSync(`${folder}/package.json`, "{}\n");
  const options = ["--no-save", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund"];
  const { status, stderr } = spawnSync("npm", ["install", ...options, `--prefix=${folder}`, `${name}@${VERSION}`], {
    cwd: folder,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`npm could not install ${name}@${VERSION}: ${stderr}`);
  copyFileSync(`${folder}/node_modules/${name}/bin/node`, `${node}.new`);
  execFileSync("strip", [`${node}.new`]);
  execFileSync("mv", [`${node}.new`, node]);
}

/** Runs in the Node that is to be packed. pkg's command line can neither be given a Node nor what the application has in it. */
async function pack(output) {
  const { default: sea } = require("@yao-pkg/pkg/lib-es5/sea");
  await sea(`${root}dist/node/cli.cjs`, {
    targets: [{ nodeRange: `node${VERSION}`, platform: "linux", arch: process.arch, output: `${root}${output}` }],
    nodePath: process.execPath,
    seaConfig: {
      disableExperimentalSEAWarning: true,
      useCodeCache: true,
      useSnapshot: false,
      // an init must run where few processes are allowed: each is one thread less
      execArgv: ["--v8-pool-size=1", "--disable-sigusr1"],
      // the container's NODE_OPTIONS are meant for the program
      execArgvExtension: "none",
    },
  });
}

if (process.argv[2] === "--pack") {
  await pack(process.argv[3]);
} else if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const output = buildPacked();
  console.log(`${output}: ${statSync(`${root}${output}`).size} bytes`);
}
