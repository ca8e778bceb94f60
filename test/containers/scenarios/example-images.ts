/** The images of Dockerfile.example that take no registry, and what README says of a Dockerfile, built by the engine and run. */
import { expect, test } from "vitest";
import { fixture } from "../../support/fixtures";
import { linesFor, whyNoRelease } from "../../support/release";
import { census } from "../support/census";
import { run, start } from "../support/container";
import type { Engine } from "../support/engine";
import { dockerfileImage, exampleImage, loadReleasedImage } from "../support/example-image";

export function exampleImages(engine: Engine): void {
  test("README's two lines for a Dockerfile take the binary out of the image of a release", async ({ skip }) => {
    skip(whyNoRelease !== "", whyNoRelease);
    await loadReleasedImage(engine);
    const lines = linesFor("Docker, Podman");
    const text = `FROM scratch\nCOPY program /program\n${lines}CMD ["/program", "15", "7"]\n`;
    const image = await dockerfileImage(engine, text, "tsinit-by-readme");
    const container = await start(engine, [], { image });
    await container.shows("ready");
    const { stdout } = await container.exec(["/tsinit", "--status", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ pid1: { command: "/tsinit -- /program 15 7" } });
    expect((await container.stop(30)).code).toBe(7);
  });

  test("Dockerfile.example, on-scratch: tsinit and a static program, and no file beside", async () => {
    const image = await exampleImage(engine, "on-scratch", "--build-arg=PROGRAM=program");
    const container = await start(engine, ["/program", "15", "7"], { image });
    await container.shows("ready");
    expect((await container.stop(30)).code).toBe(7);
    expect((await run(engine, ["/no-such-program"], { image })).code).toBe(127);
  });

  test("Dockerfile.example, on-scratch without a program of one's own: tsinit stands for it", async () => {
    const image = await exampleImage(engine, "on-scratch");
    const container = await start(engine, [], { image });
    await container.until("its start", async () => (await container.exec(["/tsinit", "--status"])).code === 0);
    expect((await container.stop(30)).code).toBe(0);
  });

  test("Dockerfile.example, pause: for others that join its PID namespace", async () => {
    const image = await exampleImage(engine, "pause");
    const pause = await start(engine, [], { image });
    const status = () => pause.exec(["/pause", "--as", "tsinit", "--status", "--json"]);
    await pause.until("its start", async () => (await status()).code === 0);
    expect(JSON.parse((await status()).stdout)).toMatchObject({ pid1: { name: "pause", reaps: "yes" } });

    const other = await start(engine, [fixture("receive"), "12"], { entrypoint: [], pidNamespaceOf: pause });
    await other.shows("ready");
    expect(await census(other)).toMatchObject([{ pid: 1, name: "pause" }, { name: "receive" }]);
    await other.kill("USR2");
    expect((await other.ended).code).toBe(0);

    const { code, stderr } = await pause.stop(30);
    expect(stderr).toContain("Shutting down, got signal: Terminated");
    expect(code).toBe(0);
  });
}
