/** Where the files that test/binary/setup.mjs builds are. */
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A program of test/fixtures. */
export function fixture(name: string): string {
  return `${root}build/fixtures/${name}`;
}

/** The folder of the binaries that are tested: dist, or one with those for another machine. */
const DIST = process.env.TSINIT_DIST ?? "dist";

/** A binary in dist. */
export function dist(name: string): string {
  return `${root}${DIST}/${name}`;
}

/** The host that is tested, a binary in dist: tsinit or, with the same contract, tsinit-node. */
export const HOST = process.env.TSINIT_HOST ?? "tsinit";
