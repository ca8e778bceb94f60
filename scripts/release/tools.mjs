/** Packages that only the trials of a release want: too many for everybody to install. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Installs npm packages into build/NAME, if they are not there yet. `dependencies`: their versions, as in package.json; `overrides` as
 * well. Returns the folder.
 */
export function tools(name, dependencies, overrides = {}) {
  const folder = `${root}build/${name}`;
  const manifest = JSON.stringify({ name, dependencies, overrides });
  const done = `${folder}/installed.json`;
  if (existsSync(done) && readFileSync(done, "utf8") === manifest) return folder;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/package.json`, manifest);
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  execFileSync("npm", ["install", ...options], { cwd: folder, stdio: "inherit" });
  writeFileSync(done, manifest);
  return folder;
}
