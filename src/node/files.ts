/**
 * The files that there is one of for each kind of machine, the addon and the static binary: in that machine's package, which npm
 * installs beside this one, or where the project has built them.
 */
import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The path of `name` in this machine's package, or of `built`, which is relative to the folder of this file. null if there is
 * neither, as where a bundler has taken the library away from its package.
 *
 * Bundlers must not see what is looked for: they would take whole packages for a part of the program.
 */
export function machineFile(name: string, built: string): string | null {
  try {
    const here = fileURLToPath(import.meta.url);
    const path = resolve(dirname(here), built);
    if (existsSync(path)) return path;
    const { createRequire } = process.getBuiltinModule("node:module");
    return createRequire(here).resolve(`@tsinit/linux-${process.arch}/${name}`);
  } catch {
    return null;
  }
}
