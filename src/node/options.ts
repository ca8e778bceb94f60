/** What supervise() takes: the options of the command line, and hooks. Public, as all that is exported here. */

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
   * service registry. A second stop signal goes through at once.
   */
  beforeStop?: (event: SignalEvent) => unknown;
  /** An orphan has been reaped. */
  onReap?: (event: EndEvent) => unknown;
  /** The program has ended. Those that it left behind are told to end after that, not before. */
  onExit?: (event: EndEvent) => unknown;
  /** How long one call of a hook is waited for, in ms; 5000 if not given. */
  hookTimeout?: number;
}

/** A length of time: a number of milliseconds, or as on the command line, `5s`. */
export type Time = number | string;

/** The options of the command line; see tsinit --help. */
export interface SuperviseOptions extends HookOptions {
  /** The program and its arguments. */
  command?: string[];
  /** The program's environment, in which the TSINIT_* variables are looked up as well; process.env if not given. */
  env?: NodeJS.ProcessEnv;
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
