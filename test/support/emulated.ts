/** Before each test of test/binary on an emulated machine: skips what cannot be there, and says why. */
import { basename } from "node:path";
import { beforeEach } from "vitest";
import { EMULATOR_LIMITS } from "../binary/emulator-limits";
import { reasonIn } from "./limits";

beforeEach(({ skip, task }) => {
  const reason = reasonIn(EMULATOR_LIMITS, basename(task.file.name), task.name);
  skip(reason !== undefined, reason);
});
