/** What a process is called: proc(5). */

import { Kernel } from "../base/kernel";
import { find } from "./file";
import { ProcessStat } from "./process-stat";

/** Of a command line no more than that is shown, in bytes. */
const LONGEST: i32 = 200;

/** Its name, at most 15 bytes; "" if it is gone or hidden. */
export function processName(kernel: Kernel, pid: i32): string {
  const stat = new ProcessStat();
  return stat.read(kernel, pid) ? stat.name(kernel) : "";
}

/** Its command line or, where it has none (a zombie, a thread of the kernel), its name in brackets; "" if it is gone. */
export function commandOf(kernel: Kernel, pid: i32): string {
  let size = kernel.read(`/proc/${pid}/cmdline`);
  while (size > 0 && kernel.byte(size - 1) === 0) size--;
  if (size > LONGEST) size = LONGEST;
  const words: string[] = [];
  for (let at: i32 = 0; at < size; ) {
    const end = find(kernel, 0, at, size);
    if (end > at || words.length > 0) words.push(kernel.text(at, end));
    at = end + 1;
  }
  if (words.length > 0) return words.join(" ");
  return nameInBrackets(kernel, pid);
}

/** What stands for the command line of a process that has none; "" if it is gone. */
export function nameInBrackets(kernel: Kernel, pid: i32): string {
  const name = processName(kernel, pid);
  return name.length > 0 ? `[${name}]` : "";
}
