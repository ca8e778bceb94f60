/** How much of what cgroups limit is in use: processes and memory. */

import { ENOENT } from "../base/errno";
import { Kernel } from "../base/kernel";
import { Cgroup } from "./cgroup";
import { oomKills, pidsHits } from "./counters";
import { NONE, readCount, readNumber } from "./file";

/** One resource of one cgroup. Each figure may be NONE, and the limit UNLIMITED: file.ts. */
export class Limit {
  /** The directory of the cgroup that is nearest to its limit: the process's own, or one above. "" if there is none. */
  directory: string = "";
  max: f64 = NONE;
  current: f64 = NONE;
  peak: f64 = NONE;
  /** Of memory: what is in use without the file cache that can be dropped at once, as kubectl top counts. */
  workingSet: f64 = NONE;
  /** Whether all cgroups above can be seen: otherwise there may be a limit that cannot. */
  isWhole: bool = false;
  /** How often the limit has made a fork fail, or had a process killed. */
  hits: f64 = NONE;

  /** Whether so many percent of the limit are in use. */
  isAt(percent: i32): bool {
    return this.max >= 0 && this.current >= 0 && this.current * 100 >= this.max * percent;
  }
}

/** The limit of processes and their threads: the pids controller. */
export function pidsLimit(kernel: Kernel, cgroup: Cgroup): Limit {
  const limit = tightest(kernel, cgroup, "/pids.current", "/pids.max");
  limit.peak = readNumber(kernel, limit.directory + "/pids.peak");
  // Until Linux 6.11, and in version 1, failures are counted where the fork failed, not where the limit is.
  limit.hits = Math.max(pidsHits(kernel, cgroup), readCount(kernel, limit.directory + "/pids.events", "max"));
  return limit;
}

/** The limit of memory, in bytes: the memory controller. */
export function memoryLimit(kernel: Kernel, cgroup: Cgroup): Limit {
  const first = cgroup.version === 1;
  const limit = first
    ? tightest(kernel, cgroup, "/memory.usage_in_bytes", "/memory.limit_in_bytes")
    : tightest(kernel, cgroup, "/memory.current", "/memory.max");
  limit.peak = readNumber(kernel, limit.directory + (first ? "/memory.max_usage_in_bytes" : "/memory.peak"));
  limit.hits = oomKills(kernel, cgroup);
  const stat = limit.directory + "/memory.stat";
  const inactive = readCount(kernel, stat, first ? "total_inactive_file" : "inactive_file");
  if (inactive >= 0) limit.workingSet = Math.max(limit.current - inactive, 0);
  // version 1 tells of limits above that cannot be seen
  const above = first ? readCount(kernel, stat, "hierarchical_memory_limit") : NONE;
  if (above >= 0 && (limit.max < 0 || above < limit.max)) limit.max = above;
  return limit;
}

/** Whether the uppermost cgroup that can be seen is the hierarchy's own root: it has no type or, in version 1, a release agent. */
function isRoot(kernel: Kernel, cgroup: Cgroup): bool {
  const size = kernel.read(cgroup.top + (cgroup.version === 1 ? "/release_agent" : "/cgroup.type"));
  return cgroup.version === 1 ? size >= 0 : size === -ENOENT;
}

/** So many cgroups are looked at, from the process's own upwards: to look at more would need too much memory. */
const MOST_LEVELS: i32 = 32;

/** The process's own cgroup, unless one above is nearer to its limit. */
function tightest(kernel: Kernel, cgroup: Cgroup, current: string, max: string): Limit {
  let best = new Limit();
  let rest = cgroup.path;
  for (let level: i32 = 0; level < MOST_LEVELS; level++) {
    const limit = new Limit();
    limit.directory = cgroup.top + rest;
    limit.current = readNumber(kernel, limit.directory + current);
    limit.max = readNumber(kernel, limit.directory + max);
    // current / max > best.current / best.max
    const tighter = limit.max >= 0 && (best.max < 0 || limit.current * best.max > best.current * limit.max);
    if (tighter || (best.current < 0 && limit.current >= 0)) best = limit;
    if (rest.length === 0) {
      best.isWhole = isRoot(kernel, cgroup);
      break;
    }
    const slash = rest.lastIndexOf("/");
    rest = slash > 0 ? rest.substring(0, slash) : "";
  }
  return best;
}
