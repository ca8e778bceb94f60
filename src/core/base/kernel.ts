/**
 * What the init asks of the operating system: one method for each system call or file read.
 *
 * Three classes implement it: the native one (`src/binary`), the Node one (`src/node`), and the tests' simulated one.
 * A method that can fail answers `-errno`. A string is a string of bytes: each character stands for one byte (0 to 255),
 * so that what came in as an argument or a file goes out again unchanged, UTF-8 or not.
 */
export abstract class Kernel {
  /** The number of arguments, argv[0] included. */
  abstract argumentCount(): i32;
  /** The argument at `index`, from 0 to argumentCount() - 1. */
  abstract argument(index: i32): string;
  /** The environment variable's value, or null if it is not set. */
  abstract variable(name: string): string | null;

  /** Whether there is a variable whose name begins so. */
  abstract hasVariables(prefix: string): bool;

  /** The directory in which the init was started: getcwd(3). "" if it has no name here. */
  abstract workingDirectory(): string;
  /** The path of the file that the init was executed from, links followed: /proc/self/exe of proc(5). "" if it cannot be read. */
  abstract executable(): string;
  /** Whether whoever started the init has fewer rights than it has: AT_SECURE in getauxval(3). */
  abstract isSecure(): bool;

  /** The init's own process ID, in its own PID namespace: getpid(2). */
  abstract pid(): i32;
  /** The parent's process ID; 0 if the parent is outside the PID namespace: getppid(2). */
  abstract parentPid(): i32;
  /**
   * Whether the host could take hold of the signals, so that they wait for the init instead of ending it: 0, or -errno where a
   * filter refuses rt_sigprocmask(2).
   */
  abstract signalsTaken(): i32;
  /** PR_SET_CHILD_SUBREAPER (prctl(2)): orphaned descendants become the init's children. 0 or -errno. */
  abstract becomeSubreaper(): i32;
  /** Whether the init is a child subreaper already: it stays one through execve(2). */
  abstract isSubreaper(): bool;
  /** PR_SET_PDEATHSIG (prctl(2)): the kernel sends `signo` to the init when its parent ends. 0 or -errno. */
  abstract setParentDeathSignal(signo: i32): i32;
  /** The descriptor (0 to 2) of the controlling terminal if the init's process group is its foreground, otherwise -1. */
  abstract foregroundTerminal(): i32;
  /**
   * Gives up the controlling terminal, if stdin is that: TIOCNOTTY, ioctl_tty(2). When the leader of a session does so, the
   * kernel sends HUP and CONT to the foreground process group. Whether the init got these two. The host has thrown them away,
   * so that a HUP or CONT that comes later was sent by somebody, and is forwarded.
   */
  abstract leaveTerminal(): bool;
  /** Stops the init itself, by SIGSTOP, until somebody sends CONT. PID 1 of a namespace does not stop: the kernel protects it. */
  abstract suspend(): void;
  /**
   * Makes the child that is to be the program, in the place that is asked for, with the signal mask, ignored signals, descriptors
   * and environment that the init was started with. Its pid, or -errno if there can be no child: clone(2). Nobody waits for its
   * execve(2), which may take long: where that fails the child ends, and spawnFailure() says why.
   */
  abstract spawn(request: SpawnRequest): i32;
  /** Once the child has been reaped: why it did not become the program, if it did not. */
  abstract spawnFailure(): SpawnFailure;
  /** Gives up what the init inherited and does not need: its working directory becomes /, descriptors above 2 are closed. */
  abstract letGo(): void;

  /** Sends `signo` to one process, `pid` > 1. 0 or -errno. */
  abstract kill(pid: i32, signo: i32): i32;
  /** Sends `signo` to a process group, `pgid` > 1. 0 or -errno. */
  abstract killGroup(pgid: i32, signo: i32): i32;
  /**
   * Sends `signo` (0: only looks) to every other process of the PID namespace: kill(-1), which is for its PID 1 alone.
   * 0 or -errno: -EPERM if the init isn't PID 1, -ESRCH if there is nobody else.
   */
  abstract killNamespace(signo: i32): i32;

  /**
   * Whether so many percent of the processes that this process's user may have are in use, by a fork that is tried: how many there
   * are, in whatever container, is not to be seen. The limit (RLIMIT_NPROC, getrlimit(2)), or 0 if they are not.
   */
  abstract processLimitNear(percent: i32): i32;

  /**
   * Begins to list the processes of /proc. 0 or -errno: -EXDEV if /proc is that of another PID namespace, whose pids
   * belong to strangers.
   */
  abstract openProcesses(): i32;
  /** The same of a process's descriptors, but for 0. */
  abstract openDescriptors(pid: i32): i32;
  /** The next number of the list; 0 at its end, -errno if it could not be read to the end. */
  abstract nextProcess(): i32;
  /** read() of /proc/PID/stat, in one system call: proc(5). */
  abstract readStat(pid: i32): i32;
  /**
   * Takes hold of a process, so that its pid cannot come to mean another one: pidfd_open(2). A handle or -errno; -ENOSYS
   * before Linux 5.3. The handle is to be given back with releaseProcess().
   */
  abstract holdProcess(pid: i32): i32;
  /** Sends `signo` to the process held: pidfd_send_signal(2). 0 or -errno. */
  abstract killHeld(handle: i32, signo: i32): i32;
  /** Lets go of a process held. */
  abstract releaseProcess(handle: i32): void;

