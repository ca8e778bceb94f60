/**
 * Measures tsinit beside its peers, interleaved in one run, and writes bench/results.md, the plots beside it and the table
 * in README.md.
 *
 * npm run bench               six minutes
 * npm run bench -- --quick    one minute; the figures are noisier
 */
import { readFileSync, writeFileSync } from "node:fs";
import { build } from "../scripts/build.mjs";
import { buildFixtures } from "../test/support/build-fixtures.mjs";
import * as figures from "./figures.mjs";
import { buildPrograms, findInits } from "./inits.mjs";
import { plot, plotStopping } from "./plot.mjs";
import { report, summary } from "./report.mjs";
import { median, spread } from "./statistics.mjs";
import { costs, fates } from "./stopping.mjs";

const quick = process.argv.includes("--quick");
const ROUNDS = quick ? 10 : 60;
const STARTS = 10;
const SIGNALS = quick ? 50 : 100;
const LATENCY_ROUNDS = quick ? 3 : 10;
const REAP_ROUNDS = quick ? 3 : 15;
const ORPHANS = 5000;
const IDLE_SECONDS = 10;

build();
buildPrograms();
buildFixtures();
const inits = findInits();
const rows = inits.map(({ name, version, size }) => ({ name, version, size }));

/** Measures all, again and again in turn, so that what else the machine does hits all alike. */
function inTurn(what, rounds, measure) {
  console.log(`${what} ...`);
  const values = inits.map(() => []);
  for (let round = 0; round < rounds; round++)
    for (const [i, init] of inits.entries()) values[i].push(...measure(init));
  return values;
}

function record(name, values, unit) {
  values.forEach((list, i) => {
    rows[i][name] = median(list) / unit;
    rows[i][`${name}Spread`] = spread(list) / unit;
  });
}

record(
  "start",
  inTurn("start to exit", ROUNDS, (init) => figures.startToExit(init, STARTS)),
  1e3,
);
record(
  "latency",
  inTurn("signals", LATENCY_ROUNDS, (init) => figures.latency(init, SIGNALS)),
  1e3,
);
const reaping = inTurn("orphans", REAP_ROUNDS, (init) => [figures.reaping(init, ORPHANS)]);
record(
  "reap",
  reaping.map((runs) => runs.map(({ wall }) => wall / ORPHANS)),
  1e3,
);
record(
  "reapCpu",
  reaping.map((runs) => runs.map(({ cpu }) => cpu / ORPHANS)),
  1e3,
);
console.log("idle ...");
const idle = await figures.idle(inits, IDLE_SECONDS);
console.log("system calls, pids limits ...");
inits.forEach((init, i) => {
  Object.assign(rows[i], idle[i], {
    calls: figures.systemCalls(init, `${process.cwd()}/build/bench/noop`),
    callsPerSignal: figures.callsPerSignal(init),
    pidsMax: figures.leastPidsMax(init),
  });
});
console.log("stopping ...");
const stopping = {
  fates: fates(inits.filter(({ name }) => !name.startsWith("floor"))),
  costs: costs(inits[0], [10, 100, 1000, 5000], quick ? 1 : 5),
};

writeFileSync(new URL("results.md", import.meta.url), report(rows, stopping, { quick, ORPHANS, IDLE_SECONDS }));
writeFileSync(new URL("results.svg", import.meta.url), await plot(rows));
writeFileSync(new URL("stopping.svg", import.meta.url), await plotStopping(stopping.costs));
const readme = new URL("../README.md", import.meta.url);
const place = /(<!-- npm run bench -->\n)[\s\S]*?(<!-- -->)/;
writeFileSync(
  readme,
  readFileSync(readme, "utf8").replace(place, (_, begin, end) => `${begin}\n${summary(rows)}\n\n${end}`),
);
console.log("README.md, bench/results.md, bench/results.svg, bench/stopping.svg");
