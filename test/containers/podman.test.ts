/** tsinit under Podman. */
import { describe, expect, test } from "vitest";
import { whyNoRelease } from "../support/release";
import { basics, everything } from "./scenarios/common";
import { exampleImages } from "./scenarios/example-images";
import { initOption } from "./scenarios/init-option";
import { restart } from "./scenarios/restart";
import { run } from "./support/container";
import { exampleImage, loadReleasedImage } from "./support/example-image";
import { Podman, RootlessPodman } from "./support/podman";

describe("podman", () => {
  const podman = new Podman();
  everything(podman, 2);
  restart(podman);
  initOption(podman);
  exampleImages(podman);

  // Docker's old builder would build what stands above it too, which takes a registry
  test.for<[string, string[]]>([
    ["the image of a release", []],
    ["another image", ["--build-arg=TSINIT=localhost/tsinit-example-on-scratch"]],
  ])("Dockerfile.example, tsinit: is %s", async ([, flags], { skip }) => {
    skip(whyNoRelease !== "", whyNoRelease);
    await loadReleasedImage(podman);
    await exampleImage(podman, "on-scratch");
    const image = await exampleImage(podman, "tsinit", ...flags);
    expect((await run(podman, ["/tsinit", "--version"], { image, entrypoint: [] })).stdout).toMatch(/^tsinit version /);
  });
});

describe("podman in a user namespace, run by a user who is not root", () => basics(new RootlessPodman()));
