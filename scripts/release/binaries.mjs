/**
 * Builds tsinit and tsinit-runtime for the architectures of a release, in the pinned root.
 *
 * Run by hand: node scripts/release/binaries.mjs [ARCHITECTURE ...]; without one, all. What it makes is in build/binaries.
 */
import { copyFileSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { finish } from "../build/binary.mjs";
import { generate } from "../build/core.mjs";
import { compile, LINK_FLAGS } from "../build/link.mjs";
import { root as project } from "../build/run.mjs";
import { generateRuntime, RUNTIME } from "../build-runtime.mjs";
import { ARCHITECTURES } from "./architectures.mjs";
import { compilerOf } from "./compiler.mjs";
import { pinnedRoot } from "./root.mjs";

/** Each program: how its C is made, what compile() is to do otherwise, and how large it may be on an architecture. */
const PROGRAMS = [
  { name: "tsinit", make: generate, options: {}, most: ({ most }) => most },
  { name: "tsinit-runtime", make: generateRuntime, options: RUNTIME, most: () => MOST_OF_RUNTIME },
];

/** Bytes, on the architecture where it is largest; on amd64 it is at most 64 kB. */
const MOST_OF_RUNTIME = 110_000;

/**
 * Builds `folder`/PROGRAM-DEBIAN of each program and architecture, in `root`: stripped, static, mode 0755, the same bytes each time. Beside it
 * is PROGRAM-DEBIAN.map, the linker's account of what is in it.
 */
export function buildBinaries(folder, root, architectures = ARCHITECTURES) {
  delete process.env.CFLAGS; // nobody's own
  mkdirSync(folder, { recursive: true });
  for (const { name, make, options, most } of PROGRAMS) {
    const source = `release/${name}`;
    make(source);
    for (const architecture of architectures) {
      process.env.CC = compilerOf(root, architecture);
      const file = `${name}-${architecture.debian}`;
      const output = `build/release/${file}`;
      compile(source, { ...options, output, link: [...LINK_FLAGS, `-Wl,-Map=${output}.map`] });
      finish(output);
      const path = `${project}${output}`;
      mustBeOf(architecture, most(architecture), path);
      for (const suffix of ["", ".map"]) copyFileSync(`${path}${suffix}`, `${folder}/${file}${suffix}`);
    }
  }
}

/** e_machine of elf(5). */
const MACHINE = 18;

/** Whether the file is one of the architecture, and not larger than one of it may be. */
function mustBeOf({ debian, machine }, most, path) {
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
  buildBinaries(folder, pinnedRoot(), wanted);
  for (const { debian } of wanted)
    for (const { name } of PROGRAMS)
      console.log(`build/binaries/${name}-${debian}: ${statSync(`${folder}/${name}-${debian}`).size} bytes`);
}
