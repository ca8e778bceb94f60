/**
 * Builds what the tests run: the binary, tsinit-runtime, the one that traps on purpose, the one whose clocks can be moved, the C programs of
 * test/fixtures.
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { buildFixtures } from "../support/build-fixtures.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

export default function setup(): void {
  run("node", "scripts/build.mjs");
  run("node", "scripts/build-runtime.mjs");
  // src/binary/entry.ts: USR1 makes the core trap, and so does INT, and PWR for want of memory
  const traps = ["TRAP_ON_SIGNAL=10", "TRAP_ON_STOP=2", "EXHAUST_ON_SIGNAL=30"];
  run("node", "scripts/build.mjs", "tsinit-trap", ...traps.flatMap((trap) => ["--use", trap]));
  run("node", "scripts/build-soak.mjs");
  buildFixtures();
}

function run(command: string, ...args: string[]): void {
  execFileSync(command, args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
}
