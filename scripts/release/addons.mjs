/** Builds the addon for Node, for the architectures that have it, in the pinned root. */

import { copyFileSync } from "node:fs";
import { buildAddon } from "../build/addon.mjs";
import { root as project } from "../build/run.mjs";
import { ON_NPM } from "./architectures.mjs";
import { compilerOf } from "./compiler.mjs";

/** Builds `folder`/tsinit-DEBIAN.node of each, in `root` (root.mjs): the same bytes each time. */
export function buildAddons(folder, root) {
  for (const architecture of ON_NPM) {
    const output = `build/release/tsinit-${architecture.debian}.node`;
    buildAddon({ cc: `${compilerOf(root, architecture)}-glibc`, output });
    copyFileSync(`${project}${output}`, `${folder}/tsinit-${architecture.debian}.node`);
  }
}
