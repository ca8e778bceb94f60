/** What the packages have beside the binary, made once for all of them. */
import { readFileSync } from "node:fs";
import { root as project } from "../build/run.mjs";

const read = (path) => readFileSync(`${project}${path}`);

/** `manual`: in troff. Each is a text or bytes. */
export function sharedContents(manual) {
  return {
    manual,
    license: read("LICENSE"),
    readme: read("README.md"),
    changelog: read("CHANGELOG.md"),
    bash: read("completions/tsinit.bash"),
    zsh: read("completions/_tsinit"),
    fish: read("completions/tsinit.fish"),
  };
}
