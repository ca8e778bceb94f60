/**
 * Builds tsinit for the architectures of a release, in the pinned root.
 *
 * Run by hand: node scripts/release/binaries.mjs [ARCHITECTURE ...]; without one, all. What it makes is in build/binaries.
 */
import { copyFileSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { finish } from "../build/binary.mjs";
import { generate } from "../build/core.mjs";
import { compile, LINK_FLAGS } from "../build/link.mjs";
import { root as project } from "../build/run.mjs";
import { ARCHITECTURES } from "./architectures.mjs";
import { compilerOf } from "./compiler.mjs";
import { pinnedRoot } from "./root.mjs";

/**
 * Builds `folder`/tsinit-DEBIAN of each architecture: stripped, static, mode 0755, the same bytes each time. Beside it is
 * tsinit-DEBIAN.map, the linker's account of what is in it.
 */
export function buildBinaries(folder, architectures = ARCHITECTURES) {
  const root = pinnedRoot();
  delete process.env.CFLAGS; // nobody's own
  generate("release");
  mkdirSync(folder, { recursive: true });
  for (const architecture of architectures) {
    process.env.CC = compilerOf(root, architecture);
    const output = `build/release/tsinit-${architecture.debian}`;
    compile("release", { output, link: [...LINK_FLAGS, `-Wl,-Map=${output}.map`] });
    finish(output);
    const path = `${project}${output}`;
    mustBeOf(architecture, path);
    for (const suffix of ["", ".map"])
      copyFileSync(`${path}${suffix}`, `${folder}/tsinit-${architecture.debian}${suffix}`);
  }
}

/** e_machine of elf(5). */
const MACHINE = 18;

/** Whether the file is one of the architecture, and not larger than one of it may be. */
function mustBeOf({ debian, machine, most }, path) {
  const file = readFileSync(path);
  const isLittleEndian = file[5] === 1;
  const found = isLittleEndian ? file.readUInt16LE(MACHINE) : file.readUInt16BE(MACHINE);
  if (found !== machine) throw new Error(`${path} is for another machine than ${debian}: ${found} in elf(5)`);
  if (file.length > most) throw new Error(`${path} has ${file.length} bytes, more than the ${most} of ${debian}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const names = process.argv.slice(2);
  const unknown = names.filter((name) => !ARCHITECTURES.some(({ debian }) => debian === name));
  if (unknown.length > 0) throw new Error(`There is no architecture ${unknown.join(" or ")}.`);
  const wanted = ARCHITECTURES.filter(({ debian }) => names.length === 0 || names.includes(debian));
  const folder = `${project}build/binaries`;
  buildBinaries(folder, wanted);
  for (const { debian } of wanted)
    console.log(`build/binaries/tsinit-${debian}: ${statSync(`${folder}/tsinit-${debian}`).size} bytes`);
}
