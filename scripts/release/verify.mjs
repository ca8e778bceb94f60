/** Whether a release is what its source makes. */
import { existsSync, readFileSync } from "node:fs";
import { commitIn, rootIn } from "./buildinfo.mjs";
import { DIFFERS, Failure, UNFIT } from "./failure.mjs";
import { isSignature } from "./signatures.mjs";
import { namesIn } from "./tree.mjs";

/**
 * Throws a Failure if `folder` is no release, or one of another commit than the checkout's. Returns what its buildinfo says of the
 * root that it was made in: buildinfo.mjs.
 */
export function mustBeVerifiable(folder, { commit }) {
  const buildinfo = buildinfoOf(folder);
  const from = commitIn(buildinfo);
  if (from !== commit)
    throw new Failure(`${folder} was made from commit ${from}, and this is ${commit}: git checkout ${from}`, UNFIT);
  return rootIn(buildinfo);
}

/**
 * Throws a Failure that names every file of `folder` that is missing, more, or other than in `made`, and the packages that it was
 * made with if those are others. Signatures don't count.
 */
export function mustBeSame(made, folder) {
  const names = (path) => namesIn(path).filter((name) => !isSignature(name));
  const [ours, theirs] = [names(made), names(folder)];
  const same = (name) => readFileSync(`${made}/${name}`).equals(readFileSync(`${folder}/${name}`));
  const differences = [
    ...ours.filter((name) => !theirs.includes(name)).map((name) => `${name} is missing`),
    ...theirs.filter((name) => !ours.includes(name)).map((name) => `${name} is not of this release`),
    ...ours.filter((name) => theirs.includes(name) && !same(name)).map((name) => `${name} differs`),
  ];
  if (differences.length === 0) return;
  const [here, there] = [made, folder].map((path) => rootIn(buildinfoOf(path)));
  const others = there.packages.filter((one) => !here.packages.includes(one));
  const why = others.length > 0 ? `; it was made with other packages: ${others.join(", ")}` : "";
  throw new Failure(`${folder} is not what the source makes: ${differences.join(", ")}${why}.`, DIFFERS);
}

/** The text of a release's buildinfo. */
function buildinfoOf(folder) {
  const name = existsSync(folder) ? namesIn(folder).find((name) => name.endsWith(".buildinfo")) : undefined;
  if (name === undefined) throw new Failure(`${folder} is no release: it has no .buildinfo.`, UNFIT);
  return readFileSync(`${folder}/${name}`, "utf8");
}
