/** Builds the addon for Node, for the architectures that npm has a package of, in the pinned root. */

import { copyFileSync } from "node:fs";
import { buildAddon } from "../build/addon.mjs";
import { root as project } from "../build/run.mjs";
import { ARCHITECTURES } from "./architectures.mjs";
import { compilerOf } from "./compiler.mjs";
import { pinnedRoot } from "./root.mjs";

/** Builds `folder`/tsinit-DEBIAN.node of each: the same bytes each time. */
export function buildAddons(folder) {
  const root = pinnedRoot();
  for (const architecture of ARCHITECTURES.filter(({ node }) => node !== "")) {
    const output = `build/release/tsinit-${architecture.debian}.node`;
    buildAddon({ cc: `${compilerOf(root, architecture)}-glibc`, output });
    copyFileSync(`${project}${output}`, `${folder}/tsinit-${architecture.debian}.node`);
  }
}
