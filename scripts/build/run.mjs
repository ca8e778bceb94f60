/** The commands of the build. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Runs a command in the project's folder and shows what it has to say. If it fails, so does the build. */
export function run(command, ...args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: root, encoding: "utf8" });
  if (status !== 0) process.stderr.write(`${command} ${args.join(" ")}\n${error ?? ""}${stdout ?? ""}`);
  process.stderr.write(stderr ?? "");
  if (status !== 0) process.exit(1);
}
