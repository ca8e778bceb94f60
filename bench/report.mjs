/** The run as Markdown. Whether a target is met is computed from it. */
import { readFileSync } from "node:fs";
import { arch, cpus, release, totalmem } from "node:os";

const COLUMNS = [
  ["file, bytes", ({ size }) => size],
  ["start to exit, µs", ({ start, startSpread }) => `${start.toFixed(0)} ±${(startSpread / 2).toFixed(0)}`],
  ["peak RSS, kB", ({ peak }) => peak],
  ["RssAnon, kB", ({ anonymous }) => anonymous],
  ["wake-ups, idle", ({ wakeups }) => wakeups],
  ["threads", ({ threads }) => threads],
  ["fds above 2", ({ descriptors }) => descriptors],
  ["system calls, one run", ({ calls }) => calls ?? "?"],
  ["system calls, one signal", ({ callsPerSignal }) => callsPerSignal ?? "?"],
  ["least pids.max", ({ pidsMax }) => pidsMax ?? "?"],
  ["signal to program, µs", ({ latency, latencySpread }) => `${latency.toFixed(1)} ±${(latencySpread / 2).toFixed(1)}`],
  ["orphans reaped per s", ({ reap }) => Math.round(1e6 / reap)],
  ["CPU per orphan, µs", ({ reapCpu, reapCpuSpread }) => `${reapCpu.toFixed(2)} ±${(reapCpuSpread / 2).toFixed(2)}`],
];

/** The table for the README: the figures that matter to those who choose. */
export function summary(rows) {
  const chosen = [0, 1, 2, 4, 10, 12].map((i) => COLUMNS[i]);
  const shown = rows.map((row) => [row.name, ...chosen.map(([, value]) => String(value(row)).split(" ")[0])]);
  return table(["", ...chosen.map(([title]) => title)], shown);
}

export function report(rows, stopping, { quick, ORPHANS, IDLE_SECONDS }) {
  return `# tsinit beside its peers

Made by \`npm run bench${quick ? " -- --quick" : ""}\`: all in one run, in turn, each as PID 1 of a PID namespace of its own. Medians; ± is half the
distance between the quartiles.

${machine()}
${rows
  .filter(({ version }) => version)
  .map(({ name, version }) => `- ${name}: \`${version}\``)
  .join("\n")}

${table(
  ["", ...COLUMNS.map(([title]) => title)],
  rows.map((row) => [row.name, ...COLUMNS.map(([, value]) => value(row))]),
)}

- *start to exit*: from before clone(2) to after the wait, with a static program that ends at once. The *floor* is an init
  in plain C on musl that does the least that an init can do.
- *wake-ups*: voluntary context switches in ${IDLE_SECONDS} s in which nothing happens.
- *signal to program*: from before kill(2) on the init until the program has the signal, all of them asleep before.
- *orphans reaped per s*: ${ORPHANS.toLocaleString("en")} orphans end while the init is stopped; from CONT until the last is gone. *CPU per
  orphan* is the init's own CPU time in that.

![figures](results.svg)

${ratios(rows)}

## Targets

${targets(rows)}

## Stopping

A program leaves 100 daemons behind and exits; half of them need a second after SIGTERM to write what they have.

${table(
  ["", "got SIGTERM", "of 50, have flushed", "killed without a word", "exit code"],
  stopping.fates.map(({ name, gotTerm, flushed, code }) => [name, gotTerm, flushed, 100 - gotTerm, code]),
)}

CPU time that tsinit itself spends, from start to exit, with N processes left that end on SIGTERM:

${table(
  ["scope", "processes left", "CPU, ms", "µs per process"],
  stopping.costs.map(({ scope, count, ms }) => [scope, count, ms.toFixed(1), ((ms * 1000) / count).toFixed(1)]),
)}

![cost of stopping](stopping.svg)
`;
}

function machine() {
  const memory = Math.round(totalmem() / 2 ** 30);
  const system = /^PRETTY_NAME="(.*)"/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1];
  return `- machine: ${cpus().length} × ${cpus()[0].model.trim()}, ${memory} GiB, ${arch()}
- system: ${system}, Linux ${release().split("-")[0]}, Node ${process.versions.node}`;
}

function ratios(rows) {
  const base = rows.find(({ name }) => name === "tini-static");
  const floor = rows.find(({ name }) => name.startsWith("floor"));
  if (!base) return "";
  const row = (name, key) => [name, ...rows.map((row) => (row[key] / base[key]).toFixed(2))];
  const toFloor = ["start to exit, to the floor", ...rows.map((row) => (row.start / floor.start).toFixed(2))];
  return `As ratios to tini-static:

${table(
  ["", ...rows.map(({ name }) => name)],
  [
    row("file", "size"),
    row("start to exit", "start"),
    row("peak RSS", "peak"),
    row("signal to program", "latency"),
    row("time per reaped orphan", "reap"),
    row("CPU per reaped orphan", "reapCpu"),
    toFloor,
  ],
)}`;
}

function targets(rows) {
  const ours = rows[0];
  const floor = rows.find(({ name }) => name.startsWith("floor"));
  const base = rows.find(({ name }) => name === "tini-static");
  const peers = rows.filter((row) => row !== ours && row !== floor);
  const best = (key) => Math.min(...peers.map((row) => row[key]));
  const list = [
    ["file at most 160 kB", ours.size, ours.size <= 160_000],
    ["peak RSS at most 80 kB", ours.peak, ours.peak <= 80],
    ["RssAnon at most 40 kB", ours.anonymous, ours.anonymous <= 40],
    ["one thread", ours.threads, ours.threads === 1],
    ["runs a program with pids.max=2", ours.pidsMax ?? "not measured", ours.pidsMax === 2],
    ["no wake-ups while idle", ours.wakeups, ours.wakeups === 0],
    ["no descriptor above 2", ours.descriptors, ours.descriptors === 0],
    ["one system call per signal beside the kill", ours.callsPerSignal ?? "not measured", ours.callsPerSignal === 2],
    [
      "start to exit at most 1.05 of the floor",
      (ours.start / floor.start).toFixed(2),
      ours.start <= 1.05 * floor.start,
    ],
  ];
  if (base)
    list.push([
      "CPU per reaped orphan at most that of tini-static",
      (ours.reapCpu / base.reapCpu).toFixed(2),
      ours.reapCpu <= base.reapCpu,
    ]);
  if (peers.length > 0) {
    for (const [key, name] of [
      ["reap", "time per reaped orphan"],
      ["latency", "signal latency"],
    ]) {
      list.push([
        `${name} at most 1.05 of the best peer`,
        (ours[key] / best(key)).toFixed(2),
        ours[key] <= 1.05 * best(key),
      ]);
    }
  }
  return table(
    ["target", "this run", ""],
    list.map(([name, value, met]) => [name, value, met ? "met" : "**not met**"]),
  );
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
