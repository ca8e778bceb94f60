/** The Node host keeps nothing of what is over, and loses nothing: small runs of scripts/soak-node.mjs and storm-node.mjs. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { needsNodeHost, printed } from "../support/node-host";

needsNodeHost();

const CYCLES = 3000;
/** What V8 may still take in the second half of a run, in kB; a leak of one 1 kB object for each program would be 1.5 MB. */
const TOLERANCE = 12_000;

test(`${CYCLES} programs and as many orphans, one after the other: memory and descriptors stay`, async () => {
  const script = fileURLToPath(new URL("../../scripts/soak-node.mjs", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, String(CYCLES)]);
  const steps = printed(stdout);
  expect(steps.at(-1)).toMatchObject({ programs: CYCLES, orphans: CYCLES });
  expect(new Set(steps.map(({ descriptors }) => descriptors)).size).toBe(1);
  const [middle, end] = [steps[4].kilobytes, steps[9].kilobytes];
  expect(end - middle).toBeLessThan(TOLERANCE);
});

test.each(["reapOrphans", "supervise", "register"])(
  "%s: 400 children keep their codes beside 2,000 orphans, zombies are reaped meanwhile, and none is left, nor a descriptor",
  async (way) => {
    const script = fileURLToPath(new URL("../../scripts/storm-node.mjs", import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [script, way, "400"]);
    const [{ descriptors, mostZombies, kilobytes: _, ...counts }] = printed(stdout);
    expect(counts).toEqual({ way, children: 400, right: 400, orphans: 2000, zombies: 0 });
    // once libuv kept the event loop busy until the storm was over
    expect(mostZombies).toBeLessThan(1500);
    expect(descriptors[1]).toBe(descriptors[0]);
  },
);
