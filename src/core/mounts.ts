/** Where cgroups are mounted, if not where everybody has them: /proc/PID/mountinfo in proc(5). */
import { Cgroup } from "./cgroup";
import { Kernel } from "./kernel";
import { Lines } from "./lines";

/** The cgroup with that path in the first hierarchy of that controller and version that shows it, or null. */
export function findMount(kernel: Kernel, controller: string, version: i32, path: string): Cgroup | null {
  const lines = new Lines(kernel, "/proc/self/mountinfo");
  const type = version === 1 ? "cgroup" : "cgroup2";
  for (let line = lines.next(); line !== null; line = lines.next()) {
    // 36 35 98:0 /root /mount/point options [tags] - type source options
    const behind = line.indexOf(" - ");
    if (behind < 0) continue;
    const before = line.substring(0, behind).split(" ");
    const fields = line.substring(behind + 3).split(" ");
    if (before.length < 5 || fields.length < 3 || fields[0] !== type) continue;
    if (version === 1 && !fields[2].split(",").includes(controller)) continue;
    const root = unescaped(before[3]);
    const top = unescaped(before[4]);
    if (root === "/") return new Cgroup(version, top, path);
    // Another cgroup's root than this process's: it is the container's own, seen from outside of its cgroup namespace.
    const isBelow = path === root || path.startsWith(root + "/");
    return new Cgroup(version, top, isBelow ? path.substring(root.length) : "");
  }
  return null;
}

/** Blanks, newlines and backslashes are written as a backslash and three octal digits. */
function unescaped(text: string): string {
  let result = "";
  for (let i: i32 = 0; i < text.length; i++) {
    const code = text.charAt(i) === "\\" && i + 3 < text.length ? octal(text.substring(i + 1, i + 4)) : -1;
    result += code < 0 ? text.charAt(i) : String.fromCharCode(code);
    if (code >= 0) i += 3;
  }
  return result;
}

/** The value of three octal digits that are a byte; -1 for anything else. */
function octal(digits: string): i32 {
  let value: i32 = 0;
  for (let i: i32 = 0; i < digits.length; i++) {
    const digit: i32 = digits.charCodeAt(i) - 48;
    if (digit < 0 || digit > 7) return -1;
    value = value * 8 + digit;
  }
  return value < 256 ? value : -1;
}
