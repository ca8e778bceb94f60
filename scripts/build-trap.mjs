/**
 * Builds dist/tsinit-trap: dist/tsinit, but USR1 makes its core trap, and so does INT, and PWR for want of memory
 * (src/binary/entry.ts).
 *
 * Run by hand: node scripts/build-trap.mjs
 */
import { build } from "./build.mjs";

const TRAPS = ["TRAP_ON_SIGNAL=10", "TRAP_ON_STOP=2", "EXHAUST_ON_SIGNAL=30"];

build(
  "tsinit-trap",
  TRAPS.flatMap((trap) => ["--use", trap]),
);
