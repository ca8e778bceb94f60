/** What supervise() and start() take, the options of the command line and hooks, and give. Public, as all that is exported here. */
import type { Readable, Writable } from "node:stream";

/** How a process ended. */
export interface EndEvent {
  pid: number;
  /** Its exit code; null if a signal ended it. */
  code: number | null;
  /** The signal that ended it, `SIGSEGV`; null if it exited by itself. */
  signal: string | null;
}

/** A signal that was sent to the init. */
export interface SignalEvent {
  /** `SIGHUP`, `SIGRTMIN+3`. */
  signal: string;
  number: number;
  /** Where it stands for a call of stop() or an abort: what was given as the reason. */
  reason?: unknown;
}

/**
 * Functions that are called when something happens. Each may be async. One that throws, or takes longer than
 * `hookTimeout`, is logged, and nothing waits for it any longer.
 */
export interface HookOptions {
  /** The program runs. */
  onStart?: (event: { pid: number }) => unknown;
  /** A signal has come; it is forwarded meanwhile. */
  onSignal?: (event: SignalEvent) => unknown;
  /**
   * The first stop signal has come. It is forwarded after that, and any stop timeout begins then: the time to leave a
   * service registry. A second stop signal goes through at once, and then the end waits for no hook
   * but onExit.
   */
  beforeStop?: (event: SignalEvent) => unknown;
  /** An orphan has been reaped. */
  onReap?: (event: EndEvent) => unknown;
  /** The program has ended. Those that it left behind are told to end after that, not before. */
  onExit?: (event: EndEvent) => unknown;
  /** How long one call of a hook is waited for, in ms; 5000 if not given. Or text with a unit; `Infinity`: until it ends. */
  hookTimeout?: Time;
}

/** A length of time: a number of milliseconds, or text with a unit, `5s`. */
export type Time = number | string;

/** What one of the program's descriptors is: this process's own, a pipe to the handle's stream, /dev/null, or that descriptor. */
export type Stdio = "inherit" | "pipe" | "ignore" | number;

/** The same for 0, 1 and 2, or one for each. */
export type StdioOption = "inherit" | "pipe" | "ignore" | [Stdio, Stdio, Stdio];

/** The options of the command line, see tsinit --help; and what belongs to a program of Node's. */
export interface SuperviseOptions extends HookOptions {
  /** The program and its arguments. */
  command?: string[];
  /** The program's environment, in which the TSINIT_* variables are looked up as well; process.env if not given. */
  env?: Record<string, string | undefined>;
  /** The program's working directory; that of this process if not given. */
  cwd?: string | URL;
  /** The program's stdin, stdout and stderr; "inherit" if not given. */
  stdio?: StdioOption;
  /** The program's user; setuid(2). Supplementary groups are given up. */
  uid?: number;
  /** The program's group; setgid(2). */
  gid?: number;
  /** Stops the program when it is aborted. */
  signal?: AbortSignal;
  // node scripts/generate.mjs
  /** Forward signals to the program's process group. */
  group?: boolean;
  /** Forward signals to every process in scope: as PID 1 the whole PID namespace, otherwise tsinit's descendants. */
  all?: boolean;
  /** `FROM:TO`: forward signal TO when FROM comes (0: forward none); repeatable. */
  rewrite?: string | string[];
  /**
   * `TIME`: once the program has ended, everyone left in scope gets TERM, and KILL after TIME; 0: exit at once.
   * Default: 5s.
   */
  grace?: Time;
  /**
   * `TIME`: if the program has not ended TIME after the first stop signal, everyone in scope gets TERM, and KILL after
   * the grace period. Default: off.
   */
  stopTimeout?: Time;
  /**
   * `SIG`: treat SIG as a stop signal too, like TERM; repeatable; with --status: SIG is what the container is stopped
   * with.
   */
  stopSignal?: string | string[];
  /** `TIME`: hold the first stop signal back for TIME. Default: 0. */
  termDelay?: Time;
  /** `N[:M]`: exit with M (0 if not given) where the program's exit code is N; repeatable. */
  remapExit?: string | string[];
  /** Be a child subreaper even as PID 1 (otherwise tsinit always is). */
  subreaper?: boolean;
  /** `SIG`: get SIG when the parent process ends. */
  parentDeathSignal?: string;
  /** `SIG`: the program gets SIG when tsinit ends. */
  childDeathSignal?: string;
  /** Run no program: reap orphans until INT or a stop signal comes. */
  pause?: boolean;
  /** Write why the program died to PATH (/dev/termination-log if not given). `true`: no path is given. */
  terminationLog?: string | boolean;
  /** `FORMAT`: write messages as text or json. Default: text. */
  logFormat?: "text" | "json";
  /** Warn of every orphan reaped. */
  warnOnReap?: boolean;
  /** Say more, up to -vvv (the variable: 0 to 4, default 1). A number: how many times it is given. */
  verbose?: number;
  // end
}

/** How it ended. */
export interface Exit {
  /** The program's exit code; null if a signal ended it. Where it was not started, that of the init. */
  code: number | null;
  /** The signal that ended the program, `SIGSEGV`; null if it exited by itself. */
  signal: string | null;
  /** The code that tsinit would exit with: 128 + the signal, 125 to 127 where there was no program, remapped if that was asked for. */
  exitCode: number;
}

/** A program under an init in this process. */
export interface Supervision {
  /** The program's pid, also when it has ended; null if it was not started. */
  readonly pid: number | null;
  /** Settled when all is over: the program and those that it left behind have ended, and hooks too. */
  readonly exited: Promise<Exit>;
  /** The program's ends of pipes; null where `stdio` has none. */
  readonly stdin: Writable | null;
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  /** Stops everything, as TERM does, with all hooks; called again it sends nothing more. `reason` is told to the hooks. */
  stop(reason?: unknown): Promise<Exit>;
  /**
   * Sends a signal, TERM if not given, to the program (with `group` to its group). Whether that could be done. No hook hears of
   * it. Throws a TypeError if there is no such signal.
   */
  kill(signal?: string | number): boolean;
  /** stop(): `await using init = start({ ... })`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** What report() tolerates. */
export interface ReportOptions {
  /** How many zombies are no finding; 0 if not given. */
  maxZombies?: number;
  /** The percentage of the pids limit from which on its use is a finding; 90 if not given. */
  maxPids?: number;
  /** The ids of findings of which a note is made instead: `term-unsure`, ... */
  ignore?: string[];
}

/** What `tsinit --status --json` prints: docs/status.schema.json has it all. */
export interface Report {
  /** Changes when a field is removed or means something else. */
  schema: number;
  /** There are no findings. */
  healthy: boolean;
  /** What a person should act on. */
  findings: { id: string; message: string }[];
  /** What one should know, and what could not be seen. */
  notes: { id: string; message: string }[];
  [field: string]: unknown;
}
