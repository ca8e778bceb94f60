/** The file from which Kubernetes takes a container's last message: terminationMessagePath. */
import { errorText } from "../base/errno";
import { Kernel, LONGEST_MESSAGE } from "../base/kernel";
import { printable } from "../base/printable";
import { cut } from "../base/utf8";
import { INFO, WARN } from "../log/levels";
import { Log } from "../log/log";
import { Options } from "../options/options";

/** What is said where findTerminationLog() does not find it. */
export const NO_DIRECTORY: string =
  "--termination-log: a relative path, and the working directory has no name here; give the whole path";

/** Makes a relative path one from the root, while the directory that it is relative to is still the init's. False: it cannot. */
export function findTerminationLog(kernel: Kernel, options: Options): bool {
  const path = options.terminationLog;
  if (path.startsWith("/")) return true;
  const directory = kernel.workingDirectory();
  options.terminationLog = directory + "/" + path;
  return directory.startsWith("/");
}

/** Writes the line, unless the program has left a message there itself. Kubernetes reads no more of it than LONGEST_MESSAGE. */
export function writeTerminationLog(kernel: Kernel, log: Log, path: string, line: string): void {
  const result = kernel.append(path, cut(printable(line), LONGEST_MESSAGE));
  if (result > 0) log.say(INFO, "termination-log", `${path} holds a message already`);
  if (result < 0) log.say(WARN, "termination-log", `${path} could not be written: ${errorText(-result)}`);
}
