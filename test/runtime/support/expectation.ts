/** What has to become of a configuration, by JSON.parse(). */
import { expect } from "vitest";

export const MOUNT = {
  destination: "/.tsinit",
  type: "bind",
  source: "/opt/tsinit/tsinit",
  options: ["bind", "ro", "nosuid", "nodev"],
};

/** The text that bytes mean. */
const meaning = (bytes: string) => Buffer.from(bytes, "latin1").toString("utf8");

/** What JSON.parse() makes of bytes; undefined if it refuses them. */
export function parsed(bytes: string): unknown {
  try {
    const text = meaning(bytes);
    return text.startsWith("\ufeff") ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface Config {
  process: { args: string[] };
  mounts?: unknown[] | null;
}

/** The configuration is as it was, or has the two changes and nothing else. Returns whether it was changed. */
export function mustBeChangedWell(before: string, after: string, options: string[] = []): boolean {
  if (after === before) return false;
  const config = parsed(before) as Config;
  expect(config).toBeDefined();
  expect(parsed(after)).toEqual({
    ...config,
    process: { ...config.process, args: ["/.tsinit", ...options, "--", ...config.process.args] },
    mounts: [...(config.mounts ?? []), MOUNT],
  });
  mustKeepBytes(before, after);
  return true;
}

/** All of the bytes from before are there, in their order, but for a null in the place of mounts. */
function mustKeepBytes(before: string, after: string): void {
  const kept = before.replace(/("mounts"\s*:\s*)null/, "$1");
  let found = 0;
  for (let i = 0; i < after.length && found < kept.length; i++) if (after[i] === kept[found]) found++;
  expect(found).toBe(kept.length);
}
