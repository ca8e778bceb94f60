/** The images of Dockerfile.example. */
import { copyFileSync, mkdirSync, mkdtempSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { dist, fixture } from "../../support/fixtures";
import type { Engine } from "./engine";

const DOCKERFILE = fileURLToPath(new URL("../../../Dockerfile.example", import.meta.url));

/** Builds a stage, from a folder with nothing but the binary and a program. Returns the image's name. */
export async function exampleImage(engine: Engine, target: string, ...args: string[]): Promise<string> {
  const context = mkdtempSync(`${engine.machine.directory}/context-`);
  mkdirSync(`${context}/dist`);
  copyFileSync(dist("tsinit"), `${context}/dist/tsinit`);
  copyFileSync(fixture("receive"), `${context}/program`);
  const image = `tsinit-example-${target}`;
  const flags = ["--network=none", `--file=${DOCKERFILE}`, `--target=${target}`, `--tag=${image}`];
  await engine.must("build", ...flags, ...args, context);
  return image;
}
