/** Those who are KILLed at the deadline, by name. */
import { quoted } from "./json";
import { Kernel } from "./kernel";
import { ProcessStat, ProcessTable } from "./processes";

/** Of more than that, only the number is told. */
const MOST: i32 = 10;

export class Survivors {
  /** `7 (sh), 9 (sleep)`; "" if there are none, or they cannot be seen. */
  text: string = "";
  /** The same as a JSON array. */
  json: string = "[]";

  /** Looks who there is: all descendants of the init or, if it `isNamespace`, everybody but itself. */
  look(kernel: Kernel, isNamespace: bool): void {
    const table = new ProcessTable();
    if (table.look(kernel) < 0) return;
    const self = kernel.pid();
    table.trace(self);
    const stat = new ProcessStat();
    let count: i32 = 0;
    let text = "";
    let json = "";
    for (let i: i32 = 0; i < table.pids.length; i++) {
      const pid = table.pids[i];
      if (pid === self || !(isNamespace || table.isDescendant(i))) continue;
      if (!stat.read(kernel, pid) || stat.isZombie()) continue;
      count++;
      if (count > MOST) continue;
      const name = stat.name(kernel);
      const separator = count > 1 ? "," : "";
      text += `${separator}${separator.length > 0 ? " " : ""}${pid} (${name})`;
      json += `${separator}{"pid":${pid},"command":${quoted(name)}}`;
    }
    this.text = count > MOST ? `${text} and ${count - MOST} more` : text;
    this.json = `[${json}]`;
  }
}
