/** A message of the log as JSON. */
import { timestamp } from "./clock";
import { quoted } from "./json";
import { Kernel } from "./kernel";
import { lower } from "./text";

/** One object and a newline. `fields` are JSON, each with a comma before. */
export function jsonLine(kernel: Kernel, label: string, event: string, message: string, fields: string): string {
  const time = timestamp(kernel.wallClock());
  const level = lower(label);
  return `{"time":"${time}","level":"${level}","pid":${kernel.pid()},"event":"${event}","message":${quoted(message)}${fields}}\n`;
}
