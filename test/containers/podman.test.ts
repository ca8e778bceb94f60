/** tsinit under Podman. */
import { describe } from "vitest";
import { exampleImages } from "./scenarios/example-images";
import { exitCodes } from "./scenarios/exit-codes";
import { hardened } from "./scenarios/hardened";
import { initOption } from "./scenarios/init-option";
import { neighbours } from "./scenarios/neighbours";
import { pidsLimit } from "./scenarios/pids-limit";
import { restart } from "./scenarios/restart";
import { stopping } from "./scenarios/stopping";
import { terminal } from "./scenarios/terminal";
import { zombies } from "./scenarios/zombies";
import { Podman, RootlessPodman } from "./support/podman";
import { needs } from "./support/runtime";

describe("podman", () => {
  const podman = new Podman();
  needs(podman);
  exitCodes(podman);
  restart(podman);
  zombies(podman);
  stopping(podman);
  pidsLimit(podman);
  neighbours(podman);
  terminal(podman);
  hardened(podman, 2);
  initOption(podman);
  exampleImages(podman);
});

describe("podman in a user namespace, run by a user who is not root", () => {
  const podman = new RootlessPodman();
  needs(podman);
  exitCodes(podman);
  zombies(podman);
  stopping(podman);
});
