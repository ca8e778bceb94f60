/** The engine's own `--init`, for which it has tsinit: by a name of its own, without options, before the image's program. */
import { expect, test } from "vitest";
import { Crowd } from "../../support/crowd";
import { run } from "../support/container";
import type { Engine } from "../support/engine";
import { stopsWell } from "./stopping";
import { leavesNoZombie } from "./zombies";

export function initOption(engine: Engine): void {
  /** No entry point: `--init` alone brings an init. */
  const options = { init: true, entrypoint: [] };

  test("--init: the exit code passes", async () => {
    expect((await run(engine, ["sh", "-c", "exit 42"], options)).code).toBe(42);
  });

  test("--init: a thousand orphans leave no zombie", () => leavesNoZombie(engine, options));

  test("--init: the program's end is the container's, whoever is left", async () => {
    const crowd = new Crowd(1, ["ends"], engine.machine.volume);
    expect((await run(engine, crowd.leaving(), options)).code).toBe(7);
    expect(crowd.count()).toEqual({ ready: 1 });
  });

  test("--init with TSINIT_GRACE=5s: the program, its daemon and an exec'ed process end well", () =>
    stopsWell(engine, { ...options, env: { TSINIT_GRACE: "5s" } }));

  test("--init: a failure of the init's own is exit code 1", async () => {
    const { code, stderr } = await run(engine, ["true"], { ...options, env: { TSINIT_GRACE: "soon" } });
    expect(stderr).toContain("TSINIT_GRACE");
    expect(code).toBe(1);
  });
}
