/**
 * The one way in which an init is run on a developer's machine: as PID 1 of a PID namespace of its own with its own
 * /proc, for a minute at most. An init that signals "everyone" then reaches nobody else. Give it no terminal.
 */
import { spawnSync } from "node:child_process";

/** As root a PID namespace is there for the asking; others need a user namespace around it: user_namespaces(7). */
const USER = process.getuid() === 0 ? [] : ["--user", "--map-root-user"];

/** The command line up to the command that becomes PID 1, without the time limit. */
export const UNSHARE = ["unshare", ...USER, "--pid", "--fork", "--mount-proc", "--kill-child", "--"];

/** The command line that runs `command` as PID 1 of a namespace of its own. */
export function inNamespace(...command) {
  return ["timeout", "-s", "KILL", "60", ...UNSHARE, ...command];
}

/** Why no such namespace can be made here; "" if it can. */
export function whyNoNamespace() {
  const [wrapper, ...rest] = inNamespace("true");
  const { status, stderr, error } = spawnSync(wrapper, rest, { encoding: "utf8" });
  return status === 0 ? "" : (error?.message ?? stderr).trim();
}
