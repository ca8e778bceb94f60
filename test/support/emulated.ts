/**
 * Before each test of test/binary on an emulated machine: skips what cannot be there, and says why. Where the limits are tried it
 * is the other way round: they alone run, and each has to fail.
 */
import { basename } from "node:path";
import { beforeEach } from "vitest";
import { EMULATOR_LIMITS } from "../binary/emulator-limits";
import { reasonIn } from "./limits";

/** scripts/test-emulated.mjs --limits */
const ARE_TRIED = process.env.TSINIT_LIMITS === "tried";

beforeEach(({ skip, task }) => {
  const reason = reasonIn(EMULATOR_LIMITS, basename(task.file.name), task.name);
  skip((reason === undefined) === ARE_TRIED, reason);
  Object.assign(task, { fails: ARE_TRIED });
});
