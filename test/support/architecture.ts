/** The machine that the tested binary is for. */
import { readFileSync } from "node:fs";
import { ARCHITECTURES } from "../../scripts/release/architectures.mjs";
import { dist } from "./fixtures";

/** Its row in the table. */
export function architecture() {
  const file = readFileSync(dist("tsinit"));
  const machine = file[5] === 1 ? file.readUInt16LE(18) : file.readUInt16BE(18); // elf(5)
  const isHardFloat = (file.readUInt32LE(36) & 0x400) !== 0; // EF_ARM_ABI_FLOAT_HARD, in a file of 32 bits
  const found = ARCHITECTURES.find((one) => one.machine === machine && (one.debian !== "armhf" || isHardFloat));
  if (!found) throw new Error(`no architecture is ${machine} in elf(5)`);
  return found;
}
