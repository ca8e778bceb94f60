/**
 * A program that is a shell: it acts on a signal only when the command that it waits for has ended, and that command may never
 * have heard of it.
 */
import { Kernel } from "../base/kernel";
import { kindOf, SHELL } from "../contracts/programs";
import { commandOf, processName } from "../proc/process-name";

/** Whether the process `pid` is a shell. */
export function isShell(kernel: Kernel, pid: i32): bool {
  return kindOf(processName(kernel, pid), commandOf(kernel, pid)) === SHELL;
}
