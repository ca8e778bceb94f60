/** The digests of a release's files. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** SHA-256 of a file, in hexadecimal digits. */
export function sha256(path) {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

/** As sha256sum(1) prints and checks them. */
export function sumsOf(folder, names) {
  return names.map((name) => `${sha256(`${folder}/${name}`)}  ${name}\n`).join("");
}
