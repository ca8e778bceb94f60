/** Every option: its names, its help line, what its value means. Command line, environment and --help all read this table. */
import { duration } from "./duration";
import { TRACE, WARN } from "./log";
import { Replacements } from "./replacements";
import { SIGTERM, signalNumber } from "./signals";
import { decimal } from "./text";

/** What the options say, once read. */
export class Options {
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
  readonly stopSignals: i32[] = [SIGTERM];
  /** How long, in ms, those left behind by the program have between TERM and KILL; 0: the init exits at once. */
  grace: i32 = 5000;
  /** How long, in ms, the program has after the first stop signal; -1: as long as it likes. */
  stopTimeout: i32 = -1;
  /** How long, in ms, the first stop signal is held back. */
  termDelay: i32 = 0;
}

/** One option as the user sees it. */
export class OptionSpec {
  constructor(
    /** The letter of the short form; "" if it has none. */
    readonly short: string,
    readonly long: string,
    /** The value's name in the help; "" for an option without a value. */
    readonly value: string,
    /** The environment variable that sets it as well; "" if there is none. */
    readonly variable: string,
    readonly help: string,
  ) {}
}

export const OPTIONS: OptionSpec[] = [
  new OptionSpec("g", "group", "", "TSINIT_GROUP", "forward signals to the program's process group"),
  new OptionSpec(
    "",
    "all",
    "",
    "TSINIT_ALL",
    "forward signals to every process in scope: as PID 1 the\n          whole PID namespace, otherwise tsinit's descendants",
  ),
  new OptionSpec(
    "r",
    "rewrite",
    "FROM:TO",
    "TSINIT_REWRITE",
    "forward signal TO where FROM comes (0: drop it); repeatable",
  ),
  new OptionSpec(
    "",
    "grace",
    "TIME",
    "TSINIT_GRACE",
    "once PROGRAM has ended, everyone left in scope gets TERM, and\n          KILL after TIME; 0: exit at once (default 5s)",
  ),
  new OptionSpec(
    "",
    "stop-timeout",
    "TIME",
    "TSINIT_STOP_TIMEOUT",
    "do so too if PROGRAM has not ended TIME after the first stop\n          signal (default: off)",
  ),
  new OptionSpec("", "stop-signal", "SIG", "TSINIT_STOP_SIGNAL", "SIG is a stop signal as TERM is; repeatable"),
  new OptionSpec("", "term-delay", "TIME", "TSINIT_TERM_DELAY", "hold the first stop signal back for TIME (default 0)"),
  new OptionSpec(
    "e",
    "remap-exit",
    "N[:M]",
    "TSINIT_REMAP_EXIT",
    "exit with M (default 0) where PROGRAM's code is N; repeatable",
  ),
  new OptionSpec("s", "subreaper", "", "TSINIT_SUBREAPER", "be a child subreaper (when not PID 1 tsinit always is)"),
  new OptionSpec(
    "p",
    "parent-death-signal",
    "SIG",
    "TSINIT_PARENT_DEATH_SIGNAL",
    "get SIG when the parent process ends",
  ),
  new OptionSpec("", "child-death-signal", "SIG", "TSINIT_CHILD_DEATH_SIGNAL", "PROGRAM gets SIG when tsinit ends"),
  new OptionSpec("P", "pause", "", "TSINIT_PAUSE", "run no program: reap, and stop on INT or TERM"),
  new OptionSpec("w", "warn-on-reap", "", "TSINIT_WARN_ON_REAP", "warn of every orphan reaped"),
  new OptionSpec("v", "verbose", "", "", "say more; up to -vvv (TSINIT_VERBOSITY: 0 to 4, default 1)"),
  new OptionSpec("l", "license", "", "", "print the licence and exit"),
  new OptionSpec("h", "help", "", "", "print this help and exit"),
  new OptionSpec("", "version", "", "", "print the version and exit"),
];

/**
 * Applies one option. Returns "" or, if the value is not acceptable, what it should have been: the end of a sentence
 * that begins with the value.
 */
export function applyOption(options: Options, long: string, value: string): string {
  switch (long) {
    case "subreaper":
      options.subreaper = true;
      return "";
    case "group":
      options.group = true;
      return "";
    case "all":
      options.all = true;
      return "";
    case "pause":
      options.pause = true;
      return "";
    case "warn-on-reap":
      options.warnOnReap = true;
      return "";
    case "verbose":
      if (options.verbosity < TRACE) options.verbosity++;
      return "";
    case "parent-death-signal":
      options.parentDeathSignal = signalNumber(value);
      return options.parentDeathSignal > 0 ? "" : NO_SIGNAL;
    case "child-death-signal":
      options.childDeathSignal = signalNumber(value);
      return options.childDeathSignal > 0 ? "" : NO_SIGNAL;
    case "stop-signal":
      return applyStopSignals(options.stopSignals, value);
    case "rewrite":
      return applyRewrites(options.signals, value);
    case "remap-exit":
      return applyExitCodes(options.exitCodes, value);
    case "grace":
      options.grace = duration(value);
      return options.grace >= 0 ? "" : NO_DURATION;
    case "stop-timeout":
      options.stopTimeout = duration(value);
      return options.stopTimeout >= 0 ? "" : NO_DURATION;
    case "term-delay":
      options.termDelay = duration(value);
      return options.termDelay >= 0 ? "" : NO_DURATION;
    default:
      return "";
  }
}

const NO_SIGNAL: string = "is not a signal (a name such as TERM, or a number from 1 to 64)";
const NO_DURATION: string = "is not a length of time (5s, 500ms, 2m, 1.5s; a bare number is seconds; 24 days at most)";

/** `143`, `143:1`, or several of them with commas between. */
function applyExitCodes(codes: Replacements, value: string): string {
  const rules = value.split(",");
  for (let i: i32 = 0; i < rules.length; i++) {
    const colon = rules[i].indexOf(":");
    const from = decimal(colon < 0 ? rules[i] : rules[i].substring(0, colon));
    const to: i32 = colon < 0 ? 0 : decimal(rules[i].substring(colon + 1));
    if (from < 0 || from > 255 || to < 0 || to > 255) return "is not N or N:M with exit codes from 0 to 255";
    codes.add(from, to);
  }
  return "";
}

/** `TERM:QUIT`, `HUP:0`, or several of them with commas between. */
function applyRewrites(signals: Replacements, value: string): string {
  const rules = value.split(",");
  for (let i: i32 = 0; i < rules.length; i++) {
    const colon = rules[i].indexOf(":");
    const from = colon < 0 ? 0 : signalNumber(rules[i].substring(0, colon));
    const target = rules[i].substring(colon + 1);
    const to: i32 = target === "0" ? 0 : signalNumber(target);
    if (from === 0 || (to === 0 && target !== "0")) return "is not FROM:TO with signals, or 0 for TO";
    signals.add(from, to);
  }
  return "";
}

/** `INT`, or several with commas between. */
function applyStopSignals(signals: i32[], value: string): string {
  const names = value.split(",");
  for (let i: i32 = 0; i < names.length; i++) {
    const signo = signalNumber(names[i]);
    if (signo === 0) return NO_SIGNAL;
    signals.push(signo);
  }
  return "";
}
