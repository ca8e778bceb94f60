/** A message of the log as JSON. */
import { timestamp } from "../base/clock";
import { quoted } from "../base/json";
import { Kernel } from "../base/kernel";

/**
 * One object and a newline, of `most` bytes at most: the message is cut to that. `fields` are JSON, each with a comma before,
 * and have to leave room for it.
 */
export function jsonLine(
  kernel: Kernel,
  level: string,
  event: string,
  message: string,
  fields: string,
  most: i32,
): string {
  const time = timestamp(kernel.wallClock());
  const head = `{"time":"${time}","level":"${level}","pid":${kernel.pid()},"event":"${event}","message":`;
  return head + quoted(message, most - head.length - fields.length - 2) + fields + "}\n";
}
