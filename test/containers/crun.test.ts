/** tsinit under crun, which Podman and CRI-O prefer. */
import { describe } from "vitest";
import { exitCodes } from "./scenarios/exit-codes";
import { hardened } from "./scenarios/hardened";
import { neighbours } from "./scenarios/neighbours";
import { pidsLimit } from "./scenarios/pids-limit";
import { stopping } from "./scenarios/stopping";
import { terminal } from "./scenarios/terminal";
import { zombies } from "./scenarios/zombies";
import { Crun } from "./support/crun";
import { needs } from "./support/runtime";

describe("crun", () => {
  const crun = new Crun();
  needs(crun);
  exitCodes(crun);
  zombies(crun);
  stopping(crun);
  pidsLimit(crun);
  neighbours(crun);
  terminal(crun);
  hardened(crun, 0);
});
