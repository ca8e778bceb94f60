/** tsinit under runc, which runs the containers of Docker, containerd and Kubernetes. */
import { describe } from "vitest";
import { exitCodes } from "./scenarios/exit-codes";
import { hardened } from "./scenarios/hardened";
import { neighbours } from "./scenarios/neighbours";
import { pidsLimit } from "./scenarios/pids-limit";
import { stopping } from "./scenarios/stopping";
import { terminal } from "./scenarios/terminal";
import { zombies } from "./scenarios/zombies";
import { RootlessRunc, Runc } from "./support/runc";
import { needs } from "./support/runtime";

describe("runc", () => {
  const runc = new Runc();
  needs(runc);
  exitCodes(runc);
  zombies(runc);
  stopping(runc);
  pidsLimit(runc);
  neighbours(runc);
  terminal(runc);
  hardened(runc, 0);
});

describe("runc in a user namespace, run by a user who is not root", () => {
  const runc = new RootlessRunc();
  needs(runc);
  exitCodes(runc);
  zombies(runc);
  stopping(runc);
});
