/** In place of npm's packages: two files of their names. */
import { writeFileSync } from "node:fs";

export function npmPackages({ folder }) {
  const paths = ["tsinit", "linux-x64"].map((name) => `${folder}/tsinit-${name}-0.1.0.tgz`);
  for (const path of paths) writeFileSync(path, "");
  return paths;
}
