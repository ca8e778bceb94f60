/** The file from which Kubernetes takes a container's last message: terminationMessagePath. */
import { errorText } from "./errno";
import { Kernel } from "./kernel";
import { INFO, Log, WARN } from "./log";

export const TERMINATION_LOG: string = "/dev/termination-log";
/** Kubernetes reads no more, in bytes. */
const LONGEST: i32 = 4096;

/** Writes the line, unless the program has left a message there itself. */
export function writeTerminationLog(kernel: Kernel, log: Log, path: string, line: string): void {
  const result = kernel.append(path, line.substring(0, LONGEST));
  if (result > 0) log.say(INFO, "termination-log", `${path} holds a message already`);
  if (result < 0) log.say(WARN, "termination-log", `${path} could not be written: ${errorText(-result)}`);
}
