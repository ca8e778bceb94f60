/** Containers without an init of their own, through tsinit-runtime: all that holds for an image with tsinit holds for them. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { basics, everything } from "./scenarios/common";
import { injection, ofPodman } from "./scenarios/injection";
import { ContainerdThroughRuntime } from "./support/containerd";
import { Crun } from "./support/crun";
import { IMAGE } from "./support/engine";
import { Gvisor } from "./support/gvisor";
import { Pod } from "./support/pod";
import { RootlessRunc, Runc } from "./support/runc";
import { needs } from "./support/runtime";
import {
  dockerThroughRuntime,
  PodmanByDefault,
  podmanThroughRuntime,
  rootlessPodmanThroughRuntime,
  throughBundles,
} from "./support/through-runtime";

describe("runc", () => everything(throughBundles(new Runc()), 0));

describe("crun", () => everything(throughBundles(new Crun()), 0));

describe("gVisor", () => basics(throughBundles(new Gvisor())));

describe("runc in a user namespace, run by a user who is not root", () => basics(throughBundles(new RootlessRunc())));

describe.each(["runc", "crun"])("podman with %s", (real) => {
  const podman = podmanThroughRuntime(real);
  everything(podman, 2);
  injection(podman);
  ofPodman(podman);
});

describe("podman in a user namespace, run by a user who is not root", () => basics(rootlessPodmanThroughRuntime()));

describe.each(["runc", "crun"])("docker with %s", (real) => {
  const docker = dockerThroughRuntime(real);
  everything(docker, 2);
  injection(docker);
});

describe("podman kube play", () => {
  const podman = new PodmanByDefault();
  needs(podman);
  /** Says who PID 1 is, and ends on TERM. */
  const command = [
    "sh",
    "-c",
    "tr '\\0' ' ' < /proc/1/cmdline; echo; trap 'exit 7' TERM; while true; do sleep 1 & wait $!; done",
  ];

  test("examples/runtime/kubernetes/pod.yaml: the container has the init, with the pod's annotation", async () => {
    const file = new URL("../../examples/runtime/kubernetes/pod.yaml", import.meta.url);
    const manifest = parse(readFileSync(file, "utf8"));
    Object.assign(manifest.spec.containers[0], { image: `localhost/${IMAGE}`, command });
    const app = (await Pod.playManifest(podman, manifest)).container("app");
    await app.shows(/^\/\.tsinit --grace=20s -- sh -c /);
    expect((await app.stop(30)).code).toBe(7);
  });

  test("a pod whose containers share a PID namespace has what it has without", async () => {
    const pod = await Pod.play(podman, { shareProcessNamespace: true, containers: { one: { command } } });
    const one = pod.container("one");
    await one.shows(/^\/catatonit -P /);
    expect((await one.stop(30)).code).toBe(7);
  });
});

describe("containerd, by ctr", () => {
  const containerd = new ContainerdThroughRuntime();
  basics(containerd);

  test.each([
    ["dev.tsinit/grace=20s", /^\/\.tsinit --grace=20s -- sh -c /],
    ["dev.tsinit/inject=false", /^sh -c /],
    ["io.kubernetes.cri.container-type=sandbox", /^sh -c /],
  ])("annotation %s", async (annotation, shown) => {
    const name = annotation.replace(/\W/g, "-");
    const script = "tr '\\0' ' ' < /proc/1/cmdline; true";
    expect(await containerd.runWith([`--annotation=${annotation}`], name, "sh", "-c", script)).toMatch(shown);
  });
});
