/** The processes that get KILL at the deadline, by name. */

import { quoted } from "../base/json";
import { Kernel } from "../base/kernel";
import { printable } from "../base/printable";
import { Descendants } from "./descendants";
import { ProcessStat } from "./process-stat";

/** So many are named; the rest is counted. */
const MOST: i32 = 10;

export class Survivors {
  /** `7 (sh), 9 (sleep)`; "" if there are none, or they cannot be seen. */
  text: string = "";
  /** The same as a JSON array. */
  json: string = "";
  private count: i32 = 0;
  private readonly stat: ProcessStat = new ProcessStat();

  /** Finds them: the init's descendants or, if `isNamespace`, all processes but the init. */
  look(kernel: Kernel, isNamespace: bool): void {
    if (isNamespace) this.lookAtAll(kernel);
    else {
      const descendants = new Descendants(kernel);
      while (descendants.next()) this.add(kernel, descendants.pid);
    }
    if (this.count > MOST) this.text += ` and ${this.count - MOST} more`;
    this.json = `[${this.json}]`;
  }

  private lookAtAll(kernel: Kernel): void {
    if (kernel.openProcesses() < 0) return;
    const self = kernel.pid();
    for (let pid = kernel.nextProcess(); pid > 0; pid = kernel.nextProcess()) {
      if (pid !== self) this.add(kernel, pid);
    }
  }

  private add(kernel: Kernel, pid: i32): void {
    const stat = this.stat;
    if (!stat.read(kernel, pid) || stat.isZombie()) return;
    this.count++;
    if (this.count > MOST) return;
    const name = stat.name(kernel);
    this.text += `${this.count > 1 ? ", " : ""}${pid} (${printable(name)})`;
    this.json += `${this.count > 1 ? "," : ""}{"pid":${pid},"command":${quoted(name)}}`;
  }
}
