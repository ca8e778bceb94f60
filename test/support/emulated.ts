/** Before each test of test/binary on an emulated machine: skips what cannot be there, and says why. */
import { basename } from "node:path";
import { beforeEach } from "vitest";
import { emulatorLimit } from "../binary/emulator-limits";

beforeEach(({ skip, task }) => {
  const reason = emulatorLimit(basename(task.file.name), task.name);
  skip(reason !== undefined, reason);
});
