/** System calls of a running process: strace(1) lists them, and has them fail. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { onTestFinished } from "vitest";
import { temporaryDirectory } from "./directory";
import { until } from "./until";

/**
 * Begins to trace a process, with more options of strace(1); where that cannot be done the test is skipped. The function given
 * back ends it and returns the lines.
 */
export async function trace(
  pid: number,
  skip: (reason: string) => never,
  ...options: string[]
): Promise<() => Promise<string[]>> {
  const log = `${temporaryDirectory()}/strace`;
  const strace = spawn("strace", [...options, "-p", String(pid), "-o", log], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  let ended = false;
  strace.stderr.on("data", (text) => {
    said += text;
  });
  const end = new Promise<void>((resolve) => {
    strace.on("error", () => resolve());
    strace.on("close", () => resolve());
  }).then(() => {
    ended = true;
  });
  onTestFinished(() => void strace.kill());
  await until("strace", () => ended || said.includes("attached"));
  if (ended) return skip("strace is not installed, or may not trace");
  return async () => {
    strace.kill("SIGINT");
    await end;
    return readFileSync(log, "utf8").trim().split("\n");
  };
}

/** Has system calls of a process fail from now on: what `-e inject=` of strace(1) takes, such as "wait4:error=EPERM:when=1". */
export function refuse(pid: number, skip: (reason: string) => never, ...calls: string[]) {
  return trace(pid, skip, ...calls.flatMap((call) => ["-e", `inject=${call}`]));
}
