/**
 * Shows that the Node host keeps neither memory nor descriptors: programs are supervised one after the other in one Node
 * process, each with an orphan left behind, and what the process has is printed along the way.
 *
 * Run by hand: node scripts/soak-node.mjs [CYCLES], default 50000: 100,000 processes spawned and reaped. Wants dist/node.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** In a PID namespace of its own, as every init on a developer's machine; longer than tests may take. */
const USER = process.getuid() === 0 ? [] : ["--user", "--map-root-user"];
const WRAPPER = [
  "timeout",
  "-s",
  "KILL",
  "1800",
  "unshare",
  ...USER,
  "--pid",
  "--fork",
  "--mount-proc",
  "--kill-child",
];
const STEPS = 10;

async function soak(cycles) {
  const { supervise } = await import(new URL("../dist/node/index.mjs", import.meta.url));
  // the shell's child is an orphan when the shell ends, and ends at once
  const command = ["sh", "-c", "true & exit 3"];
  let orphans = 0;
  const onReap = () => {
    orphans++;
  };
  for (let step = 1; step <= STEPS; step++) {
    for (let i = 0; i < cycles / STEPS; i++) {
      if ((await supervise({ command, onReap })) !== 3) throw new Error("the program's exit code has been lost");
    }
    globalThis.gc();
    const kilobytes = Number(/VmRSS:\s*(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]);
    const descriptors = readdirSync("/proc/self/fd").length;
    console.log(JSON.stringify({ programs: (step * cycles) / STEPS, orphans, kilobytes, descriptors }));
  }
}

if (process.argv[2] === "--inside") {
  await soak(Number(process.argv[3]));
} else {
  const [command, ...rest] = WRAPPER;
  const self = [
    process.execPath,
    "--expose-gc",
    fileURLToPath(import.meta.url),
    "--inside",
    process.argv[2] ?? "50000",
  ];
  process.exit(spawnSync(command, [...rest, "--", ...self], { stdio: ["ignore", "inherit", "inherit"] }).status ?? 1);
}
