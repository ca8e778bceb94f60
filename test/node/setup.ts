/** Builds the Node host, where that is possible; where not, says why, for the tests that want it. */
import { rmSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
// not by a plain import: these scripts have no types
const script = (name: string) => import(pathToFileURL(`${root}scripts/${name}.mjs`).href);

export default async function setup(): Promise<void> {
  if (process.env.TSINIT_NODE_HOST || process.env.TSINIT_BUILT === "all") return;
  rmSync(`${root}dist/node`, { recursive: true, force: true });
  rmSync(`${root}dist/tsinit-node`, { force: true });
  const { buildNode, whyNoNodeHost } = await script("build-node");
  const reason = whyNoNodeHost();
  if (reason !== "") {
    process.env.TSINIT_NO_NODE_HOST = reason;
    process.env.TSINIT_NO_PACKED = reason;
    return;
  }
  buildNode();
  const { buildPacked } = await script("build-packed");
  try {
    buildPacked();
  } catch (error) {
    process.env.TSINIT_NO_PACKED = `the packed executable could not be built: ${(error as Error).message}`;
  }
}