  /** Milliseconds on a clock that never jumps: CLOCK_MONOTONIC (clock_gettime(2)). */
  abstract now(): f64;
  /** Milliseconds since the machine was started, suspended or not: CLOCK_BOOTTIME (clock_gettime(2)), as /proc/PID/stat counts. */
  abstract sinceBoot(): f64;
  /** Milliseconds since 1970 on the clock on the wall: CLOCK_REALTIME (clock_gettime(2)). */
  abstract wallClock(): f64;

  /**
   * Writes all of `text` to stdout. 0 or -errno: a full disk, a pipe without a reader; -EINTR if INT or TERM came while it
   * could not be written.
   */
  abstract print(text: string): i32;
  /**
   * Writes a message to descriptor 1 or 2, without waiting: a log that nobody reads must not stop an init. What is not taken at
   * once is lost. Up to LONGEST_MESSAGE bytes are one write.
   */
  abstract log(descriptor: i32, text: string): void;
  /** Whether descriptor 1 or 2 is a terminal. */
  abstract isTerminal(descriptor: i32): bool;
  /** Reads the first PIECE bytes of a file for byte() and text(). Returns how many were read, or -errno. */
  abstract read(path: string): i32;
  /** Reads up to PIECE bytes from `offset` on. Fewer than that: the file ends there. Returns how many, or -errno. */
  abstract readFrom(path: string, offset: i32): i32;
  /** Whether a line of a file is that number, above 0: in one go, since to go on in a file of /proc or a cgroup's means to begin anew. */
  abstract lists(path: string, number: i32): bool;
  /**
   * Leaves a message of at most LONGEST_MESSAGE bytes in a file, which is made if it isn't there. 0, or 1 if the file holds one
   * already, or -errno: also where another user could make the path lead to another file.
   */
  abstract append(path: string, text: string): i32;
  /** The byte at `index` of the file last read. */
  abstract byte(index: i32): i32;
  /** The bytes from `start` up to but not including `end` of the file last read. */
  abstract text(start: i32, end: i32): string;

  /**
   * Whether so much memory has been used since the event began that work in several steps should go on in a later event:
   * garbage is collected only between events.
   */
  abstract isCrowded(): bool;

  // Where the core has failed, its host begins a new one, with the same command line. What that one has to know:

  /** NOT_TRAPPED, or why it is begun anew. */
  abstract trapped(): i32;
  /** The program that was started before: its pid, or 0 if there is none. */
  abstract program(): i32;
  /** Its wait status; -1 if it has not ended, or there is none. */
  abstract programStatus(): i32;
  /** Has the host keep a number for the next core; `index` from 0 to NOTES - 1. */
  abstract note(index: i32, value: f64): void;
  /** What was kept; 0 if nothing was. */
  abstract noted(index: i32): f64;
}

/** How many numbers note() can keep. */
export const NOTES: i32 = 8;
/** The note of a stop: when everyone is told, or 0: nobody at the top has been told yet; below 0: everyone has been. */
export const NOTED_REST: i32 = 7;

/** What trapped() answers. */
export const NOT_TRAPPED: i32 = 0;
export const INTERNAL_ERROR: i32 = 1;
export const OUT_OF_MEMORY: i32 = 2;

/** How much of a file is read at a time, in bytes. */
export const PIECE: i32 = 4096;

/** The longest message, in bytes: PIPE_BUF. One write of so much to a pipe is never torn by another's: pipe(7). */
export const LONGEST_MESSAGE: i32 = 4096;

/** The program leads a process group of its own. */
export const OWN_GROUP: i32 = 0;
/** It leads a session of its own, and has the terminal that is its stdin as its controlling one, if that is free. */
export const OWN_SESSION: i32 = 1;
/** It stays in the init's process group. */
export const SAME_GROUP: i32 = 2;

/** How the program is to be started. */
export class SpawnRequest {
  /** Index in argv at which the program and its arguments begin. */
  program: i32 = 0;
  /** Index in argv of the one argument behind the program that it does not get; 0 for none. */
  skipped: i32 = 0;
  /** OWN_GROUP, OWN_SESSION or SAME_GROUP. */
  place: i32 = OWN_GROUP;
  /** Descriptor of the terminal whose foreground the program's process group takes over; -1 for none. */
  terminal: i32 = -1;
  /** The signal that the program gets when the init ends, its parent-death signal; 0 for none. */
  deathSignal: i32 = 0;
  /** Whether LISTEN_PID is to name the program: sd_listen_fds(3). */
  listenPid: bool = false;
}

/** Why the program did not start. */
export class SpawnFailure {
  /** Which step failed; FAILED_NOWHERE if it did start. */
  step: i32 = FAILED_NOWHERE;
  /** That step's errno. */
  errno: i32 = 0;
}

export const FAILED_NOWHERE: i32 = 0;
/** No process could be made: clone(2). */
export const FAILED_FORK: i32 = 1;
/** The program could not be executed: execve(2). */
export const FAILED_EXEC: i32 = 2;
/** The program is there, but the interpreter that it names (its #! line, or an ELF file's loader) is not. */
export const FAILED_INTERPRETER: i32 = 3;
