/** tsinit where it isn't PID 1: in a PID namespace of somebody else's. */
import { expect, test } from "vitest";
import { Crowd } from "../../support/crowd";
import { fixture } from "../../support/fixtures";
import { start } from "../support/container";
import type { Runtime } from "../support/runtime";

export function neighbours(runtime: Runtime): void {
  test("in another container's PID namespace it reaps and stops its own, and leaves the neighbour alone", async () => {
    // as PID 1 it would be told of orphans that come to it, with CHLD, and prints each signal that it gets
    const neighbour = await start(runtime, [fixture("receive"), "12"], { entrypoint: [] });
    await neighbour.shows("ready");

    const crowd = new Crowd(3, ["ends", "flushes", "forks"], runtime.machine.volume);
    const container = await start(runtime, crowd.staying(), { pidNamespaceOf: neighbour });
    await container.shows("ready");
    expect((await container.stop(30)).code).toBe(7);
    expect(crowd.count()).toEqual({ ready: 3, 15: 3, flushed: 1, child: 1 });

    await neighbour.kill("USR2");
    expect(await neighbour.ended).toMatchObject({ code: 0, stdout: "ready\n12\n" });
  });
}
