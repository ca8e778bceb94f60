/**
 * What tsinit-runtime costs beside the plain runtime: the time to start, the peak of memory. Interleaved in one run; prints medians.
 *
 * node bench/runtime.mjs [--quick]   as root; wants runc, busybox
 */
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { build } from "../scripts/build.mjs";
import { buildRuntime } from "../scripts/build-runtime.mjs";
import { buildFixtures } from "../test/support/build-fixtures.mjs";
import { buildPrograms } from "./inits.mjs";
import { median } from "./statistics.mjs";

const quick = process.argv.includes("--quick");
const STARTS = quick ? 50 : 500;
const RUNS = quick ? 10 : 60;
const SIZE = 40_000;

const root = fileURLToPath(new URL("..", import.meta.url));
build();
buildRuntime();
buildPrograms();
buildFixtures();
const runtime = `${root}dist/tsinit-runtime`;
const noop = `${root}build/bench/noop`;
const work = mkdtempSync(`${tmpdir()}/tsinit-bench-`);

/** Writes a bundle that runs true(1), with a config.json of at least so many bytes. */
function makeBundle(size) {
  const bundle = `${work}/${size}`;
  const bin = `${bundle}/rootfs/bin`;
  for (const name of ["bin", "proc", "sys", "dev"]) mkdirSync(`${bundle}/rootfs/${name}`, { recursive: true });
  copyFileSync(execFileSync("sh", ["-c", "command -v busybox"], { encoding: "utf8" }).trim(), `${bin}/busybox`);
  execFileSync("runc", ["spec", "--bundle", bundle]);
  const file = `${bundle}/config.json`;
  const config = JSON.parse(readFileSync(file, "utf8"));
  config.process.terminal = false;
  config.process.args = ["/bin/busybox", "true"];
  config.annotations = {};
  for (let i = 0; JSON.stringify(config).length < size; i++)
    config.annotations[`org.example/annotation-${i}`] = "x".repeat(60);
  const text = JSON.stringify(config);
  const renew = () => writeFileSync(file, text);
  renew();
  return { bundle, renew, size: text.length };
}

/** Nanoseconds of one start, up to the end of a real runtime that does nothing. */
function start(command, ...args) {
  const env = { ...process.env, TSINIT_RUNTIME_REAL: noop };
  return Number(
    execFileSync(`${root}build/bench/measure`, ["start", "1", command, ...args], { env, encoding: "utf8" }),
  );
}

/** Nanoseconds of a whole container, in a PID namespace of its own. */
let count = 0;
function run(command, bundle) {
  const began = process.hrtime.bigint();
  const env = { ...process.env, TSINIT_RUNTIME_REAL: "runc" };
  const { status, stderr } = spawnSync(command, ["run", "--bundle", bundle, `tsinit-bench-${process.pid}-${count++}`], {
    env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (status !== 0) throw new Error(String(stderr));
  return Number(process.hrtime.bigint() - began);
}

function peak({ bundle, renew }) {
  renew();
  const env = { ...process.env, TSINIT_RUNTIME_REAL: noop };
  const args = [runtime, "create", "--bundle", bundle, "x"];
  return Number(execFileSync(`${root}build/fixtures/at-exec`, args, { env, encoding: "utf8" }));
}

function inTurn(rounds, measures) {
  const values = measures.map(() => []);
  for (let round = 0; round < rounds; round++) for (const [i, measure] of measures.entries()) values[i].push(measure());
  return values;
}

const small = makeBundle(0);
const large = makeBundle(SIZE);
const changed = ({ bundle, renew }) => {
  renew();
  return start(runtime, "create", "--bundle", bundle, "x");
};
const ran = (command) => {
  small.renew();
  return run(command, small.bundle);
};
const starts = inTurn(STARTS, [
  () => start(noop, "create"),
  () => start(runtime, "state", "x"),
  () => changed(small),
  () => changed(large),
]);
const runs = inTurn(RUNS, [() => ran("runc"), () => ran(runtime)]);

/** The median and, for what the machine did besides, the fastest: in ms. */
const shown = (list) => [median(list), Math.min(...list)].map((ns) => (ns / 1e6).toFixed(2)).join(" | ");
console.log(`| start, up to the real runtime (which does nothing) | median, ms | fastest, ms |
|---|--:|--:|
| without tsinit-runtime | ${shown(starts[0])} |
| \`state\`: nothing to change | ${shown(starts[1])} |
| \`create\`, config.json of ${small.size} bytes | ${shown(starts[2])} |
| \`create\`, config.json of ${large.size} bytes | ${shown(starts[3])} |

| \`runc run\` of a container that does nothing | median, ms | fastest, ms |
|---|--:|--:|
| runc | ${shown(runs[0])} |
| tsinit-runtime, runc, and tsinit in the container | ${shown(runs[1])} |

| peak of memory | kB |
|---|--:|
| config.json of ${small.size} bytes | ${peak(small)} |
| config.json of ${large.size} bytes | ${peak(large)} |`);
rmSync(work, { recursive: true });
