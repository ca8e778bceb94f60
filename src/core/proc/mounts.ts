/** Where cgroups are mounted, if not where everybody has them: /proc/PID/mountinfo in proc(5). */

import { Kernel } from "../base/kernel";
import { joined } from "../base/text";
import { Cgroup, lists } from "./cgroup";
import { find, isAt, SPACE } from "./file";
import { Lines } from "./lines";

/** Where the mount's root and its point are among the words of a line. */
const ROOT: i32 = 3;
const POINT: i32 = 4;

/** The cgroup with that path in the first hierarchy of that controller and version that shows it, or null. */
export function findMount(kernel: Kernel, controller: string, version: i32, path: string): Cgroup | null {
  const lines = new Lines(kernel, "/proc/self/mountinfo");
  const words = new Words(kernel);
  while (lines.next()) {
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
    if (version === 1 && !lists(kernel, controller, words.start, words.end)) continue;
    return mounted(version, unescaped(kernel.text(root, rootEnd)), unescaped(kernel.text(point, pointEnd)), path);
  }
  return null;
}

/** The cgroup `path` where a hierarchy whose cgroup `root` is mounted shows it. */
function mounted(version: i32, root: string, top: string, path: string): Cgroup {
  if (root === "/") return new Cgroup(version, top, path);
  // Another cgroup's root than this process's: it is the container's own, seen from outside of its cgroup namespace.
  const isBelow = path === root || path.startsWith(root + "/");
  return new Cgroup(version, top, isBelow ? path.substring(root.length) : "");
}

/** The words of a line of the file that the Kernel read last, with one blank between them. */
class Words {
  start: i32 = 0;
  end: i32 = 0;
  private at: i32 = 0;
  private lineEnd: i32 = 0;

  constructor(private readonly kernel: Kernel) {}

  /** Goes to the first word. */
  begin(start: i32, end: i32): void {
    this.at = start;
    this.lineEnd = end;
    this.next();
  }

  /** Goes to the next word. False if there is none. */
  next(): bool {
    if (this.at > this.lineEnd) return false;
    this.start = this.at;
    this.end = find(this.kernel, SPACE, this.at, this.lineEnd);
    this.at = this.end + 1;
    return true;
  }

  /** Goes `count` words on. False if there are not so many. */
  skip(count: i32): bool {
    let left = count;
    while (left > 0 && this.next()) left--;
    return left === 0;
  }

  is(word: string): bool {
    return this.end - this.start === word.length && isAt(this.kernel, word, this.start, this.end);
  }
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

const BACKSLASH: i32 = 92;

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
