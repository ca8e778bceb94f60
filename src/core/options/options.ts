/** What the options say, once read. */
import { DEFAULT_GRACE } from "../base/host";
import { Replacements } from "../base/replacements";
import { SIGTERM } from "../base/signals";
import { WARN } from "../log/levels";

export const TEXT_FORMAT: i32 = 0;
export const JSON_FORMAT: i32 = 1;

/** More than there can be. */
export const ALL: i32 = 2147483647;

/** The settings of an init: each field begins with what counts where its option is not given. */
export class Options {
  /** The program gets a session of its own, and the terminal as its controlling one: what dumb-init does without -c. */
  session: bool = false;
  /** Become a child subreaper even as PID 1. When tsinit isn't PID 1 it does so anyway. */
  subreaper: bool = false;
  /** Forward signals to the program's process group instead of to the program alone. */
  group: bool = false;
  /** Forward signals to everyone in scope: see scope.ts. */
  all: bool = false;
  /** No program: only reap, until told to stop. */
  pause: bool = false;
  /** Warn of every orphan reaped. */
  warnOnReap: bool = false;
  /** How much to say: see log.ts. */
  verbosity: i32 = WARN;
  /** The signal to get when the parent ends; 0 for none. */
  parentDeathSignal: i32 = 0;
  /** The parent-death signal of the program; 0 for none. */
  childDeathSignal: i32 = 0;
  /** Exit codes to be replaced. */
  readonly exitCodes: Replacements = new Replacements();
  /** Signals to be forwarded as others; 0: not at all. */
  readonly signals: Replacements = new Replacements();
  /** The signals that ask for a stop. */
  readonly stopSignals: i32[] = [];
  /** How long, in ms, those whom the program leaves behind have between TERM and KILL; 0: the init exits at once. */
  grace: i32 = DEFAULT_GRACE;
  /** How long, in ms, the program has after the first stop signal; -1: as long as it likes. */
  stopTimeout: i32 = -1;
  /** How long, in ms, the first stop signal is held back. */
  termDelay: i32 = 0;
  /** No program: report on the container. */
  status: bool = false;
  /** Report in JSON. */
  json: bool = false;
  /** How many zombies --status tolerates. */
  maxZombies: i32 = 0;
  /** --status reports when this percentage of the pids limit is in use. */
  maxPids: i32 = 90;
  /** How many lines of processes --status prints; -1: what is usual. */
  processes: i32 = -1;
  /** The findings that --status makes notes of, each with a blank before and behind it. */
  ignored: string = "";
  /** What messages look like. */
  logFormat: i32 = TEXT_FORMAT;
  /** The file that gets the line on why the program died; "" for none. */
  terminationLog: string = "";

  constructor() {
    // not as an initial value: that would lie between the cold texts, and be copied from there
    this.stopSignals.push(SIGTERM);
  }
}
