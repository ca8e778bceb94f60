/** Which cgroups this process is in, versions 1 and 2: cgroups(7). */
import { ENOENT } from "../base/errno";
import { Kernel } from "../base/kernel";
import { find, lists } from "./file";
import { Lines } from "./lines";
import { findMount } from "./mounts";

const COLON: i32 = 58;

export class Cgroup {
  constructor(
    /** The hierarchy's version. */
    readonly version: i32,
    /** The directory of the uppermost cgroup that can be seen. */
    readonly top: string,
    /** The way down from there to the process's own: "" or "/name/name". */
    readonly path: string,
  ) {}

  /** A file of the process's own cgroup. */
  file(name: string): string {
    // not a template: AssemblyScript keeps an array for each, which would be written to
    return this.top + this.path + "/" + name;
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
    if (version === 1 && !lists(kernel, controller, start, colon)) return;
    this.version = version;
    const path = kernel.text(colon + 1, end);
    this.path = path === "/" ? "" : path;
  }
}

/** The cgroup of a controller, if it is mounted in the usual place: that is not looked at. Null if the process is in none. */
export function usualCgroup(kernel: Kernel, controller: string): Cgroup | null {
  const membership = new Membership();
  membership.read(kernel, controller);
  if (membership.version === 0) return null;
  const top = membership.version === 1 ? "/sys/fs/cgroup/" + controller : "/sys/fs/cgroup";
  return new Cgroup(membership.version, top, membership.path);
}

/**
 * The cgroup of a controller; null if the process is in none. In a container the mount often shows the container's own cgroup
 * as its root while the path is the host's. The table of mounts can be long: it is read only if the cgroup is not in the
 * usual place.
 */
export function findCgroup(kernel: Kernel, controller: string): Cgroup | null {
  const usual = usualCgroup(kernel, controller);
  if (usual === null || isCgroup(kernel, usual.file(""))) return usual;
  if (isCgroup(kernel, usual.top + "/")) return new Cgroup(usual.version, usual.top, "");
  const mount = findMount(kernel, controller, usual.version);
  return mount === null ? usual : new Cgroup(usual.version, mount.point, mount.wayTo(usual.path));
}

/** Every cgroup has this file, even where it may not be read. */
function isCgroup(kernel: Kernel, directory: string): bool {
  return kernel.read(directory + "cgroup.procs") !== -ENOENT;
}
