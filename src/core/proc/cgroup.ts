/** Which cgroups this process is in, versions 1 and 2: cgroups(7). */
import { Kernel } from "../base/kernel";
import { find, isListed } from "./file";
import { Lines } from "./lines";
import { findMounts, Mount } from "./mounts";

const COLON: i32 = 58;

export class Cgroup {
  /** The directory of the process's own cgroup. */
  readonly directory: string;

  constructor(
    /** The hierarchy's version. */
    readonly version: i32,
    /** The directory of the uppermost cgroup that can be seen. */
    readonly top: string,
    /** The way down from there to the process's own: "" or "/name/name". */
    readonly path: string,
  ) {
    this.directory = path.length === 0 ? top : top + path;
  }

  /** A file of the process's own cgroup: `name` begins with a slash, so that no more than the path is allocated. */
  file(name: string): string {
    return this.directory + name;
  }
}

/** A line of /proc/PID/cgroup: `4:pids:/path` (version 1) or `0::/path` (version 2). */
export class Membership {
  /** 0 if the process is in no cgroup of the controller. */
  version: i32 = 0;
  /** The cgroup; "" stands for the uppermost one. */
  path: string = "";

  /** Finds the line for a controller: one of version 1 that names it, otherwise that of version 2. */
  read(kernel: Kernel, controller: string): void {
    const lines = new Lines(kernel, "/proc/self/cgroup");
    while (this.version !== 1 && lines.next()) {
      const colon = find(kernel, COLON, lines.start, lines.end);
      const second = find(kernel, COLON, colon + 1, lines.end);
      if (second < lines.end) this.take(kernel, controller, colon + 1, second, lines.end);
    }
  }

  private take(kernel: Kernel, controller: string, start: i32, colon: i32, end: i32): void {
    const version: i32 = start === colon ? 2 : 1;
    if (version === 1 && !isListed(kernel, controller, start, colon)) return;
    this.version = version;
    const path = kernel.text(colon + 1, end);
    this.path = path === "/" ? "" : path;
  }
}

/** The cgroup of a controller; null if it cannot be seen. */
export function findCgroup(kernel: Kernel, controller: string): Cgroup | null {
  const membership = new Membership();
  membership.read(kernel, controller);
  const version = membership.version;
  if (version === 0) return null;
  const top = version === 1 ? "/sys/fs/cgroup/" + controller : "/sys/fs/cgroup";
  const usual = new Cgroup(version, top, membership.path);
  return isIn(kernel, usual) ? usual : findMounted(kernel, controller, usual);
}

/**
 * The cgroup, if it is not in the usual place: in a container the mount often shows the container's own cgroup as its root while the
 * path is the host's. Of several mounts that show it, the one that shows most of what is above.
 */
function findMounted(kernel: Kernel, controller: string, usual: Cgroup): Cgroup | null {
  const mounts = findMounts(kernel, controller, usual.version);
  mounts.push(new Mount(usual.path, usual.top));
  let best: Cgroup | null = null;
  for (let i: i32 = 0; i < mounts.length; i++) {
    const cgroup = new Cgroup(usual.version, mounts[i].point, mounts[i].wayTo(usual.path));
    if ((best === null || cgroup.path.length > best.path.length) && isIn(kernel, cgroup)) best = cgroup;
  }
  return best;
}

/**
 * Whether this process is in the cgroup: what a path leads to may be another one. In version 2 the first list cannot be read where
 * single threads have cgroups.
 */
function isIn(kernel: Kernel, cgroup: Cgroup): bool {
  const pid = kernel.pid();
  return kernel.lists(cgroup.file("/cgroup.procs"), pid) || kernel.lists(cgroup.file("/cgroup.threads"), pid);
}
