/** What a process is called: proc(5). */
import { Kernel } from "./kernel";
import { ProcessStat } from "./processes";

/** No more of a command line is shown, in bytes. */
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
  let command = "";
  for (let at: i32 = 0; at < size; ) {
    let end = at;
    while (end < size && kernel.byte(end) !== 0) end++;
    command += command.length > 0 ? " " + kernel.text(at, end) : kernel.text(at, end);
    at = end + 1;
  }
  if (command.length > 0) return command;
  const name = processName(kernel, pid);
  return name.length > 0 ? `[${name}]` : "";
}

/** The text without what would act on a terminal. */
export function printable(text: string): string {
  let result = "";
  for (let i: i32 = 0; i < text.length; i++) {
    const code: i32 = text.charCodeAt(i);
    result += code < 32 || code === 127 ? "?" : text.charAt(i);
  }
  return result;
}
