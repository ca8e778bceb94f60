/** The command: tsinit on Node. */
import { readFileSync } from "node:fs";
import { EXIT_FAILURE } from "../core/base/exit";
import { Init } from "../core/init";
import { loadAddon } from "./addon";
import { environmentBytes, toBytes } from "./bytes";
import { HostLog } from "./host-log";
import { NodeKernel } from "./kernel";
import { Loop } from "./loop";

class CommandKernel extends NodeKernel {
  /** No mount is kept in use by the directory. Descriptors above 2 are Node's own. */
  override letGo(): void {
    process.chdir("/");
  }
}

/** The strings of a file such as /proc/self/environ, as bytes; of `otherwise` if there is no /proc. */
function strings(path: string, otherwise: () => string[]): string[] {
  try {
    return readFileSync(path, "latin1").split("\0").slice(0, -1);
  } catch {
    return otherwise();
  }
}

// Node's own arguments, and the name of this file, come between our name and our arguments
const all = strings("/proc/self/cmdline", () => process.argv.map(toBytes));
const own = all.slice(all.length - (process.argv.length - 2));
const environment = strings("/proc/self/environ", () => environmentBytes(process.env));

try {
  const addon = loadAddon();
  const kernel = new CommandKernel(addon, [all[0] ?? "tsinit", ...own], environment);
  new Loop(addon, kernel, new Init(kernel), new HostLog(kernel)).run().then((code) => {
    try {
      kernel.undo(); // a script that has run tsinit goes on reading from its terminal
    } finally {
      process.exit(code);
    }
  });
} catch (error) {
  console.error(`[FATAL tsinit (${process.pid})] ${(error as Error).message}`);
  process.exit(EXIT_FAILURE);
}
