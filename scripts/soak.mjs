/**
 * Shows that an init can live for months: test/binary/soak.test.ts at full length, which prints what the init has on the way.
 *
 * Run by hand: npm run soak [-- EVENTS [VITEST OPTIONS]], default 1000000: of each kind, under each set of options
 */
import { setup, TESTS } from "./setup.mjs";
import { vitest } from "./vitest.mjs";

setup(TESTS);
const [events = "1000000", ...options] = process.argv.slice(2);
process.env.SOAK_EVENTS = events;
process.exit(vitest("--project=tsinit", "test/binary/soak.test.ts", "--disable-console-intercept=true", ...options));
