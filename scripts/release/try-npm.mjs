/**
 * Installs npm's packages as users do, with npm, pnpm and Yarn, from a registry on this machine (Verdaccio), and uses what was
 * installed: the command as PID 1, the library as ES module and as CommonJS, register.
 *
 * Run by hand: node scripts/release/try-npm.mjs [FOLDER]. FOLDER has the archives of a release; without it, what is in dist is
 * packed. Package managers and registry are installed below build/ when they are needed first.
 */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { inNamespace } from "../namespace.mjs";
import { ownPackages } from "./npm.mjs";
import { tools } from "./tools.mjs";

const modules = `${tools(
  "try-npm",
  { verdaccio: "6.8.0", pnpm: "10.34.9", yarn: "1.22.22", "@yarnpkg/cli-dist": "4.18.1" },
  // Verdaccio names it by a tag, which not every registry has
  { "node-fetch": "2.7.0" },
)}/node_modules`;

const PORT = 4800 + (process.pid % 1000);
const ADDRESS = `127.0.0.1:${PORT}`;
const REGISTRY = `http://${ADDRESS}/`;
const NPMRC = `registry=${REGISTRY}\n//${ADDRESS}/:_authToken=none\n`;
const yarnrc = (linker) => `npmRegistryServer: "${REGISTRY}"
unsafeHttpWhitelist: ["127.0.0.1"]
nodeLinker: ${linker}
enableGlobalCache: false
globalFolder: ./yarn
npmMinimalAgeGate: 0
enableTelemetry: false
`;

const berry = `${modules}/@yarnpkg/cli-dist/bin/yarn.js`;
const IN_BIN = "node_modules/.bin/tsinit";

/** How each installs, where the command is then, and what Node is to be told to find what is installed. */
const MANAGERS = {
  npm: { install: ["npm", "install"], command: () => IN_BIN },
  "npm --ignore-scripts": { install: ["npm", "install", "--ignore-scripts"], command: () => IN_BIN },
  pnpm: { install: [`${modules}/.bin/pnpm`, "install", "--store-dir=./store"], command: () => IN_BIN },
  "Yarn 1": { install: [process.execPath, `${modules}/yarn/bin/yarn.js`, "install"], command: () => IN_BIN },
  "Yarn, node_modules": {
    install: [process.execPath, berry, "install"],
    files: { ".yarnrc.yml": yarnrc("node-modules") },
    command: () => IN_BIN,
  },
  "Yarn, Plug'n'Play": {
    install: [process.execPath, berry, "install"],
    files: { ".yarnrc.yml": yarnrc("pnp") },
    command: (folder) => {
      const name = readdirSync(`${folder}/.yarn/unplugged`).find((one) => one.startsWith("@tsinit-tsinit-"));
      return `.yarn/unplugged/${name}/node_modules/@tsinit/tsinit/bin/tsinit.bin`;
    },
    options: ["--require", "./.pnp.cjs", "--no-warnings", "--loader", "./.pnp.loader.mjs"],
    more: [[process.execPath, berry, "tsinit", "-s", "--", "sh", "-c", "exit 5"]],
  },
};

/** What is run as PID 1 in each project, and must exit with 5. */
const LIBRARY = `supervise({ command: ["sh", "-c", "exit 5"] }).then((code) => process.exit(binaryPath ? code : 1));`;
const PROGRAMS = {
  "import.mjs": `import { binaryPath, supervise } from "@tsinit/tsinit";\n${LIBRARY}\n`,
  "require.cjs": `const { binaryPath, supervise } = require("@tsinit/tsinit");\n${LIBRARY}\n`,
  // without an init in it PID 1 ignores TERM
  "register.cjs": `process.kill(process.pid, "SIGTERM");\nsetTimeout(() => {}, 5000);\n`,
};

/** Starts a registry that has nothing yet. Returns its process. */
async function serve(folder) {
  writeFileSync(
    `${folder}/registry.yaml`,
    `storage: ${folder}/storage\npackages: { "**": { access: $all, publish: $all } }\nlog: { type: stdout, level: error }\n`,
  );
  const argv = [`${modules}/verdaccio/bin/verdaccio`, "--config", `${folder}/registry.yaml`, "--listen", ADDRESS];
  const registry = spawn(process.execPath, argv, {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, NODE_NO_WARNINGS: "1" },
  });
  const answers = () =>
    fetch(REGISTRY).then(
      () => true,
      () => false,
    );
  while (!(await answers())) await new Promise((resolve) => setTimeout(resolve, 100));
  writeFileSync(`${folder}/.npmrc`, NPMRC);
  return registry;
}

/** Installs the main package into a new project and uses it. What is wrong; "" if nothing is. */
function attempt(folder, { install, files = {}, command, options = [], more = [] }, version) {
  const dependencies = { "@tsinit/tsinit": version };
  const all = {
    ...PROGRAMS,
    ...files,
    ".npmrc": NPMRC,
    "package.json": JSON.stringify({ name: "empty", dependencies }),
  };
  mkdirSync(folder);
  for (const [name, text] of Object.entries(all)) writeFileSync(`${folder}/${name}`, text);
  const run = ([program, ...args]) => spawnSync(program, args, { cwd: folder, encoding: "utf8" });
  const installed = run(install);
  if (installed.status !== 0) return `${installed.stdout}${installed.stderr}`;
  const node = [process.execPath, ...options];
  const trials = [
    [[command(folder), "--", "sh", "-c", "case $(readlink /proc/1/exe) in */tsinit) exit 5; esac"], 5],
    [[...node, "import.mjs"], 5],
    [[...node, "require.cjs"], 5],
    [[...node, "--import", "@tsinit/tsinit/register", "register.cjs"], 143],
    [[...node, "--require", "@tsinit/tsinit/register", "register.cjs"], 143],
    ...more.map((argv) => [argv, 5]),
  ];
  return trials
    .map(([argv, code]) => [argv, code, run(inNamespace(...argv))])
    .filter(([, code, { status }]) => status !== code)
    .map(([argv, code, { status, stderr }]) => `${argv.join(" ")}: exit code ${status}, not ${code}\n${stderr}`)
    .join("");
}

async function tryAll(given) {
  const folder = mkdtempSync(`${tmpdir()}/tsinit-try-`);
  const archives = given
    ? readdirSync(given).flatMap((name) => (/^tsinit-.*\.tgz$/.test(name) ? [resolve(given, name)] : []))
    : ownPackages(`${folder}/archives`);
  const registry = await serve(folder);
  let failed = 0;
  try {
    for (const archive of archives) execFileSync("npm", ["publish", "--loglevel=error", archive], { cwd: folder });
    const version = execFileSync("npm", ["view", "@tsinit/tsinit", "version"], {
      cwd: folder,
      encoding: "utf8",
    }).trim();
    for (const [index, [name, manager]] of Object.entries(MANAGERS).entries()) {
      const wrong = attempt(`${folder}/${index}`, manager, version);
      if (wrong !== "") failed++;
      console.log(wrong === "" ? `ok: ${name}` : `not ok: ${name}\n${wrong}`);
    }
  } finally {
    registry.kill();
    rmSync(folder, { recursive: true });
  }
  return failed;
}

process.exit((await tryAll(process.argv[2])) > 0 ? 1 : 0);
