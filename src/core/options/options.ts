/** Every option: its names and what its value means. Command line, environment and --help all read this table. */
import { duration } from "../base/duration";
import { DEFAULT_GRACE } from "../base/host";
import { OWN_GROUP, OWN_SESSION, SAME_GROUP } from "../base/kernel";
import { Replacements } from "../base/replacements";
import { SIGTERM, signalIn, signalNumber } from "../base/signals";
import { decimal, decimalIn, isWordIn, placeOf } from "../base/text";
import { DUMB_INIT, PAUSE, TINI, TSINIT } from "../contracts/persona";
import { DEBUG, TRACE, WARN } from "../log/log";
import { bare } from "./numbers";

export const TEXT_FORMAT: i32 = 0;
export const JSON_FORMAT: i32 = 1;

/** What the options say, once read. */
export class Options {
  /** Whose contract is kept: see contracts/persona.ts. */
  persona: i32 = TSINIT;
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
  /** How long, in ms, those left behind by the program have between TERM and KILL; 0: the init exits at once. */
  grace: i32 = DEFAULT_GRACE;
  /** How long, in ms, the program has after the first stop signal; -1: as long as it likes. */
  stopTimeout: i32 = -1;
  /** How long, in ms, the first stop signal is held back. */
  termDelay: i32 = 0;
  /** No program: say how things stand in the container. */
  status: bool = false;
  /** Say it in JSON. */
  json: bool = false;
  /** How many zombies are nothing to be said of. */
  maxZombies: i32 = 0;
  /** The percentage of the pids limit from which on it is something to be said of. */
  maxPids: i32 = 90;
  /** What messages look like. */
  logFormat: i32 = TEXT_FORMAT;
  /** The file that gets the line on why the program died; "" for none. */
  terminationLog: string = "";

  constructor() {
    // not as an initial value: that would lie between the cold texts, and be copied from there
    this.stopSignals.push(SIGTERM);
  }

  /** Takes the defaults of the program whose contract is kept. None but tsinit waits for those who are left. */
  become(persona: i32): void {
    this.persona = persona;
    if (persona !== TSINIT) this.grace = 0;
    this.session = persona === DUMB_INIT;
    this.pause = persona === PAUSE;
  }

  /** Where the program is put: OWN_GROUP, OWN_SESSION, SAME_GROUP of kernel.ts. */
  place(): i32 {
    if (this.session) return OWN_SESSION;
    // what dumb-init does with -c
    return this.persona === DUMB_INIT && !this.group ? SAME_GROUP : OWN_GROUP;
  }
}

/** One option as the user sees it. */
export class OptionSpec {
  constructor(
    /** The letter of the short form; "" if it has none. */
    readonly short: string,
    readonly long: string,
    /** The value's name in the help; "" for an option without a value. In brackets: `=VALUE` may be left out. */
    readonly value: string,
    /** The environment variable that sets it as well; "" if there is none. */
    readonly variable: string,
  ) {}
}

let table: OptionSpec[] = [];

/** Every option, in the order of the help. Made when it is first asked for: most inits are started without any. */
export function optionTable(): OptionSpec[] {
  if (table.length === 0) {
    table = [
      new OptionSpec("g", "group", "", "TSINIT_GROUP"),
      new OptionSpec("", "all", "", "TSINIT_ALL"),
      new OptionSpec("r", "rewrite", "FROM:TO", "TSINIT_REWRITE"),
      new OptionSpec("", "grace", "TIME", "TSINIT_GRACE"),
      new OptionSpec("", "stop-timeout", "TIME", "TSINIT_STOP_TIMEOUT"),
      new OptionSpec("", "stop-signal", "SIG", "TSINIT_STOP_SIGNAL"),
      new OptionSpec("", "term-delay", "TIME", "TSINIT_TERM_DELAY"),
      new OptionSpec("e", "remap-exit", "N[:M]", "TSINIT_REMAP_EXIT"),
      new OptionSpec("s", "subreaper", "", "TSINIT_SUBREAPER"),
      new OptionSpec("p", "parent-death-signal", "SIG", "TSINIT_PARENT_DEATH_SIGNAL"),
      new OptionSpec("", "child-death-signal", "SIG", "TSINIT_CHILD_DEATH_SIGNAL"),
      new OptionSpec("P", "pause", "", "TSINIT_PAUSE"),
      new OptionSpec("", "termination-log", "[=PATH]", "TSINIT_TERMINATION_LOG"),
      new OptionSpec("", "log-format", "FORMAT", "TSINIT_LOG_FORMAT"),
      new OptionSpec("", "status", "", ""),
      new OptionSpec("", "json", "", ""),
      new OptionSpec("", "max-zombies", "N", ""),
      new OptionSpec("", "max-pids", "PERCENT", ""),
      new OptionSpec("w", "warn-on-reap", "", "TSINIT_WARN_ON_REAP"),
      new OptionSpec("v", "verbose", "", ""),
      new OptionSpec("", "as", "NAME", ""),
      new OptionSpec("l", "license", "", ""),
      new OptionSpec("h", "help", "", ""),
      new OptionSpec("", "version", "", ""),
    ];
  }
  return table;
}

