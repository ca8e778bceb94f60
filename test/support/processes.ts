/** Processes as /proc shows them: proc(5). All pids are those of the tests' own PID namespace. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { HOST } from "./fixtures";

/** The pids of a process's children, zombies among them, in the order in which they became its children. */
export function children(pid: number): number[] {
  const list = readIfAlive(`/proc/${pid}/task/${pid}/children`);
  return list.split(" ").filter(Boolean).map(Number);
}

/** The pids of all descendants, parents before their children. */
export function descendants(pid: number): number[] {
  return children(pid).flatMap((child) => [child, ...descendants(child)]);
}

/** One field of /proc/PID/status: `VmRSS`, `SigBlk`. */
export function status(pid: number, field: string): string {
  const text = readFileSync(`/proc/${pid}/status`, "utf8");
  const found = new RegExp(`^${field}:\\s*(.*)$`, "m").exec(text);
  if (!found) throw new Error(`/proc/${pid}/status has no ${field}`);
  return found[1];
}

/** A field of /proc/PID/status that is a size, in kB. */
export function kilobytes(pid: number, field: string): number {
  return Number.parseInt(status(pid, field), 10);
}

/** A process's pid as the process itself sees it. */
export function innerPid(pid: number): number {
  return Number(readIfAlive(`/proc/${pid}/status`).match(/^NSpid:.*\t(\d+)$/m)?.[1]);
}

/** How many PID namespaces deep a process is: 1 in the one that /proc shows. */
export function depth(pid: number): number {
  return (
    readIfAlive(`/proc/${pid}/status`)
      .match(/^NSpid:\t(.*)$/m)?.[1]
      .split("\t").length ?? 0
  );
}

/** The file that a process executes, by an emulator or not; "" if it has ended. */
export function executable(pid: number): string {
  try {
    const file = readlinkSync(`/proc/${pid}/exe`);
    return /\/qemu-\w+$/.test(file) ? commandLine(pid).split("\0")[1] : file;
  } catch {
    return "";
  }
}

/** What a process's descriptors refer to. Some may be closed while we look. */
export function descriptors(pid: number): Map<number, string> {
  const names = readdirSync(`/proc/${pid}/fd`).map(Number).sort();
  return new Map(names.flatMap((fd) => linkIfThere(`/proc/${pid}/fd/${fd}`).map((target) => [fd, target])));
}

function linkIfThere(path: string): string[] {
  try {
    return [readlinkSync(path)];
  } catch {
    return [];
  }
}

/** Its arguments, each with a null byte after it; "" if there is no such process. */
export function commandLine(pid: number): string {
  return readIfAlive(`/proc/${pid}/cmdline`);
}

/** The fields of /proc/PID/stat that have to do with terminals. */
export function terminal(pid: number): { processGroup: number; session: number; foreground: number } {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ")
    .map(Number);
  return { processGroup: fields[2], session: fields[3], foreground: fields[5] };
}

/** The state letter of /proc/PID/stat: R, S, T, Z; "" if there is no such process. */
export function state(pid: number): string {
  return readIfAlive(`/proc/${pid}/stat`)
    .replace(/^.*\) /, "")
    .charAt(0);
}

/**
 * Whether an init waits for what may come, without a deadline. /proc/PID/syscall has the call that a process waits in and its
 * arguments: rt_sigtimedwait(2) with its third, epoll_pwait(2) (tsinit-node) with its fourth.
 */
export function waitsForEver(pid: number): boolean {
  const [, , , third, fourth] = readIfAlive(`/proc/${pid}/syscall`).split(" ");
  return HOST === "tsinit" ? third === "0x0" : /^0x(f{8}){1,2}$/.test(fourth ?? "");
}

function readIfAlive(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
