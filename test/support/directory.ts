/** Directories for one test. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { onTestFinished } from "vitest";

/** A new directory, removed when the test ends. */
export function temporaryDirectory(): string {
  const path = mkdtempSync(`${tmpdir()}/tsinit-test-`);
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}
