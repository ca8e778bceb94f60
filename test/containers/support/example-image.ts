/** The images of Dockerfile.example, and of the lines that README has for a Dockerfile. */
import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { dist, fixture } from "../../support/fixtures";
import { Release } from "../../support/release";
import { VERSION } from "../../support/version";
import type { Engine } from "./engine";

const DOCKERFILE = fileURLToPath(new URL("../../../Dockerfile.example", import.meta.url));

/** Builds a stage, from a folder with nothing but the binary and a program. Returns the image's name. */
export async function exampleImage(engine: Engine, target: string, ...args: string[]): Promise<string> {
  const context = makeContext(engine);
  const image = `tsinit-example-${target}`;
  const flags = ["--network=none", `--file=${DOCKERFILE}`, `--target=${target}`, `--tag=${image}`];
  await engine.must("build", ...flags, ...args, context);
  return image;
}

/** Loads the image of a release, by whose name it is known then. */
export async function loadReleasedImage(engine: Engine): Promise<void> {
  const release = new Release();
  await release.make();
  await engine.must("load", `--input=${release.folder}/tsinit-${VERSION}.oci.tar`);
  release.end();
}

/** Builds an image from a Dockerfile's text, in a folder as for exampleImage(). */
export async function dockerfileImage(engine: Engine, text: string, image: string): Promise<string> {
  const context = makeContext(engine);
  writeFileSync(`${context}/Dockerfile`, text);
  await engine.must("build", "--network=none", `--tag=${image}`, context);
  return image;
}

function makeContext(engine: Engine): string {
  const context = mkdtempSync(`${engine.machine.directory}/context-`);
  mkdirSync(`${context}/dist`);
  copyFileSync(dist("tsinit"), `${context}/dist/tsinit`);
  copyFileSync(fixture("receive"), `${context}/program`);
  return context;
}
