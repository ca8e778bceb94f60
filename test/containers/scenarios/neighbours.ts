/** tsinit where it isn't PID 1: in a PID namespace of somebody else's. */
import { expect, test } from "vitest";
import { Crowd } from "../../support/crowd";
import { start } from "../support/container";
import type { Runtime } from "../support/runtime";
import { received, WITNESS } from "../support/witness";

export function neighbours(runtime: Runtime): void {
  test("in another container's PID namespace it reaps and stops its own, and leaves the neighbours alone", async () => {
    // PID 1 would be told of orphans that come to it, with CHLD; who signals "everyone" doesn't reach it, but the other
    const pid1 = await start(runtime, WITNESS, { entrypoint: [] });
    await pid1.shows("ready");
    const other = await start(runtime, WITNESS, { entrypoint: [], pidNamespaceOf: pid1 });
    await other.shows("ready");

    const crowd = new Crowd(3, ["ends", "flushes", "forks"], runtime.machine.volume);
    const container = await start(runtime, crowd.staying(), { pidNamespaceOf: pid1 });
    await container.shows("ready");
    expect((await container.stop(30)).code).toBe(7);
    expect(crowd.count()).toEqual({ ready: 3, 15: 3, flushed: 1, child: 1 });

    for (const neighbour of [other, pid1]) {
      await neighbour.kill("USR2");
      expect(received(await neighbour.ended)).toEqual(["12"]);
    }
  });
}
