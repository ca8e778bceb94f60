/** The pids cgroup (cgroups(7)): how many processes and threads the container may have, and has. */
import { Kernel } from "./kernel";
import { decimal } from "./text";

/** A pids cgroup that is full. */
export class PidsLimit {
  constructor(
    /** Where the cgroup was seen. */
    readonly directory: string,
    /** pids.max: how many tasks (processes and their threads) there may be. */
    readonly max: i32,
    /** pids.current: how many there are. */
    readonly current: i32,
  ) {}
}

/** The nearest cgroup around this process whose pids limit is reached, or null. Versions 1 and 2. */
export function reachedPidsLimit(kernel: Kernel): PidsLimit | null {
  const size = kernel.read("/proc/self/cgroup");
  const lines = (size > 0 ? kernel.text(0, size) : "").split("\n");
  for (let i: i32 = 0; i < lines.length; i++) {
    // 4:pids:/path (version 1) or 0::/path (version 2)
    const colon = lines[i].indexOf(":");
    const second = lines[i].indexOf(":", colon + 1);
    if (colon < 0 || second < 0) continue;
    const controllers = lines[i].substring(colon + 1, second);
    const path = lines[i].substring(second + 1);
    let found: PidsLimit | null = null;
    if (controllers === "") found = reachedUpwards(kernel, "/sys/fs/cgroup", path);
    else if (controllers.split(",").includes("pids")) found = reachedUpwards(kernel, "/sys/fs/cgroup/pids", path);
    if (found !== null) return found;
  }
  return null;
}

/**
 * Looks from `path` up to the root. In a container the mount often shows the container's own cgroup as its root while
 * the path is the host's: then only the root is found, and is the right one.
 */
function reachedUpwards(kernel: Kernel, mount: string, path: string): PidsLimit | null {
  let rest = path === "/" ? "" : path;
  while (true) {
    const directory = mount + rest;
    const max = readNumber(kernel, directory + "/pids.max");
    const current = readNumber(kernel, directory + "/pids.current");
    if (max >= 0 && current >= max) return new PidsLimit(directory, max, current);
    if (rest === "") return null;
    const slash = rest.lastIndexOf("/");
    rest = slash > 0 ? rest.substring(0, slash) : "";
  }
}

/** The number in a file, or -1: no such file, or "max". */
function readNumber(kernel: Kernel, path: string): i32 {
  const size = kernel.read(path);
  return size > 0 ? decimal(kernel.text(0, size).trim()) : -1;
}
