/**
 * The version: package.json has it, and every file that states it is named here.
 *
 * Run by hand, before a release: node scripts/version.mjs X.Y.Z. test/version.test.ts fails if two of the files differ.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Where lines that get a release name it: the image's tag, the tag in an address, the name of a package. */
const PLACE = /(?<=tsinit:|\/download\/v|tsinit_|\brelease )\d+\.\d+\.\d+/g;

const NUMBER = /^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}$/;

/** What the version looks like in each file, without what stands around it. */
const STATED = {
  "package.json": /(?<=^ {2}"version": ")[^"]*/gm,
  // the first two are this package's, the rest those of others
  "package-lock.json":
    /(?<=^\{\n {2}"name": ".*",\n {2}"version": "|^ {4}"": \{\n {6}"name": ".*",\n {6}"version": ")[^"]*/gm,
  "src/core/base/version.ts": /(?<=VERSION_TEXT: string = ")[^"]*/g,
  "README.md": PLACE,
  "Dockerfile.example": PLACE,
  "docs/kubernetes.md": PLACE,
  "docs/migrating.md": PLACE,
};

/** The heading of what the next release brings, as far as it is there: a version or "Next", and when. */
const HEADING = /^## (.*), (.*)$/m;
const UNRELEASED = "not released yet";

/** The version of a project's folder, as package.json has it. */
export function versionOf(root) {
  return JSON.parse(readFileSync(`${root}package.json`, "utf8")).version;
}

/** When a version was released, as CHANGELOG.md says: YYYY-MM-DD, or that it was not. */
export function dateOf(root, version) {
  const heading = readFileSync(`${root}CHANGELOG.md`, "utf8")
    .split("\n")
    .find((line) => line.startsWith(`## ${version}, `));
  if (heading === undefined) throw new Error(`CHANGELOG.md has no heading '## ${version}, DATE'`);
  return heading.slice(`## ${version}, `.length);
}

/** Each place where a version is stated, and the version: [path, version]. */
export function statements(root) {
  return Object.entries(STATED).flatMap(([path, pattern]) => {
    const found = readFileSync(`${root}${path}`, "utf8").match(pattern);
    if (found === null) throw new Error(`${path} states no version`);
    return found.map((version) => [path, version]);
  });
}

/** Writes the version everywhere, and the date into CHANGELOG.md. Throws a sentence if that cannot be. */
export function bump(root, version, date) {
  const before = versionOf(root);
  if (!NUMBER.test(version)) throw new Error(`'${version}' is no version: it has the form X.Y.Z, three numbers`);
  const changes = readFileSync(`${root}CHANGELOG.md`, "utf8");
  const [heading, name, when] = HEADING.exec(changes) ?? [];
  if (when !== UNRELEASED) {
    throw new Error(`CHANGELOG.md does not begin with '## Next, ${UNRELEASED}': say there what is new`);
  }
  // what has never been released may be released under the version that it has
  const isFirst = name === before && version === before;
  if (!isFirst && !isHigher(version, before)) throw new Error(`${version} is not higher than ${before}`);
  writeFileSync(`${root}CHANGELOG.md`, changes.replace(heading, `## ${version}, ${date}`));
  for (const [path, pattern] of Object.entries(STATED)) {
    writeFileSync(`${root}${path}`, readFileSync(`${root}${path}`, "utf8").replace(pattern, version));
  }
}

function isHigher(one, other) {
  const [left, right] = [one, other].map((version) => version.split(".").map(Number));
  const i = left.findIndex((number, k) => number !== right[k]);
  return i >= 0 && left[i] > right[i];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [version = ""] = process.argv.slice(2);
  try {
    bump(fileURLToPath(new URL("..", import.meta.url)), version, new Date().toISOString().slice(0, 10));
    console.log(`This is ${version} now. Next: npm test, a commit, a tag v${version}.`);
  } catch (error) {
    console.error(`${error.message}.`);
    process.exit(1);
  }
}
