/**
 * Builds what test/binary runs for another machine: FOLDER/tsinit, tsinit-trap and tsinit-soak. CC has its compiler. Wants
 * those of this machine to have been built before, for the C that they have in common.
 *
 * Run by hand: CC=COMPILER node scripts/build-for.mjs FOLDER
 */
import { mkdirSync } from "node:fs";
import { finish } from "./build/binary.mjs";
import { compile } from "./build/link.mjs";
import { root } from "./build/run.mjs";
import { buildSoak } from "./build-soak.mjs";

const [folder] = process.argv.slice(2);
mkdirSync(`${root}${folder}`, { recursive: true });
for (const name of ["tsinit", "tsinit-trap"]) finish(compile(name, { output: `${folder}/${name}` }));
buildSoak(folder);
