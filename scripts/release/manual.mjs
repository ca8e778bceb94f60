/** The manual as man(1) shows it, out of docs/tsinit.8.md, by go-md2man. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { dateOf, versionOf } from "../version.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What go-md2man makes the page's head and foot of: name, section, date, source, volume. */
export function titleLine(folder = root) {
  const version = versionOf(folder);
  return `# TSINIT 8 "${dateOf(folder, version)}" "tsinit ${version}" "System Administration"`;
}

/**
 * The manual in troff, a text. `command` is how go-md2man is called: another version of it writes another text. Throws if
 * there is none.
 */
export function manualPage(command = ["go-md2man"]) {
  const text = readFileSync(`${root}docs/tsinit.8.md`, "utf8").replace(/^# .*/, titleLine());
  const [program, ...before] = command;
  return execFileSync(program, before, { input: text, encoding: "utf8" });
}
