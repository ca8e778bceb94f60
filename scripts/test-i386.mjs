/**
 * Runs all of test/binary with tsinit for i386, on a machine that has nothing yet. `npm test` leaves out the files that take longest.
 *
 * Run by hand: npm run test:i386 [-- VITEST OPTIONS]
 */
import { setup, TESTS } from "./setup.mjs";
import { vitest } from "./vitest.mjs";

setup(TESTS);
process.env.TSINIT_I386 = "whole";
process.exit(vitest("--project=tsinit-i386", ...process.argv.slice(2)));
