/**
 * A program that is a shell: it acts on a signal only when the command that it waits for has ended, and that command may never
 * have heard of it.
 */
import { Kernel } from "../base/kernel";
import { lastPart } from "../base/text";
import { kindOf, SHELL } from "../contracts/programs";
import { commandOf } from "../proc/process-name";

/** Whether the process `pid` is a shell. A script's command line begins with its interpreter, its name is the script's. */
export function isShell(kernel: Kernel, pid: i32): bool {
  const command = commandOf(kernel, pid);
  const end = command.indexOf(" ");
  return kindOf(lastPart(end < 0 ? command : command.substring(0, end)), command) === SHELL;
}
