/**
 * The addon, native/addon/addon.c: system calls as functions. Where one fails it throws an Error with `errno`, `code` and
 * `syscall`, as Node's own are: `kill ESRCH`. A string is a string of bytes: see Kernel.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { isMainThread } from "node:worker_threads";
import { machineFile } from "./files";
import { packedAddon, packedMachines } from "./packed-addon";

export interface Addon {
  /**
   * Takes signals. The number of each that is sent to the process can then be read, a byte each, from the pipe whose
   * descriptor is returned; the caller closes it. CHLD is told of once until peek() is called. Faults, and what the process does
   * to itself by raise(3) or writing to a closed pipe, stay with who handled them before; CHLD goes to the event loop too.
   * Throws (pipe2): no descriptor is free, or EBUSY: they have been taken already.
   *
   * @param onStarved Called while ends of children keep the event loop so busy that nothing is read from that pipe.
   */
  handleSignals(numbers: number[], onStarved: () => void): number;
  /** Gives the signals back to those who listen to them by the event loop now, or to whom they belonged. */
  releaseSignals(): void;
  /** Waits for a signal that was taken, without the event loop, at most `ms` milliseconds, or without end if below 0. 0: none came. */
  waitSignal(ms: number): number;
  /**
   * Makes the child that is to be a program, with the default for every signal, in its `place`: OWN_GROUP, ... of
   * src/core/base/kernel.ts. Its pid. Waits until it has executed the program or has ended, but 100 ms at most. Throws (clone).
   */
  spawn(
    argv: string[],
    environment: string[],
    place: number,
    terminal: number,
    deathSignal: number,
    listenPid: boolean,
    setting: Setting,
  ): number;
  /** Which step of the last start has failed, FAILED_NOWHERE, ... of src/core/base/kernel.ts, and what that answered. */
  spawnFailure(): { step: number; errno: number };
  /** A pipe that no program inherits: its end to read from, and that to write to. Throws (pipe2): no descriptor is free. */
  makePipe(): [number, number];
  /**
   * Has programs inherit a descriptor, blocking as they expect it; Node keeps them all to itself, 0 to 2 too. What has been
   * changed, for takeBack(). Throws (fcntl): EBADF.
   */
  passOn(descriptor: number): number;
  /** Undoes passOn(). */
  takeBack(descriptor: number, changed: number): void;
  /**
   * The first child that has ended, which is not reaped by that: waitid(2) with WNOWAIT. 0 if none has ended, null if there
   * is none at all. The children of worker threads are not looked at.
   */
  peek(): number | null;
  /** Reaps a child: its wait status, that of wait(2), or null if it has not ended. Throws (waitpid) if it is no child of the main thread. */
  reap(pid: number): number | null;
  /** The pids of the living children that the event loop knows, those of node:child_process, and will reap by itself. */
  childrenOfEventLoop(): number[];
  /** Sends a signal to a process. Throws (kill): ESRCH, EPERM; EINVAL if `pid` is not above 1. */
  kill(pid: number, signo: number): void;
  /** Sends a signal to a process group. Throws (kill): ESRCH, EPERM; EINVAL if `pgid` is not above 1. */
  killGroup(pgid: number, signo: number): void;
  /** Sends a signal to all others in the PID namespace. Throws (kill): EPERM if this is not PID 1, ESRCH if there are none. */
  killNamespace(signo: number): void;
  /** A descriptor that stands for the process: pidfd_open(2). Throws: ESRCH, ENOSYS, EINVAL if `pid` is not above 1. */
  holdProcess(pid: number): number;
  /** Sends a signal to a process held. Throws (pidfd_send_signal): ESRCH, EPERM, ENOSYS. */
  killHeld(handle: number, signo: number): void;
  /** Gives back what holdProcess() returned. */
  releaseProcess(handle: number): void;
  /** Begins to list /proc. Throws (open): EXDEV if it is that of another PID namespace, ENOENT if it is not mounted. */
  openProcesses(): void;
  /** Begins to list a process's descriptors. Throws (open): ENOENT, EACCES, ... */
  openDescriptors(pid: number): number;
  /** The next number of the list; 0 at its end. */
  nextProcess(): number;
  /** Makes the process a child subreaper. Throws (prctl): EINVAL before Linux 3.4. */
  becomeSubreaper(): void;
  /** It is none any more. Throws (prctl): EINVAL before Linux 3.4. */
  ceaseSubreaper(): void;
  /** 1 if the process is a child subreaper, otherwise 0. Throws (prctl): EINVAL before Linux 3.4. */
  isSubreaper(): number;
  /** Sets the signal that comes when the parent ends; 0 for none. Throws (prctl): EINVAL if there is no such signal. */
  setParentDeathSignal(signo: number): void;
  /** The signal that comes when the parent ends; 0 for none. */
  parentDeathSignal(): number;
  /** The descriptor (0 to 2) of the controlling terminal if the process is in its foreground, otherwise -1. */
  foregroundTerminal(): number;
  /** Makes the process's group the terminal's foreground again, if that is still the program's. */
  takeForegroundBack(terminal: number, program: number): void;
  /** Gives up the controlling terminal, if stdin is that. Whether HUP and CONT came for it; they are taken away. */
  leaveTerminal(): boolean;
  /** Stops the process until CONT comes. */
  suspend(): void;
  /** Milliseconds of CLOCK_MONOTONIC. */
  now(): number;
  /** Milliseconds of CLOCK_BOOTTIME. */
  sinceBoot(): number;
  /** RLIMIT_NPROC, if so many percent of it are in use, otherwise 0. */
  processLimitNear(percent: number): number;
  /** Up to PIECE bytes of a file, from `offset` on. Throws (read): ENOENT, EACCES, ... */
  read(path: string, offset: number): Buffer;
  /** Leaves a message in a file: see Kernel.append(). Whether it holds one already. Throws (write): ENXIO, ELOOP, ... */
  append(path: string, text: string): boolean;
  /** Writes all of a text to stdout. Throws (write): EPIPE, ENOSPC, EINTR, ... */
  print(text: string): void;
  /** Writes to descriptor 1 or 2. What they do not take at once is lost. */
  log(descriptor: number, text: string): void;
}

