/** An engine decides by the exit code whether it starts a container again. */
import { expect, test } from "vitest";
import { until } from "../../support/until";
import { type Engine, IMAGE } from "../support/engine";

export function restart(engine: Engine): void {
  test.each([
    { code: 0, restarts: 0 },
    { code: 9, restarts: 2 },
  ])("--restart on-failure:2: exit code $code makes it start $restarts times more", async ({ code, restarts }) => {
    const name = `restart-${code}`;
    const flags = ["--detach", "--network=none", "--restart=on-failure:2", `--name=${name}`];
    await engine.must("run", ...flags, IMAGE, "sh", "-c", `echo started; exit ${code}`);
    const state = () => engine.inspect(name, "{{.State.Status}} {{.State.ExitCode}} {{.RestartCount}}");
    await until("its last end", async () => (await state()) === `exited ${code} ${restarts}`);
    expect(await engine.must("logs", name)).toBe("started\n".repeat(restarts + 1));
  });
}
