/** Containers without an init of their own, through tsinit-runtime: all that holds for an image with tsinit holds for them. */
import { describe } from "vitest";
import { basics, everything } from "./scenarios/common";
import { injection, ofPodman } from "./scenarios/injection";
import { ContainerdThroughRuntime } from "./support/containerd";
import { Crun } from "./support/crun";
import { Gvisor } from "./support/gvisor";
import { RootlessRunc, Runc } from "./support/runc";
import {
  dockerThroughRuntime,
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

describe("containerd, by ctr", () => basics(new ContainerdThroughRuntime()));