/** The one option that others have and tsinit has not. */
export function singleChild(): OptionSpec {
  return new OptionSpec("", SINGLE_CHILD, "", "");
}
export const SINGLE_CHILD: string = "single-child";

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
      if (options.persona === DUMB_INIT) options.verbosity = DEBUG;
      else if (options.verbosity < TRACE) options.verbosity++;
      return "";
    case "single-child":
      options.session = false;
      return "";
    case "as":
      return "has to come first: --as NAME [OPTIONS] [--] PROGRAM";
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
      return applyExitCodes(options.exitCodes, options.persona === TINI ? exitCodeOf(value) : value);
    case "grace":
      options.grace = duration(value);
      return options.grace >= 0 ? "" : NO_DURATION;
    case "stop-timeout":
      options.stopTimeout = duration(value);
      return options.stopTimeout >= 0 ? "" : NO_DURATION;
    case "term-delay":
      options.termDelay = duration(value);
      return options.termDelay >= 0 ? "" : NO_DURATION;
    case "status":
      options.status = true;
      return "";
    case "json":
      options.json = true;
      return "";
    case "max-zombies":
      options.maxZombies = decimal(value);
      return options.maxZombies >= 0 ? "" : "is not a number";
    case "max-pids":
      options.maxPids = decimal(value);
      return options.maxPids > 0 && options.maxPids <= 100 ? "" : "is not a percentage from 1 to 100";
    case "termination-log":
      options.terminationLog = terminationLogOf(value);
      return "";
    case "log-format":
      options.logFormat = value === "json" ? JSON_FORMAT : TEXT_FORMAT;
      return value === "json" || value === "text" ? "" : "is neither text nor json";
    default:
      return "";
  }
}

/** Where Kubernetes looks for it if it is not told otherwise. */
const TERMINATION_LOG: string = "/dev/termination-log";

const COMMA: i32 = 44;
const COLON: i32 = 58;

const NO_SIGNAL: string = "is not a signal (a name such as TERM, or a number from 1 to 64)";
const NO_DURATION: string = "is not a length of time (5s, 500ms, 2m, 1.5s; a bare number is seconds, 999999 at most)";

/** To tini, no text at all is 0. */
function exitCodeOf(text: string): string {
  return text.length === 0 ? "0" : bare(text);
}

/** `143`, `143:1`, or several of them with commas between. No text is made of any: there may be thousands. */
function applyExitCodes(codes: Replacements, value: string): string {
  for (let start: i32 = 0; start <= value.length; ) {
    const end = placeOf(COMMA, value, start, value.length);
    const colon = placeOf(COLON, value, start, end);
    const from = decimalIn(value, start, colon);
    const to: i32 = colon === end ? 0 : decimalIn(value, colon + 1, end);
    if (from < 0 || from > 255 || to < 0 || to > 255) return "is not N or N:M with exit codes from 0 to 255";
    codes.add(from, to);
    start = end + 1;
  }
  return "";
}

/** `TERM:QUIT`, `HUP:0`, or several of them with commas between. */
function applyRewrites(signals: Replacements, value: string): string {
  for (let start: i32 = 0; start <= value.length; ) {
    const end = placeOf(COMMA, value, start, value.length);
    const colon = placeOf(COLON, value, start, end);
    const from: i32 = colon === end ? 0 : signalIn(value, start, colon);
    const isDrop = isWordIn(value, colon + 1, end, "0");
    const to: i32 = isDrop ? 0 : signalIn(value, colon + 1, end);
    if (from === 0 || (to === 0 && !isDrop)) return "is not FROM:TO with signals, or 0 for TO";
    signals.add(from, to);
    start = end + 1;
  }
  return "";
}

/** `INT`, or several with commas between. */
function applyStopSignals(signals: i32[], value: string): string {
  for (let start: i32 = 0; start <= value.length; ) {
    const end = placeOf(COMMA, value, start, value.length);
    const signo = signalIn(value, start, end);
    if (signo === 0) return NO_SIGNAL;
    if (!signals.includes(signo)) signals.push(signo);
    start = end + 1;
  }
  return "";
}

/** A file, or a word for the usual one or for none: whoever sets the variable to `1` or `off` does not mean a file of that name. */
function terminationLogOf(value: string): string {
  if (isYes(value)) return TERMINATION_LOG;
  return isNo(value) ? "" : value;
}

/** Words for on; the empty text is one. */
export function isYes(value: string): bool {
  return value.length === 0 || isOneOf(value, "1", "TRUE", "YES", "ON");
}

/** Words for off. */
export function isNo(value: string): bool {
  return isOneOf(value, "0", "FALSE", "NO", "OFF");
}

function isOneOf(value: string, a: string, b: string, c: string, d: string): bool {
  const end = value.length;
  return (
    isWordIn(value, 0, end, a) || isWordIn(value, 0, end, b) || isWordIn(value, 0, end, c) || isWordIn(value, 0, end, d)
  );
}
