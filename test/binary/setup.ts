/**
 * Builds what the tests run: the binary, tsinit-runtime, the one that traps on purpose, the one whose clocks can be moved, the C
 * programs of test/fixtures; for i386 the first and the last three once more, where that is possible.
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { buildFixtures } from "../support/build-fixtures.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** TSINIT_BUILT says what is there already: "binary", or "all" that is wanted. */
export default function setup(): void {
  const built = process.env.TSINIT_BUILT;
  if (built === "all") return;
  if (built !== "binary") {
    run("node", "scripts/build.mjs");
    run("node", "scripts/build-runtime.mjs");
  }
  run("node", "scripts/build-trap.mjs");
  run("node", "scripts/build-soak.mjs");
  buildFixtures();
  try {
    run("node", "scripts/build-i386.mjs");
  } catch (error) {
    process.env.TSINIT_NO_I386 = `there is no binary for i386: ${(error as { stderr: Buffer }).stderr.toString().trim()}`;
  }
}

function run(command: string, ...args: string[]): void {
  execFileSync(command, args, { cwd: root, stdio: ["ignore", "ignore", "pipe"] });
}
