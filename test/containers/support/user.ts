/** A user who is not root, and what such a user needs to run containers: a directory for what is there while it runs. */
import type { Machine } from "./machine";

export const RUNTIME_DIRECTORY = "/run/user";
export const USER = ["setpriv", "--reuid=1000", "--regid=1000", "--clear-groups"];

/** Makes the directory, and gives it and these files to the user. */
export async function makeRuntimeDirectory(machine: Machine, ...files: string[]): Promise<void> {
  await machine.must(["mkdir", RUNTIME_DIRECTORY]);
  await machine.must(["chown", "-R", "1000:1000", RUNTIME_DIRECTORY, ...files]);
}
