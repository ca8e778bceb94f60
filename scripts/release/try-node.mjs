/**
 * Tries npm's packages where the gate does not: on the oldest and newest Node; in programs that bundlers have made one file, each run
 * alone in an empty folder; in a single executable application; as @vercel/nft traces them; in Jest; beside execa and Puppeteer.
 *
 * Run by hand: node scripts/release/try-node.mjs. Wants dist/tsinit, dist/node, and chromium for Puppeteer. What it uses is installed
 * below build/ when it is needed first.
 */
import { execFileSync, spawnSync } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname } from "node:path";
import { buildSync } from "esbuild";
import { inNamespace } from "../namespace.mjs";
import { ownPackages } from "./npm.mjs";
import { tools } from "./tools.mjs";

const NODES = ["20.19.0", "22.23.3", "24.21.0", "26.12.1"];
const CHROMIUM = "/usr/bin/chromium";

const folder = mkdtempSync(`${tmpdir()}/tsinit-try-`);
let project = `${folder}/project`;
const modules = `${tools("try-node", {
  "@vercel/ncc": "0.45.0",
  "@vercel/nft": "1.11.5",
  execa: "9.6.0",
  jest: "30.5.2",
  postject: "1.0.0-alpha.6",
  "puppeteer-core": "25.16.0",
  rolldown: "1.3.2",
  webpack: "5.113.0",
})}/node_modules`;
const load = createRequire(`${modules}/any.js`);

function nodeOf(version) {
  const name = `node-linux-${process.arch}`;
  return `${tools(`try-node-${version}`, { [name]: version })}/node_modules/${name}/bin/node`;
}

/** The program of all: 7 if an orphan was reaped and the program's code came through. */
const BODY = `let orphans = 0;
supervise({ command: ["sh", "-c", "(true &); sleep 0.2; exit 7"], onReap: () => { orphans++; } })
  .then((code) => process.exit(orphans === 1 ? code : 1));
`;
const SOURCES = {
  "app.mjs": `import { supervise } from "@tsinit/tsinit";\n${BODY}`,
  "app.cjs": `const { supervise } = require("@tsinit/tsinit");\n${BODY}`,
};

/** What makes one folder out of a program, in `output`; returns the file that is to be run. */
const BUNDLERS = {
  async ncc(entry, output) {
    const { code, assets } = await load("@vercel/ncc")(entry, { cache: false, quiet: true });
    for (const [name, { source }] of Object.entries(assets)) {
      mkdirSync(dirname(`${output}/${name}`), { recursive: true });
      writeFileSync(`${output}/${name}`, source);
    }
    const name = entry.endsWith(".mjs") ? "index.mjs" : "index.cjs";
    writeFileSync(`${output}/${name}`, code);
    return name;
  },
  async webpack(entry, output) {
    const options = { mode: "production", target: "node", entry, output: { path: output, filename: "main.cjs" } };
    await new Promise((resolve, reject) =>
      load("webpack")({ ...options, context: project }, (error, stats) =>
        error || stats.hasErrors() || stats.hasWarnings() ? reject(error ?? new Error(stats.toString())) : resolve(),
      ),
    );
    return "main.cjs";
  },
  "rolldown to cjs": (entry, output) => rolldown(entry, `${output}/main.cjs`, "cjs"),
  "rolldown to esm": (entry, output) => rolldown(entry, `${output}/main.mjs`, "esm"),
  async nft(entry, output) {
    const { fileList } = await load("@vercel/nft").nodeFileTrace([entry], { base: project });
    for (const file of fileList) cpSync(`${project}/${file}`, `${output}/${file}`);
    return entry.slice(project.length + 1);
  },
};

async function rolldown(entry, file, format) {
  const { build } = await import(load.resolve("rolldown"));
  await build({ input: entry, platform: "node", output: { file, format }, logLevel: "silent" });
  return file.slice(file.lastIndexOf("/") + 1);
}

const JEST = `const { supervise } = require("@tsinit/tsinit");
test("supervise() in Jest's sandbox", async () => {
  let orphans = 0;
  const command = ["sh", "-c", "(true &); sleep 0.2; exit 7"];
  expect(await supervise({ command, onReap: () => { orphans++; } })).toBe(7);
  expect(orphans).toBe(1);
});
`;

