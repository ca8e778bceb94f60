/**
 * In place of the cross compilers: dist/tsinit for every architecture, with maps in which armhf has functions of libgcc. For
 * arm64 there is a tsinit-runtime as well.
 */
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { ARCHITECTURES } from "./architectures.mjs";

export function buildBinaries(folder) {
  mkdirSync(folder, { recursive: true });
  const names = ARCHITECTURES.map(({ debian }) => `tsinit-${debian}`);
  for (const name of [...names, "tsinit-runtime-arm64"]) {
    copyFileSync(process.env.STAND_IN_BINARY, `${folder}/${name}`);
    writeFileSync(`${folder}/${name}.map`, name === "tsinit-armhf" ? "/usr/lib/gcc/libgcc.a(_udivsi3.o)\n" : "");
  }
}
