/** System calls that the kernel refuses, as old ones and the filters of containers do. */
import { spawnSync } from "node:child_process";
import { HOST } from "./fixtures";

/** Why that cannot be had here; "" if it can. */
export function whyNotRefused(): string {
  if (HOST !== "tsinit") return "Node makes the same system calls for itself";
  return spawnSync("strace", ["-o", "/dev/null", "true"]).status === 0
    ? ""
    : "strace is not installed, or may not trace";
}

/**
 * A command (TsinitOptions.before) under which tsinit, but not its program, gets that error from a system call, each time. The
 * tracer is a process of the namespace that tsinit knows nothing of (-D), and goes at TERM.
 */
export function refused(errors: Record<string, string>): string[] {
  const calls = Object.keys(errors);
  const injections = calls.flatMap((call) => ["-e", `inject=${call}:error=${errors[call]}`]);
  return calls.length === 0 ? [] : ["strace", "-D", "-qq", "-o", "/dev/null", ...injections];
}
