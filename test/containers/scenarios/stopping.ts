/** A container that is stopped ends when the last of its processes has ended well, and not at the runtime's deadline. */
import { expect, test } from "vitest";
import { Crowd } from "../../support/crowd";
import { fixture } from "../../support/fixtures";
import { start } from "../support/container";
import type { ContainerOptions, Runtime } from "../support/runtime";

/** In seconds; when it is over, the runtime kills, and the code is 137. */
const DEADLINE = 30;

export function stopping(runtime: Runtime): void {
  test("the program, its daemon and an exec'ed process get TERM, and the time to write what they have", () =>
    stopsWell(runtime));
}

export async function stopsWell(runtime: Runtime, options: ContainerOptions = {}): Promise<void> {
  const crowd = new Crowd(1, ["flushes"], runtime.machine.volume);
  const container = await start(runtime, crowd.staying(), options);
  await container.shows("ready");
  await container.execDetached([fixture("member"), "flushes", crowd.log]);
  await container.until("the exec'ed process", () => crowd.count().ready === 2);
  // 7 is what the program makes of TERM
  expect((await container.stop(DEADLINE)).code).toBe(7);
  expect(crowd.count()).toEqual({ ready: 2, 15: 2, flushed: 2 });
}
