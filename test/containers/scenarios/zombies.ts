/** The orphans of a container go, under tsinit; without it they stay. */
import { expect, test } from "vitest";
import { fixture } from "../../support/fixtures";
import { census } from "../support/census";
import { type Container, start } from "../support/container";
import type { ContainerOptions, Runtime } from "../support/runtime";

const COUNT = 1000;
const ORPHANS = [fixture("orphans"), String(COUNT)];

export function zombies(runtime: Runtime): void {
  test("a thousand orphans leave no zombie", () => leavesNoZombie(runtime));

  test("without an init all thousand stay", async () => {
    const container = await start(runtime, ORPHANS, { entrypoint: [] });
    await makeOrphans(container);
    const dead = async () => (await census(container)).filter(({ state }) => state === "Z");
    await container.until("a thousand zombies", async () => (await dead()).length === COUNT);
  });
}

/** Makes orphans in a container, waits until nobody is left but tsinit and the program, and stops it. */
export async function leavesNoZombie(runtime: Runtime, options: ContainerOptions = {}): Promise<void> {
  const container = await start(runtime, ORPHANS, options);
  await makeOrphans(container);
  await container.until("the orphans' end", async () => (await census(container)).length === 2);
  expect((await container.stop(30)).code).toBe(0);
}

/** Returns when all have been made; they may still be there. */
async function makeOrphans(container: Container): Promise<void> {
  await container.shows("ready");
  await container.kill("USR1");
  await container.shows(`made ${COUNT}`);
}
