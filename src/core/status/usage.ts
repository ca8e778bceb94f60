/** What one process uses. */
import { Kernel } from "../base/kernel";
import { NONE } from "../proc/file";
import { readField } from "../proc/process-status";

export class Usage {
  /** Its memory, in bytes. NONE, like the others, if it cannot be seen. */
  readonly rss: f64;
  /** How many descriptors it has open, and may have. */
  readonly files: f64;
  readonly maxFiles: f64;

  constructor(kernel: Kernel, pid: i32) {
    const rss = readField(kernel, `/proc/${pid}/status`, "VmRSS:");
    this.rss = rss < 0 ? rss : rss * 1024;
    this.maxFiles = readField(kernel, `/proc/${pid}/limits`, "Max open files");
    this.files = countFiles(kernel, pid);
  }
}

function countFiles(kernel: Kernel, pid: i32): f64 {
  if (kernel.openDescriptors(pid) < 0) return NONE;
  let count: f64 = 1; // the list has all but 0
  while (kernel.nextProcess() > 0) count++;
  return count;
}
