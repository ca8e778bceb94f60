/** What a release has for each architecture. */
import { existsSync, readFileSync } from "node:fs";
import { ON_NPM } from "./architectures.mjs";
import { inAddon, inBinary } from "./components.mjs";
import { notices } from "./notices.mjs";
import { expressionOf, unique } from "./sbom.mjs";

/** The programs of a release. The second is a file of its own beside the first, where it has been built. */
const PROGRAMS = ["tsinit", "tsinit-runtime"];

/**
 * The programs ({name: bytes}) of an architecture, from the folder `binaries`, and what is `inside` of each: [{name, components}],
 * as sbom.mjs wants it. `inPackage` is what is in npm's package; `license` and `thirdParty` (a text) are those of the programs together.
 * `built`: the root that they were built in and its versions.
 */
export function platformOf(architecture, binaries, built) {
  const path = (name) => `${binaries}/${name}-${architecture.debian}`;
  const names = PROGRAMS.filter((name) => existsSync(path(name)));
  const programs = Object.fromEntries(names.map((name) => [name, readFileSync(path(name))]));
  const inside = names.map((name) => {
    const map = readFileSync(`${path(name)}.map`, "utf8");
    return { name: `${name}-${architecture.label}`, components: inBinary(architecture, { ...built, map }) };
  });
  const components = unique(inside);
  const license = expressionOf(components);
  const inPackage = [...components, ...(ON_NPM.includes(architecture) ? inAddon() : [])];
  return { architecture, programs, inside, inPackage, license, thirdParty: notices(components) };
}

/** THIRD-PARTY of npm's packages: of each machine under Debian's name of it, and of the main one under "". */
export function npmNotices(platforms) {
  const own = platforms.map(({ architecture, inPackage }) => [architecture.debian, notices(inPackage)]);
  return Object.fromEntries([["", notices(inAddon())], ...own]);
}