/** What the program has that this process has not. */
export interface Setting {
  /** Its working directory, as bytes; "": the same. */
  cwd: string;
  /** Which descriptors of this process its own 0 to 2 are. */
  stdio: number[];
  /** Its user and group; -1: the same. */
  uid: number;
  gid: number;
}

/** The same as this process. */
export const SAME_SETTING: Setting = { cwd: "", stdio: [0, 1, 2], uid: -1, gid: -1 };

let addon: Addon | undefined;

/**
 * Loads the addon. Throws an Error in a worker thread, because orphans come to the main thread, and where there is none: on other
 * systems than Linux, on other machines than it was built for, in Bun and Deno.
 */
export function loadAddon(): Addon {
  addon ??= findAddon();
  return addon;
}

function findAddon(): Addon {
  const other = process.versions.bun ? "Bun" : process.versions.deno ? "Deno" : "";
  if (other !== "") throw new Error(`tsinit works on Node only, not on ${other}: there the static binary can be used`);
  if (process.platform !== "linux") throw new Error(`tsinit works on Linux only, not on ${process.platform}`);
  if (process.arch === "arm" && (process.config.variables as { arm_version?: string }).arm_version === "6")
    throw new Error("tsinit's addon is for ARMv7, and this Node is for ARMv6: there the static binary can be used");
  if (!isMainThread) throw new Error("tsinit works on the main thread only: orphans come to no other");
  const file = machineFile("tsinit.node", "tsinit.node");
  const bytes = packedAddon();
  try {
    if (file) return open(file);
  } catch (error) {
    // a bundler (ncc) has put something else there
    if (!bytes) throw error;
  }
  if (bytes) return openCopy(bytes);
  throw new Error(`there is no addon of tsinit for linux-${process.arch}, only for ${packedMachines().join(", ")}`);
}

function open(path: string): Addon {
  const module = { exports: {} };
  process.dlopen(module, path);
  return module.exports as Addon;
}

/** dlopen(3) takes files only, so the bytes are put where they can be executed, for as long as that takes. */
function openCopy(bytes: Uint8Array): Addon {
  const failures: string[] = [];
  for (const parent of [tmpdir(), "/dev/shm", "/run", "/var/tmp", process.cwd()]) {
    let folder: string | undefined;
    try {
      folder = mkdtempSync(`${parent}/tsinit-`);
      writeFileSync(`${folder}/tsinit.node`, bytes);
      return open(`${folder}/tsinit.node`);
    } catch (error) {
      failures.push((error as Error).message);
    } finally {
      if (folder) rmSync(folder, { recursive: true });
    }
  }
  throw new Error(`no directory can be written to and is not mounted noexec: ${failures.join("; ")}`);
}
