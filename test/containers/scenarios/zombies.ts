/** The orphans of a container go, under tsinit; without it they stay. */
import { expect, test } from "vitest";
import { fixture } from "../../support/fixtures";
import { census } from "../support/census";
import { type Container, start } from "../support/container";
import type { Runtime } from "../support/runtime";

const COUNT = 1000;
const ORPHANS = [fixture("orphans"), String(COUNT)];

export function zombies(runtime: Runtime): void {
  test("a thousand orphans leave no zombie", async () => {
    const container = await start(runtime, ORPHANS);
    await makeOrphans(container);
    await container.until("the orphans' end", async () => (await census(container)).length === 2);
    const names = (await census(container)).map(({ name }) => name);
    expect(names).toEqual(["tsinit", "orphans"]);
    expect((await container.stop(10)).code).toBe(0);
  });

  test("without an init all thousand stay", async () => {
    const container = await start(runtime, ORPHANS, { entrypoint: [] });
    await makeOrphans(container);
    const dead = async () => (await census(container)).filter(({ state }) => state === "Z");
    await container.until("a thousand zombies", async () => (await dead()).length === COUNT);
  });
}

/** Returns when all have been made; they may still be there. */
export async function makeOrphans(container: Container): Promise<void> {
  await container.shows("ready");
  await container.kill("USR1");
  await container.shows(`made ${COUNT}`);
}
