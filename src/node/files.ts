/**
 * The files that there is one of for each kind of machine, the addon and the static binary: in that machine's package, which npm
 * installs beside this one, or where the project has built them.
 */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

/**
 * The path of `name` in this machine's package, or of `built`, which is relative to the folder of this file. null if there is
 * neither, as where a bundler has taken the library away from its package.
 *
 * Both names are variables: bundlers take what is named beside import.meta.url for a file that belongs to the program.
 */
export function machineFile(name: string, built: string): string | null {
  try {
    const path = fileURLToPath(new URL(built, import.meta.url));
    return existsSync(path) ? path : createRequire(import.meta.url).resolve(`@tsinit/linux-${process.arch}/${name}`);
  } catch {
    return null;
  }
}
