/**
 * Tries a finished release: Podman and dockerd load and run its image and build from it, Debian installs and removes its package.
 *
 * Run by hand, as root: node scripts/release/try.mjs release/VERSION
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { setup, TESTS } from "../setup.mjs";
import { vitest } from "../vitest.mjs";

const [folder = ""] = process.argv.slice(2);
if (!existsSync(`${folder}/SHA256SUMS`)) {
  console.error("try.mjs: Its argument is the folder of a release.");
  process.exit(2);
}
setup({ ...TESTS, dockerd: "docker.io" });
process.env.TSINIT_RELEASE = resolve(folder);
process.exit(vitest("--project=tsinit", "test/release/tried.test.ts"));
