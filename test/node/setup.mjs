/** Builds the Node host, where that is possible; where not, says why, for the tests that want it. */
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildNode, whyNoNodeHost } from "../../scripts/build-node.mjs";
import { buildPacked } from "../../scripts/build-packed.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Not if it is there already: scripts/test.mjs, scripts/test-sanitized.mjs. */
export default function setup() {
  if (!process.env.TSINIT_NODE_HOST && !process.env.TSINIT_BUILT) buildForNode();
}

export function buildForNode() {
  rmSync(`${root}dist/node`, { recursive: true, force: true });
  rmSync(`${root}dist/tsinit-node`, { force: true });
  const reason = whyNoNodeHost();
  if (reason !== "") {
    process.env.TSINIT_NO_NODE_HOST = reason;
    process.env.TSINIT_NO_PACKED = reason;
    return;
  }
  buildNode();
  try {
    buildPacked();
  } catch (error) {
    process.env.TSINIT_NO_PACKED = `the packed executable could not be built: ${error.message}`;
  }
}
