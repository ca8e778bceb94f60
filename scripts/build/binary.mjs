/** What is in a binary, its sections and symbols. */
import { execFileSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { tool } from "./compiler.mjs";
import { root, run } from "./run.mjs";

const UNNEEDED_SECTIONS = [".comment", ".eh_frame", ".eh_frame_hdr", ".note.gnu.property"];

/** Makes a linked file what is given to people: stripped, and executable by everyone whatever the umask is. Fails if it is not static. */
export function finish(output) {
  strip(output);
  chmodSync(`${root}/${output}`, 0o755);
  mustBeStatic(output);
}

export function strip(output) {
  run(tool("strip"), "-s", ...UNNEEDED_SECTIONS.flatMap((section) => ["-R", section]), output);
}

export function symbolsOf(output, ...options) {
  return execFileSync(tool("nm"), [...options, output], { cwd: root, encoding: "utf8" }).split("\n");
}

export function addressOf(name, output) {
  const line = symbolsOf(output).find((symbol) => symbol.endsWith(` ${name}`));
  return Number(`0x${line?.split(" ")[0]}`);
}

const headersOf = (output) => execFileSync(tool("readelf"), ["-lSW", output], { cwd: root, encoding: "utf8" });

export function section(name, output) {
  const [, size, alignment] = new RegExp(` ${name} +\\w+ +\\w+ +\\w+ +(\\w+) .* (\\d+)$`, "m").exec(headersOf(output));
  return { size: Number(`0x${size}`), alignment: Number(alignment) };
}

/** The names of the sections that begin between two addresses, and have something in them. */
export function sectionsFrom(start, end, output) {
  const found = headersOf(output).matchAll(/^ +\[ *\d+\] (\S+) +\w+ +(\w+) +\w+ +0*[1-9a-f]/gm);
  return [...found].filter(([, , at]) => Number(`0x${at}`) >= start && Number(`0x${at}`) < end).map(([, name]) => name);
}

/** The largest page that a kernel for this machine may have: 4 kB on x86-64, 64 kB on arm64. */
export function largestPage(output) {
  return Number(/ LOAD .* (0x\w+)$/m.exec(headersOf(output))[1]);
}

/** A binary that names an interpreter would not start in a scratch image. */
function mustBeStatic(output) {
  const headers = headersOf(output);
  if (headers.includes("INTERP")) throw new Error(`${output} is not static`);
  if (/\bRWE\b/.test(headers)) throw new Error(`${output} has a segment that is writable and executable`);
}
