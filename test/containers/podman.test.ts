/** tsinit under Podman. */
import { describe } from "vitest";
import { basics, everything } from "./scenarios/common";
import { exampleImages } from "./scenarios/example-images";
import { initOption } from "./scenarios/init-option";
import { restart } from "./scenarios/restart";
import { Podman, RootlessPodman } from "./support/podman";

describe("podman", () => {
  const podman = new Podman();
  everything(podman, 2);
  restart(podman);
  initOption(podman);
  exampleImages(podman);
});

describe("podman in a user namespace, run by a user who is not root", () => basics(new RootlessPodman()));
