/** Who waits for what, where the kernel measures it: pressure stall information, PSI. */
import { Kernel } from "../base/kernel";

export class Pressure {
  /** The percentage of the last ten seconds in which some had to wait, and all: as 0.12; "" if it is not known. */
  some: string = "";
  full: string = "";

  /** Reads a file of a cgroup (memory.pressure) or of /proc/pressure. */
  read(kernel: Kernel, path: string): void {
    const size = kernel.read(path);
    if (size <= 0) return;
    const text = kernel.text(0, size);
    this.some = average(text, "some");
    this.full = average(text, "full");
  }
}

/** In `some avg10=0.12 avg60=...`. */
function average(text: string, kind: string): string {
  const start = text.indexOf(kind + " avg10=") + kind.length + 7;
  let end = start;
  if (start <= kind.length + 6) return "";
  while (end < text.length && "0123456789.".includes(text.charAt(end))) end++;
  const number = text.substring(start, end);
  const point = number.indexOf(".");
  return point > 0 && point + 3 === number.length && number.lastIndexOf(".") === point ? number : "";
}
