/** The checkout that a release is made from. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { Failure, UNFIT } from "./failure.mjs";

/**
 * Returns the version, the commit and its time in seconds. Throws a Failure if `project` is no clean checkout, or if its commit
 * is tagged as another version.
 */
export function sourceOf(project) {
  const { version } = JSON.parse(readFileSync(`${project}/package.json`, "utf8"));
  const git = (...args) => execFileSync("git", args, { cwd: project, encoding: "utf8", stdio: "pipe" }).trim();
  let changed;
  try {
    changed = git("status", "--porcelain");
  } catch {
    throw new Failure("A release is made from a git checkout with a commit, and this is none.", UNFIT);
  }
  if (changed !== "") throw new Failure(`The checkout is dirty: ${changed.split("\n")[0].trim()}`, UNFIT);
  const tags = git("tag", "--points-at", "HEAD")
    .split("\n")
    .filter((tag) => /^v\d/.test(tag));
  if (tags.length > 0 && !tags.includes(`v${version}`))
    throw new Failure(`The commit is tagged ${tags.join(", ")}, but package.json says version ${version}.`, UNFIT);
  return { version, commit: git("rev-parse", "HEAD"), epoch: Number(git("log", "-1", "--format=%ct")) };
}
