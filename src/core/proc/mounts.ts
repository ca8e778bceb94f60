/** Where cgroups are mounted, if not in the usual place: /proc/PID/mountinfo in proc(5). */

import { Kernel } from "../base/kernel";
import { joined } from "../base/text";
import { isListed } from "./file";
import { Lines } from "./lines";
import { Words } from "./words";

/** Which words of a line are the mount's root and its point. */
const ROOT: i32 = 3;
const POINT: i32 = 4;
/** So many mounts of one hierarchy are looked at. */
const MOST: i32 = 32;
const BACKSLASH: i32 = 92;

export class Mount {
  constructor(
    /** What of the hierarchy is mounted: the path of a cgroup, "/" for the uppermost. */
    readonly root: string,
    /** Where it is mounted. */
    readonly point: string,
  ) {}

  /** The way from the point down to a cgroup: "" or "/name/name". */
  wayTo(path: string): string {
    if (this.root === "/") return path;
    if (path === this.root || path.startsWith(this.root + "/")) return path.substring(this.root.length);
    // perhaps the root is the container's own cgroup, by another name
    return "";
  }
}

/** The mounts of the hierarchy of that version with that controller, MOST at most. */
export function findMounts(kernel: Kernel, controller: string, version: i32): Mount[] {
  const mounts: Mount[] = [];
  const lines = new Lines(kernel, "/proc/self/mountinfo");
  const words = new Words(kernel);
  while (mounts.length < MOST && lines.next()) {
    // 36 35 98:0 /root /mount/point options [tags] - type source options
    words.begin(lines.start, lines.end);
    if (!words.skip(ROOT)) continue;
    const root = words.start;
    const rootEnd = words.end;
    if (!words.skip(POINT - ROOT)) continue;
    const point = words.start;
    const pointEnd = words.end;
    while (words.next() && !words.is("-"));
    if (!words.next() || !words.is(version === 1 ? "cgroup" : "cgroup2") || !words.next() || !words.next()) continue;
    if (version === 1 && !isListed(kernel, controller, words.start, words.end)) continue;
    mounts.push(new Mount(unescaped(kernel.text(root, rootEnd)), unescaped(kernel.text(point, pointEnd))));
  }
  return mounts;
}

/** Whether /proc is mounted so that it hides the processes of others: hidepid in proc(5). */
export function hidesProcesses(kernel: Kernel): bool {
  const lines = new Lines(kernel, "/proc/self/mountinfo");
  const words = new Words(kernel);
  while (lines.next()) {
    words.begin(lines.start, lines.end);
    if (!words.skip(POINT) || !words.is("/proc")) continue;
    const line = kernel.text(lines.start, lines.end);
    if (line.includes("hidepid=") && !line.includes("hidepid=0") && !line.includes("hidepid=off")) return true;
  }
  return false;
}

/** Blanks, newlines and backslashes are written as a backslash and three octal digits. */
function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  const pieces: string[] = [];
  let start: i32 = 0;
  for (let i: i32 = 0; i < text.length; i++) {
    const code = text.charCodeAt(i) === BACKSLASH ? octal(text, i + 1) : -1;
    if (code < 0) continue;
    pieces.push(text.substring(start, i));
    pieces.push(String.fromCharCode(code));
    i += 3;
    start = i + 1;
  }
  pieces.push(text.substring(start));
  return joined(pieces);
}

/** The value of the three octal digits at `at`, if they are a byte; -1 for anything else. */
function octal(text: string, at: i32): i32 {
  if (at + 3 > text.length) return -1;
  let value: i32 = 0;
  for (let i: i32 = at; i < at + 3; i++) {
    const digit: i32 = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 7) return -1;
    value = value * 8 + digit;
  }
  return value < 256 ? value : -1;
}
