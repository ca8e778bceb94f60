/** Before each test of test/binary on tsinit-node: skips what cannot be there, and says why. */
import { basename } from "node:path";
import { beforeEach } from "vitest";
import { NODE_LIMITS } from "../binary/node-limits";
import { reasonIn } from "./limits";
import { needsPacked } from "./node-host";

needsPacked();
beforeEach(({ skip, task }) => {
  const reason = reasonIn(NODE_LIMITS, basename(task.file.name), task.name);
  skip(reason !== undefined, reason);
});
