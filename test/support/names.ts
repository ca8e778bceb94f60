/** The binary by other names, beside the programs whose names these are. */
import { symlinkSync } from "node:fs";
import type { Outcome } from "./command";
import { temporaryDirectory } from "./directory";
import { dist, HOST } from "./fixtures";
import { type NamespaceOptions, run } from "./namespace";
import { belowShell } from "./tsinit";

/** The path of a link to the binary. */
export function link(name: string): string {
  const path = `${temporaryDirectory()}/${name}`;
  symlinkSync(dist(HOST), path);
  return path;
}

export interface NameOptions extends NamespaceOptions {
  /** Whether it is a child of the namespace's PID 1. */
  isChild?: boolean;
}

/** Runs a program, by the name that its path ends with, to its end. */
export function runAs(path: string, args: string[], options: NameOptions = {}): Promise<Outcome> {
  const argv = [path, ...args];
  return run(options.isChild ? belowShell(argv) : argv, options);
}

/** Without what may differ from run to run, and from one version to the next: pids, paths, versions. */
export function comparable({ code, stdout, stderr }: Outcome): Outcome {
  return { code, stdout: withoutFigures(stdout), stderr: withoutFigures(stderr) };
}

function withoutFigures(text: string): string {
  return text
    .replaceAll(/\/\S*\/(?=(tini|dumb-init|catatonit)\b)/g, "")
    .replaceAll(/\(tini version [^)]*\)|tini version \S+.*|dumb-init v\S+/g, "VERSION")
    .replaceAll(/\((catatonit:|)\d+\)/g, "($1N)")
    .replaceAll(/(pid=|pid:? '?|PID |process |pid1 \()\d+/g, "$1N");
}
