/** What is installed on this machine. */
import { spawnSync } from "node:child_process";

/** The path of a command; "" if it isn't installed. */
export function installed(command: string): string {
  return spawnSync("sh", ["-c", 'command -v "$1"', "sh", command], { encoding: "utf8" }).stdout.trim();
}
