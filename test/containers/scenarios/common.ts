/** What holds under every container runtime. */
import { needs, type Runtime } from "../support/runtime";
import { exitCodes } from "./exit-codes";
import { hardened } from "./hardened";
import { neighbours } from "./neighbours";
import { pidsLimit } from "./pids-limit";
import { stopping } from "./stopping";
import { terminal } from "./terminal";
import { zombies } from "./zombies";

/** What holds under those too that have no cgroups, or are run by a user who is not root. */
export function basics(runtime: Runtime): void {
  needs(runtime);
  exitCodes(runtime);
  zombies(runtime);
  stopping(runtime);
}

/** `seccomp`: what the kernel says of the runtime's default filter, 0 for none, 2 for one. */
export function everything(runtime: Runtime, seccomp: 0 | 2): void {
  basics(runtime);
  pidsLimit(runtime);
  neighbours(runtime);
  terminal(runtime);
  hardened(runtime, seccomp);
}
