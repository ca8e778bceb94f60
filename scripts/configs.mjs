/**
 * The property of tsinit-runtime's edit, over 100,000 recorded configurations with mistakes in them: test/runtime/json.test.ts has a
 * part of these. It takes some minutes.
 *
 * Run by hand, when dist/tsinit-runtime is built: node scripts/configs.mjs
 */
import { vitest } from "./vitest.mjs";

process.env.TSINIT_MUTATIONS = "100000";
process.exit(vitest("--project=tsinit", "test/runtime/json.test.ts", "--testTimeout=3600000"));
