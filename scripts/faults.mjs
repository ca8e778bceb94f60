/**
 * All of test/faults: every system call of the init fails, in every scenario, with every error. Prints a table.
 *
 * Run by hand, when the rest is built and installed: npm run faults [-- VITEST OPTIONS], for example -- -t grace
 */
import { vitest } from "./vitest.mjs";

process.env.TSINIT_FAULTS = "all";
process.exit(vitest("--project=tsinit", "test/faults", ...process.argv.slice(2)));
