/** Files that were recorded on real systems, or written after them: test/recorded. */
import { readFileSync } from "node:fs";
import { SimulatedKernel, type World } from "./simulated-kernel";

/** A recording's files, by path: each begins with a line `@@@ PATH`. */
export function recorded(name: string): Record<string, string> {
  const text = readFileSync(new URL(`../recorded/${name}.txt`, import.meta.url), "latin1");
  const sections = text.split(/^@@@ /m).filter(Boolean);
  return Object.fromEntries(
    sections.map((section) => [section.slice(0, section.indexOf("\n")), section.slice(section.indexOf("\n") + 1)]),
  );
}

/** A kernel that has these files. */
export function kernelWith(files: Record<string, string>, world: World = { argv: ["tsinit"] }): SimulatedKernel {
  const kernel = new SimulatedKernel(world);
  for (const [path, content] of Object.entries(files)) kernel.files.set(path, content);
  return kernel;
}
