/** The binary by other names, and the programs whose names these are, where they are installed. */
import { spawnSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import type { Outcome } from "./command";
import { temporaryDirectory } from "./directory";
import { dist, HOST } from "./fixtures";
import { type NamespaceOptions, run } from "./namespace";

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
  const before = options.isChild ? ["sh", "-c", '"$@"; exit $?', "sh"] : [];
  return run([...before, path, ...args], options);
}

/** Where an init of that name is installed; "" if it isn't. */
export function installed(name: string): string {
  return spawnSync("sh", ["-c", 'command -v "$1"', "sh", name], { encoding: "utf8" }).stdout.trim();
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
