/**
 * Runs the programs of test/programs under tsinit and its peers, installs those that are missing, and prints what was lost at
 * the stop and how long it took. A run of all of them under all inits writes the table in docs/stopping.md and
 * test/programs/results.json.
 *
 * Run by hand, as root: npm run test:programs [-- OPTIONS]
 *   --program REGEXP, --way REGEXP, --init REGEXP   only these
 *   --repeat N     each N times, default 1; the table has medians
 *   --jobs N       so many at a time, default 4
 *   --tsinit PATH  another build than dist/tsinit
 *   --stop SIGNAL  in place of the one of the program's image: with KILL nothing ends well, which shows that losses are seen
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { isMissing, setup, TESTS } from "./setup.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);

const string = { type: "string" };
const { values } = parseArgs({
  options: { program: string, way: string, init: string, repeat: string, jobs: string, tsinit: string, stop: string },
});

setup(TESTS);
// they import what setup() has installed
const { build } = await import("./build.mjs");
const { buildFixtures } = await import("../test/support/build-fixtures.mjs");
if (values.tsinit === undefined) build();
buildFixtures();
const { programs, runAll, table, waysOf, worse } = await load();

const inits = [
  { name: "tini", argv: ["tini-static", "--"] },
  { name: "dumb-init", argv: ["dumb-init", "--"] },
  { name: "tsinit", argv: [resolve(values.tsinit ?? "dist/tsinit"), "--"] },
].filter(({ name }) => new RegExp(values.init ?? "").test(name));
const wanted = {
  program: new RegExp(values.program ?? ""),
  way: new RegExp(values.way ?? ""),
  inits,
  repeat: Number(values.repeat ?? 1),
  jobs: Number(values.jobs ?? 4),
  signal: values.stop,
};

const chosen = programs.filter(({ name }) => wanted.program.test(name));
try {
  setup({ ...Object.assign({}, ...chosen.map(({ needs }) => needs)), ip: "iproute2" });
} catch (error) {
  console.log(`Not all could be installed: ${error.message}`);
}
const withoutNpm = installFromNpm(chosen.flatMap(({ npm }) => npm ?? []));
const obstacles = new Map(chosen.map((program) => [program.name, obstacle(program)]));

const results = [];
const failures = [];
await runAll(
  wanted,
  (program) => obstacles.get(program.name) === "",
  (outcome) => {
    (outcome.error === undefined ? results : failures).push(outcome);
    const { program, way, init, error, lost, seconds, code, killed } = outcome;
    const what =
      error ?? `lost ${lost}; ${seconds.toFixed(2)} s, code ${code}, killed: ${killed.join(" ") || "nobody"}`;
    console.log(`${program}, ${way}, ${init}: ${what}`);
  },
);

const order = programs.flatMap((program) => waysOf(program).map((way) => `${program.name} ${way}`));
const place = ({ program, way, init }) =>
  order.indexOf(`${program} ${way}`) * inits.length + inits.findIndex(({ name }) => name === init);
results.sort((a, b) => place(a) - place(b));
console.log(`\n${table(results)}\n`);
for (const [name, why] of obstacles) if (why !== "") console.log(`not run: ${name}: ${why}`);
for (const { program, way, init } of failures) console.log(`not judged: ${program}, ${way}, ${init}`);
const worseThanTini = worse(results, "tsinit", "tini");
for (const row of worseThanTini) console.log(`worse than tini: ${row}`);

if ([values.program, values.way, values.init, values.stop].every((value) => value === undefined)) {
  writeFileSync("test/programs/results.json", `[\n${results.map((result) => JSON.stringify(result)).join(",\n")}\n]\n`);
  const section = /(<!-- npm run test:programs -->\n)[\s\S]*?(<!-- -->)/;
  const document = readFileSync("docs/stopping.md", "utf8");
  writeFileSync(
    "docs/stopping.md",
    document.replace(section, (_, begin, end) => `${begin}\n${table(results)}\n\n${end}`),
  );
  console.log("docs/stopping.md, test/programs/results.json");
}
process.exit(failures.length > 0 || worseThanTini.length > 0 ? 1 : 0);

/** The harness is TypeScript. Its files look for others from where build/programs is. */
async function load() {
  const { buildSync } = await import("esbuild");
  const outfile = `${root}build/programs/run.mjs`;
  buildSync({ entryPoints: ["test/programs/run.ts"], bundle: true, platform: "node", format: "esm", outfile });
  return import(outfile);
}

/** Why a program cannot be run here; "" if it can. */
function obstacle({ needs, npm }) {
  if (withoutNpm.includes(npm)) return `${npm} could not be installed from npm`;
  const absent = Object.keys(needs).filter(isMissing);
  return absent.length > 0 ? `not installed: ${absent.join(", ")}` : "";
}

/** Installs them beside the build. Returns those that could not be, as without a network. */
function installFromNpm(packages) {
  mkdirSync("build/programs", { recursive: true });
  return packages.filter((name) => {
    const args = [
      "install",
      "--prefix",
      "build/programs",
      "--no-save",
      "--no-audit",
      "--no-fund",
      "--loglevel=error",
      name,
    ];
    return spawnSync("npm", args, { stdio: ["ignore", "ignore", "inherit"] }).status !== 0;
  });
}