/** A hook that is over when TERM comes, after which the program must hear of it. */
const besides = (hook) => `import { supervise } from "@tsinit/tsinit";
${hook}
const command = ["sh", "-c", "trap 'exit 7' TERM; sleep 20 & wait"];
process.exit(await supervise({ command, onStart: async () => { await hook(); process.kill(process.pid, "SIGTERM"); } }));
`;
const EXECA = besides(`import { execa } from "execa";
const hook = () => execa("true");`);
const PUPPETEER = besides(`import puppeteer from "puppeteer-core";
const hook = async () => {
  const browser = await puppeteer.launch({ executablePath: "${CHROMIUM}", args: ["--no-sandbox"], handleSIGINT: false });
  await (await browser.newPage()).setContent("<title>here</title>");
  await browser.close();
};`);

/** A single executable application of `node`, with a bundle in it. */
function singleExecutable(node, output) {
  const [entry, config] = [`${output}.cjs`, `${output}.json`];
  buildSync({ entryPoints: [`${project}/app.cjs`], outfile: entry, bundle: true, platform: "node" });
  writeFileSync(config, JSON.stringify({ main: entry, output: `${output}.blob`, disableExperimentalSEAWarning: true }));
  execFileSync(node, ["--experimental-sea-config", config], { stdio: "ignore" });
  copyFileSync(node, output);
  const fuse = ["--sentinel-fuse", "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2"];
  const argv = [`${modules}/postject/dist/cli.js`, output, "NODE_SEA_BLOB", `${output}.blob`, ...fuse];
  execFileSync(process.execPath, argv, { stdio: "ignore" });
}

let failed = 0;

/** Runs a command as PID 1, which must exit with `code`. */
function mustExit(name, code, cwd, ...command) {
  const [program, ...args] = inNamespace(...command);
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (status !== code) failed++;
  console.log(status === code ? `ok: ${name}` : `not ok: ${name}: exit code ${status}\n${stdout}${stderr}`);
}

async function bundle() {
  const made = [];
  for (const [name, make] of Object.entries(BUNDLERS)) {
    for (const source of Object.keys(SOURCES)) {
      const output = `${folder}/${name.replaceAll(" ", "-")}-${source}`;
      mkdirSync(output);
      const file = await make(`${project}/${source}`, output);
      made.push([`${name}, ${source}`, output, file]);
    }
  }
  return made;
}

function install() {
  mkdirSync(project);
  writeFileSync(`${project}/package.json`, '{ "name": "empty" }');
  const archives = ownPackages(`${folder}/archives`);
  execFileSync("npm", ["install", "--offline", "--no-audit", "--no-fund", ...archives], {
    cwd: project,
    stdio: "ignore",
  });
  const files = { ...SOURCES, "execa.mjs": EXECA, "puppeteer.mjs": PUPPETEER, "init.test.js": JEST };
  for (const [name, text] of Object.entries(files)) writeFileSync(`${project}/${name}`, text);
}

/** What bundlers have made must find nothing where it was; after that the project's programs find the tools. */
function moveProject() {
  renameSync(project, `${folder}/moved`);
  project = `${folder}/moved`;
  for (const name of readdirSync(modules).filter((one) => !one.startsWith(".") && one !== "@tsinit"))
    cpSync(`${modules}/${name}`, `${project}/node_modules/${name}`, { recursive: true });
}

try {
  install();
  const bundles = await bundle();
  moveProject();
  for (const version of NODES) {
    const node = nodeOf(version);
    for (const source of Object.keys(SOURCES)) mustExit(`Node ${version}, ${source}`, 7, project, node, source);
    for (const [name, output, file] of bundles) mustExit(`Node ${version}, ${name}`, 7, output, node, file);
    singleExecutable(node, `${folder}/single-${version}`);
    mustExit(`Node ${version}, single executable application`, 7, "/", `${folder}/single-${version}`);
    mustExit(`Node ${version}, execa`, 7, project, node, "execa.mjs");
    mustExit(`Node ${version}, Jest`, 0, project, node, "node_modules/jest/bin/jest.js", "--runInBand", "--ci");
    if (existsSync(CHROMIUM)) mustExit(`Node ${version}, Puppeteer`, 7, project, node, "puppeteer.mjs");
  }
} finally {
  rmSync(folder, { recursive: true });
}
process.exit(failed > 0 ? 1 : 0);
