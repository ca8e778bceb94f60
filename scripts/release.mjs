/**
 * Makes release/VERSION/: all that is published of a version, the same bytes each time.
 *
 * Run by hand, as root, on Debian, in a clean checkout: npm run release. To see whether a release is what its source says:
 * npm run release -- --verify FOLDER, which builds it again and compares all but the signatures.
 * Exit codes: 0 made, or equal; 1 FOLDER is another; 2 nothing was begun, the arguments, the checkout or the machine are not
 * fit for it; 3 it was begun and failed. Then stderr says why, in a sentence, and release/ is as it was.
 */
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { root as project } from "./build/run.mjs";
import { FAILED, Failure, sentenceOf, UNFIT } from "./release/failure.mjs";
import { keysOf } from "./release/signatures.mjs";
import { sourceOf } from "./release/source.mjs";
import { mustBeSame, mustBeVerifiable } from "./release/verify.mjs";
import { installNpmPackages } from "./setup.mjs";

/** Beside, not in release/, and gone at the end, whatever that is. */
const work = `${project}build/release-${process.pid}`;
let code;
process.on("exit", () => {
  rmSync(work, { recursive: true, force: true });
  // a command of the build that fails ends the process at once
  if (code === undefined) console.error("release: It was ended, or a command of the build failed, which has said why.");
  process.exitCode = code ?? FAILED;
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit());
process.umask(0o022);

try {
  await main(process.argv.slice(2));
  code = 0;
} catch (error) {
  console.error(`release: ${sentenceOf(error)}`);
  code = error instanceof Failure ? error.code : FAILED;
}

async function main([option, folder, ...more]) {
  if (option !== undefined && (option !== "--verify" || folder === undefined || more.length > 0))
    throw new Failure("The arguments are none, or --verify and a folder.", UNFIT);
  if (process.getuid() !== 0)
    throw new Failure("It takes root: the tools run in a root directory of their own.", UNFIT);
  const source = sourceOf(project);
  const keys = keysOf(option === undefined ? process.env : {});
  const madeIn = option === undefined ? undefined : mustBeVerifiable(folder, source);
  installNpmPackages();
  // it imports what has been installed just now
  const { makeRelease } = await import("./release/make.mjs");
  const made = await makeRelease(source, keys, work, madeIn);
  if (option !== undefined) {
    mustBeSame(made, folder);
    console.log(`${folder} is what commit ${source.commit} makes.`);
  } else {
    console.log(publish(made, source));
  }
}

/** Puts the finished files in their place, which others may have taken before. Returns it. */
function publish(made, { version }) {
  const place = `release/${version}`;
  mkdirSync(`${project}release`, { recursive: true });
  if (existsSync(`${project}${place}`)) renameSync(`${project}${place}`, `${work}/replaced`);
  renameSync(made, `${project}${place}`);
  return place;
}
