/**
 * A program that is a shell, and takes long to stop: it runs a trap only when the command that it waits for has ended, and that
 * command may never have heard of the stop.
 */
import { Kernel } from "../base/kernel";
import { lastPart } from "../base/text";
import { Everyone } from "../proc/everyone";
import { commandOf } from "../proc/process-name";
import { Survivors } from "../proc/survivors";

const SHELLS: string[] = ["sh", "bash", "dash", "ash", "ksh", "zsh", "busybox"];

/** Whether the process `pid` is a shell. A script's command line begins with its interpreter, its name is the script's. */
export function isShell(kernel: Kernel, pid: i32): bool {
  const command = commandOf(kernel, pid);
  const end = command.indexOf(" ");
  return SHELLS.includes(lastPart(end < 0 ? command : command.slice(0, end)));
}

/** The children of the process `pid` that live. */
export function livingChildren(kernel: Kernel, pid: i32): Survivors {
  const children = new Survivors();
  const everyone = new Everyone(kernel);
  while (everyone.next()) {
    const stat = everyone.stat;
    if (stat.parent === pid && !stat.isZombie()) children.add(kernel, everyone.pid);
  }
  return children;
}
