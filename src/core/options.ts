/** Every option: its names, its help line, what its value means. Command line, environment and --help all read this table. */
import { ExitMap } from "./exit";
import { TRACE, WARN } from "./log";
import { signalNumber } from "./signals";
import { decimal } from "./text";

/** What the options say, once read. */
export class Options {
  /** Become a child subreaper even as PID 1. When tsinit isn't PID 1 it does so anyway. */
  subreaper: bool = false;
  /** Forward signals to the program's process group instead of to the program alone. */
  group: bool = false;
  /** Warn of every orphan reaped. */
  warnOnReap: bool = false;
  /** How much to say: see log.ts. */
  verbosity: i32 = WARN;
  /** The signal to get when the parent ends; 0 for none. */
  parentDeathSignal: i32 = 0;
  /** Exit codes to be replaced. */
  readonly exitMap: ExitMap = new ExitMap();
}

/** One option as the user sees it. Its variable is TSINIT_ and the long name in capitals, but for those with `variable` off. */
export class OptionSpec {
  constructor(
    /** The letter of the short form; "" if it has none. */
    readonly short: string,
    readonly long: string,
    /** The value's name in the help; "" for an option without a value. */
    readonly value: string,
    readonly variable: bool,
    readonly help: string,
  ) {}
}

export const OPTIONS: OptionSpec[] = [
  new OptionSpec("s", "subreaper", "", true, "be a child subreaper (when not PID 1 tsinit always is)"),
  new OptionSpec("p", "parent-death-signal", "SIG", true, "get SIG when the parent process ends"),
  new OptionSpec("g", "group", "", true, "forward signals to the program's process group"),
  new OptionSpec("e", "remap-exit", "N[:M]", true, "exit with M (default 0) where the program's code is N; repeatable"),
  new OptionSpec("w", "warn-on-reap", "", true, "warn of every orphan reaped"),
  new OptionSpec("v", "verbose", "", false, "say more; up to -vvv (TSINIT_VERBOSITY=0 to 4, default 1)"),
  new OptionSpec("l", "license", "", false, "print the licence and exit"),
  new OptionSpec("h", "help", "", false, "print this help and exit"),
  new OptionSpec("", "version", "", false, "print the version and exit"),
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
    case "warn-on-reap":
      options.warnOnReap = true;
      return "";
    case "verbose":
      if (options.verbosity < TRACE) options.verbosity++;
      return "";
    case "parent-death-signal":
      options.parentDeathSignal = signalNumber(value);
      return options.parentDeathSignal > 0 ? "" : "is not a signal (a name such as TERM, or a number from 1 to 64)";
    case "remap-exit":
      return applyExitMap(options.exitMap, value);
    default:
      return "";
  }
}

/** `143`, `143:1`, or several of them with commas between. */
function applyExitMap(map: ExitMap, value: string): string {
  const rules = value.split(",");
  for (let i: i32 = 0; i < rules.length; i++) {
    const colon = rules[i].indexOf(":");
    const from = decimal(colon < 0 ? rules[i] : rules[i].substring(0, colon));
    const to: i32 = colon < 0 ? 0 : decimal(rules[i].substring(colon + 1));
    if (from < 0 || from > 255 || to < 0 || to > 255) return "is not N or N:M with exit codes from 0 to 255";
    map.add(from, to);
  }
  return "";
}
