/** The manifests of examples/kubernetes and README's, as far as `podman kube play` can play them: examples/kubernetes/README.md. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { linesFor, Release, whyNoRelease } from "../support/release";
import { VERSION } from "../support/version";
import { census } from "./support/census";
import { IMAGE } from "./support/engine";
import { type Manifest, Pod } from "./support/pod";
import { Podman } from "./support/podman";
import { needs } from "./support/runtime";

/** What the manifests call "your app": it ends on TERM, with 7. */
const DOCKERFILE = `
FROM localhost/${IMAGE}
CMD ["sh", "-c", "trap 'exit 7' TERM; echo serving; while true; do sleep 1 & wait $!; done"]
`;
const STATUS = ["/tsinit", "--status", "--json"];

function manifest(name: string): Manifest & { spec: { template: { spec: object } } } {
  return parse(readFileSync(new URL(`../../examples/kubernetes/${name}.yaml`, import.meta.url), "utf8"));
}

describe("podman kube play", () => {
  const podman = new Podman();
  needs(podman);
  beforeAll(async () => {
    if (!podman.machine) return; // then the tests are skipped
    const file = `${podman.machine.directory}/Dockerfile.app`;
    writeFileSync(file, DOCKERFILE);
    for (const tag of ["your-app:1", "another-app:1"])
      await podman.must(
        "build",
        "--network=none",
        `--tag=localhost/${tag}`,
        `--file=${file}`,
        podman.machine.directory,
      );
  });

  test("deployment.yaml: two pods, each healthy, each with time to stop", async () => {
    const deployment = manifest("deployment");
    const pod = await Pod.playManifest(podman, deployment);
    const app = pod.container("app");
    await app.shows("serving");
    expect(await pod.sibling(1).inspect("app", "{{.State.Status}}")).toBe("running");
    const report = await app.exec(["/tsinit", "--status", "--max-zombies", "50", "--max-pids", "90"]);
    expect(report).toMatchObject({ code: 0, stdout: expect.stringContaining("Healthy") });
    const began = performance.now();
    expect((await app.stop(30)).code).toBe(7);
    // TSINIT_TERM_DELAY: the program goes on for so long
    expect(performance.now() - began).toBeGreaterThanOrEqual(5000);
  });

  test.each([
    ["as it is", undefined, 42],
    ["with nothing to do", ["sh", "-c", "exit 3"], 0],
    ["without its program", ["no-such-program"], 127],
  ])("job.yaml %s", async (_, args, code) => {
    const { template } = manifest("job").spec as { template: { spec: { containers: { args?: string[] }[] } } };
    const [job] = template.spec.containers;
    if (args) job.args = args;
    const pod = await Pod.playManifest(podman, {
      ...{ apiVersion: "v1", kind: "Pod", metadata: { name: "your-job" } },
      spec: template.spec,
    });
    expect((await pod.container("job").ended).code).toBe(code);
  });

  test("shared-namespace.yaml: tsinit isn't PID 1, its orphans are reaped, both containers stop by themselves", async () => {
    const pod = await Pod.playManifest(podman, manifest("shared-namespace"));
    const [app, sidecar] = [pod.container("app"), pod.container("sidecar")];
    await sidecar.shows(/\d+\n/);
    const [pid1] = await census(sidecar);
    expect(pid1.name).not.toBe("tsinit");
    const { stdout } = await sidecar.exec(STATUS);
    expect(JSON.parse(stdout)).toMatchObject({ healthy: true, namespace_shared_with: "pod", zombies: [] });
    expect((await app.stop(30)).code).toBe(0);
    // the neighbour goes on
    expect((await census(sidecar)).filter(({ name }) => name === "tsinit")).toHaveLength(1);
    expect((await sidecar.stop(30)).code).toBe(0);
  });

  test("probe.yaml: tsinit comes in a volume, and looks at the image's own PID 1", async () => {
    const probe = manifest("probe");
    const { initContainers, containers, ...spec } = probe.spec as unknown as Record<string, object[]>;
    // Podman 4.3 takes 20 s over an init container that ends at once, and fails now and then: it is an ordinary one here
    const ordinary = { ...spec, restartPolicy: "Never", containers: [...initContainers, ...containers] };
    const pod = await Pod.playManifest(podman, { ...probe, spec: ordinary });
    expect((await pod.container("copy-tsinit").ended).code).toBe(0);
    const app = pod.container("app");
    const { stdout } = await app.exec(["/tools/tsinit", ...STATUS.slice(1)]);
    expect(JSON.parse(stdout)).toMatchObject({ pid1: { command: expect.stringMatching(/^sh -c trap/) }, zombies: [] });
    expect((await app.stop(30)).code).toBe(0);
  });

  test("README's: an init container gets tsinit into a volume, and the app's command begins with it", async ({
    skip,
  }) => {
    skip(whyNoRelease !== "", whyNoRelease);
    const release = new Release();
    await release.make();
    await release.begin();
    onTestFinished(() => release.end());
    const directory = `${podman.machine.directory}/by-readme`;
    mkdirSync(directory);
    for (const tag of ["docker.io/library/alpine:3", "localhost/your-app:1"])
      await podman.must("tag", `localhost/${IMAGE}`, tag);
    // see above: one after the other, with a volume that outlives the first
    const { initContainers, containers } = parse(release.inPlace(linesFor("Kubernetes"))).spec;
    const play = (name: string, list: object[], network?: string) => {
      const volumes = [{ name: "tools", hostPath: { path: directory } }];
      const spec = { volumes, restartPolicy: "Never", containers: list };
      return Pod.playManifest(podman, { apiVersion: "v1", kind: "Pod", metadata: { name }, spec }, network);
    };
    // the second time as after a failure, with the volume as the first has left it
    for (const name of ["by-readme-first", "by-readme-again"]) {
      const container = (await play(name, initContainers, "host")).container("get-tsinit");
      expect(await container.ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/^tsinit-\w+: OK$/m) });
    }

    const [app] = containers;
    expect(app.command.pop()).toBe("your-program");
    app.command.push("/tools/tsinit", "--version");
    const shown = (await play("by-readme", containers)).container("app");
    expect(await shown.ended).toMatchObject({ code: 0, stdout: `tsinit version ${VERSION}\n` });
  });

  test("sidecar.yaml", ({ skip }) => skip("Podman knows no sidecar containers: it would wait for the end of this one"));
});
