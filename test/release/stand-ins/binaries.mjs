/** In place of the cross compilers: dist/tsinit for every architecture, with maps in which armhf has functions of libgcc. */
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { ARCHITECTURES } from "./architectures.mjs";

export function buildBinaries(folder) {
  mkdirSync(folder, { recursive: true });
  for (const { debian } of ARCHITECTURES) {
    copyFileSync(process.env.STAND_IN_BINARY, `${folder}/tsinit-${debian}`);
    writeFileSync(`${folder}/tsinit-${debian}.map`, debian === "armhf" ? "/usr/lib/gcc/libgcc.a(_udivsi3.o)\n" : "");
  }
}
