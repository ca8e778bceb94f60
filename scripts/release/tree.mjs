/** Folders of files, as packages have them. */
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** A file of a package: its content (text or bytes) and mode. */
export const file = (content, mode = 0o644) => ({ content, mode });
export const program = (content) => file(content, 0o755);

/** Writes `files` ({path: file}) below `folder`. Modes don't depend on the umask. */
export function writeTree(folder, files) {
  for (const [path, { content, mode }] of Object.entries(files)) {
    makeFolder(`${folder}/${dirname(path)}`);
    writeFileSync(`${folder}/${path}`, content);
    chmodSync(`${folder}/${path}`, mode);
  }
}

/** Makes a folder, and those that it is in, each open to all. */
function makeFolder(path) {
  const made = mkdirSync(path, { recursive: true });
  if (made === undefined) return;
  for (let at = path; at.length >= made.length; at = dirname(at)) chmodSync(at, 0o755);
}

/** The names in a folder, in one order everywhere. */
export function namesIn(folder) {
  return readdirSync(folder).sort();
}
