/**
 * Every option, one entry each: its letter, name, value and variable, what it does, and what the help says. Command line,
 * environment and --help read this table; scripts/generate.mjs makes README's table, the completions and the types of the Node
 * library from it.
 */
import { duration } from "../base/duration";
import { signalName, signalNumber } from "../base/signals";
import { decimal, placeOf } from "../base/text";
import { TRACE } from "../log/levels";
import { CommandOption, OptionSpec } from "./option";
import { ALL, JSON_FORMAT, Options, TEXT_FORMAT } from "./options";
import { applyExitCodes, applyRewrites, applySignals, isNo, isYes, NO_DURATION, NO_SIGNAL } from "./values";

const COMMA: i32 = 44;
let table: OptionSpec[] = [];

/** Every option, in the order of the help. Made when it is first asked for: most inits are started without any. */
export function optionTable(): OptionSpec[] {
  if (table.length === 0) {
    table = [
      new Group(),
      new All(),
      new Rewrite(),
      new Grace(),
      new StopTimeout(),
      new StopSignal(),
      new TermDelay(),
      new RemapExit(),
      new Subreaper(),
      new ParentDeathSignal(),
      new ChildDeathSignal(),
      new Pause(),
      new TerminationLog(),
      new LogFormat(),
      new Status(),
      new Json(),
      new MaxZombies(),
      new MaxPids(),
      new Ignore(),
      new Processes(),
      new WarnOnReap(),
      new Verbose(),
      new As(),
      new License(),
      new Help(),
      new Version(),
    ];
  }
  return table;
}

class Group extends OptionSpec {
  constructor() {
    super("g", "group", "", "TSINIT_GROUP");
  }

  apply(options: Options, _value: string): string {
    options.group = true;
    return "";
  }

  help(): string {
    return "forward signals to PROGRAM's process group";
  }
}

class All extends OptionSpec {
  constructor() {
    super("", "all", "", "TSINIT_ALL");
  }

  apply(options: Options, _value: string): string {
    options.all = true;
    return "";
  }

  help(): string {
    return "forward signals to every process in scope: as PID 1 the whole PID\nnamespace, otherwise tsinit's descendants";
  }
}

class Rewrite extends OptionSpec {
  constructor() {
    super("r", "rewrite", "FROM:TO", "TSINIT_REWRITE");
  }

  apply(options: Options, value: string): string {
    return applyRewrites(options.signals, value);
  }

  help(): string {
    return "forward signal TO when FROM comes (0: forward none); repeatable";
  }

  choices(): string {
    return signalChoices();
  }

  isRepeatable(): bool {
    return true;
  }
}

class Grace extends OptionSpec {
  constructor() {
    super("", "grace", "TIME", "TSINIT_GRACE");
  }

  apply(options: Options, value: string): string {
    options.grace = duration(value);
    return options.grace >= 0 ? "" : NO_DURATION;
  }

  help(): string {
    return "once PROGRAM has ended, everyone left in scope gets TERM, and KILL\nafter TIME; 0: exit at once";
  }

  defaultValue(): string {
    return "5s";
  }
}

class StopTimeout extends OptionSpec {
  constructor() {
    super("", "stop-timeout", "TIME", "TSINIT_STOP_TIMEOUT");
  }

  apply(options: Options, value: string): string {
    options.stopTimeout = duration(value);
    return options.stopTimeout >= 0 ? "" : NO_DURATION;
  }

  help(): string {
    return "if PROGRAM has not ended TIME after the first stop signal, everyone\nin scope gets TERM, and KILL after the grace period";
  }

  defaultValue(): string {
    return "off";
  }
}

class StopSignal extends OptionSpec {
  constructor() {
    super("", "stop-signal", "SIG", "TSINIT_STOP_SIGNAL");
  }

  apply(options: Options, value: string): string {
    return applySignals(options.stopSignals, value);
  }

  help(): string {
    return "treat SIG as a stop signal too, like TERM; repeatable;\nwith --status: SIG is what the container is stopped with";
  }

  choices(): string {
    return signalChoices();
  }

  isRepeatable(): bool {
    return true;
  }
}

class TermDelay extends OptionSpec {
  constructor() {
    super("", "term-delay", "TIME", "TSINIT_TERM_DELAY");
  }

  apply(options: Options, value: string): string {
    options.termDelay = duration(value);
    return options.termDelay >= 0 ? "" : NO_DURATION;
  }

  help(): string {
    return "hold the first stop signal back for TIME";
  }

  defaultValue(): string {
    return "0";
  }
}

export class RemapExit extends OptionSpec {
  constructor() {
    super("e", "remap-exit", "N[:M]", "TSINIT_REMAP_EXIT");
  }

  apply(options: Options, value: string): string {
    return applyExitCodes(options.exitCodes, value);
  }

  help(): string {
    return "exit with M (0 if not given) where PROGRAM's exit code is N;\nrepeatable";
  }

  isRepeatable(): bool {
    return true;
  }
}

class Subreaper extends OptionSpec {
  constructor() {
    super("s", "subreaper", "", "TSINIT_SUBREAPER");
  }

  apply(options: Options, _value: string): string {
    options.subreaper = true;
    return "";
  }

  help(): string {
    return "be a child subreaper even as PID 1 (otherwise tsinit always is)";
  }
}

class ParentDeathSignal extends OptionSpec {
  constructor() {
    super("p", "parent-death-signal", "SIG", "TSINIT_PARENT_DEATH_SIGNAL");
  }

  apply(options: Options, value: string): string {
    options.parentDeathSignal = signalNumber(value);
    return options.parentDeathSignal > 0 ? "" : NO_SIGNAL;
  }

  help(): string {
    return "get SIG when the parent process ends";
  }

  choices(): string {
    return signalChoices();
  }
}

class ChildDeathSignal extends OptionSpec {
  constructor() {
    super("", "child-death-signal", "SIG", "TSINIT_CHILD_DEATH_SIGNAL");
  }

  apply(options: Options, value: string): string {
    options.childDeathSignal = signalNumber(value);
    return options.childDeathSignal > 0 ? "" : NO_SIGNAL;
  }

  help(): string {
    return "PROGRAM gets SIG when tsinit ends";
  }

  choices(): string {
    return signalChoices();
  }
}

class Pause extends OptionSpec {
  constructor() {
    super("P", "pause", "", "TSINIT_PAUSE");
  }

  apply(options: Options, _value: string): string {
    options.pause = true;
    return "";
  }

  help(): string {
    return "run no program: reap orphans until INT or a stop signal comes";
  }
}

class TerminationLog extends OptionSpec {
  constructor() {
    super("", "termination-log", "[=PATH]", "TSINIT_TERMINATION_LOG");
  }

  apply(options: Options, value: string): string {
    // whoever sets the variable to `1` or `off` does not mean a file of that name
    options.terminationLog = isYes(value) ? "/dev/termination-log" : isNo(value) ? "" : value;
    return "";
  }

  help(): string {
    return "write why PROGRAM died to PATH (/dev/termination-log if not given)";
  }
}

class LogFormat extends OptionSpec {
  constructor() {
    super("", "log-format", "FORMAT", "TSINIT_LOG_FORMAT");
  }

  apply(options: Options, value: string): string {
    options.logFormat = value === "json" ? JSON_FORMAT : TEXT_FORMAT;
    return value === "json" || value === "text" ? "" : "is neither text nor json";
  }

  help(): string {
    return "write messages as text or json";
  }

  defaultValue(): string {
    return "text";
  }

  choices(): string {
    return "text json";
  }
}

class Status extends CommandOption {
  constructor() {
    super("", "status", "", "");
  }

  apply(options: Options, _value: string): string {
    options.status = true;
    return "";
  }

  help(): string {
    return "run no program: report how this container is doing, and exit with\n0 (healthy), 1 (findings) or 125 (nothing could be seen)";
  }
}

class Json extends CommandOption {
  constructor() {
    super("", "json", "", "");
  }

  apply(options: Options, _value: string): string {
    options.json = true;
    return "";
  }

  help(): string {
    return "with --status: report in JSON";
  }
}

class MaxZombies extends CommandOption {
  constructor() {
    super("", "max-zombies", "N", "");
  }

  apply(options: Options, value: string): string {
    options.maxZombies = decimal(value);
    return options.maxZombies >= 0 ? "" : "is not a number";
  }

  help(): string {
    return "with --status: tolerate N zombies";
  }

  defaultValue(): string {
    return "0";
  }
}

class MaxPids extends CommandOption {
  constructor() {
    super("", "max-pids", "PERCENT", "");
  }

  apply(options: Options, value: string): string {
    options.maxPids = decimal(value);
    return options.maxPids > 0 && options.maxPids <= 100 ? "" : "is not a percentage from 1 to 100";
  }

  help(): string {
    return "with --status: report when PERCENT of the pids limit is in use";
  }

  defaultValue(): string {
    return "90";
  }
}

class Ignore extends CommandOption {
  constructor() {
    super("", "ignore", "FINDING", "");
  }

  apply(options: Options, value: string): string {
    for (let start: i32 = 0; start <= value.length; ) {
      const end = placeOf(COMMA, value, start, value.length);
      const id = ` ${value.substring(start, end)} `;
      if (!this.choices().includes(id)) return `is none of:${this.choices()}`;
      options.ignored += id;
      start = end + 1;
    }
    return "";
  }

  help(): string {
    return "with --status: make a note of such a finding, or of several\n(A,B); repeatable";
  }

  choices(): string {
    return " zombies no-term-handler term-unsure pids-limit user-limit threads-max pid-max ";
  }

  isRepeatable(): bool {
    return true;
  }
}

class Processes extends CommandOption {
  constructor() {
    super("", "processes", "N", "");
  }

  apply(options: Options, value: string): string {
    options.processes = value === "all" ? ALL : value === "none" ? 0 : decimal(value);
    return options.processes >= 0 ? "" : "is not a number, all or none";
  }

  help(): string {
    return "with --status: list N lines of processes at most, all or none; if not\ngiven 40, in JSON all";
  }

  choices(): string {
    return "all none";
  }
}

class WarnOnReap extends OptionSpec {
  constructor() {
    super("w", "warn-on-reap", "", "TSINIT_WARN_ON_REAP");
  }

  apply(options: Options, _value: string): string {
    options.warnOnReap = true;
    return "";
  }

  help(): string {
    return "warn of every orphan reaped";
  }
}

class Verbose extends OptionSpec {
  constructor() {
    super("v", "verbose", "", "");
  }

  apply(options: Options, _value: string): string {
    if (options.verbosity < TRACE) options.verbosity++;
    return "";
  }

  help(): string {
    return "say more, up to -vvv (the variable: 0 to 4, default 1)";
  }

  namedVariable(): string {
    // a number, and read after all else: environment.ts
    return "TSINIT_VERBOSITY";
  }

  isRepeatable(): bool {
    return true;
  }
}

class As extends CommandOption {
  constructor() {
    super("", "as", "NAME", "");
  }

  apply(_options: Options, _value: string): string {
    // called.ts takes it where it comes first
    return "has to come first: --as NAME [OPTIONS] [--] PROGRAM";
  }

  help(): string {
    return "keep the contract of the init NAME, as when called by that name;\nhas to come first";
  }
}

/** What the command line answers by itself: command-line.ts. */
abstract class Answer extends CommandOption {
  apply(_options: Options, _value: string): string {
    return "";
  }
}

class License extends Answer {
  constructor() {
    super("l", "license", "", "");
  }

  help(): string {
    return "print the licence and exit";
  }
}

class Help extends Answer {
  constructor() {
    super("h", "help", "", "");
  }

  help(): string {
    return "print this help and exit";
  }
}

class Version extends Answer {
  constructor() {
    super("", "version", "", "");
  }

  help(): string {
    return "print the version and exit";
  }
}

/** The option with that letter or, if that is "", that long name; null if there is none. */
export function ownOption(letter: string, long: string): OptionSpec | null {
  const options = optionTable();
  for (let i: i32 = 0; i < options.length; i++) {
    if (letter.length > 0 ? options[i].short === letter : options[i].long === long) return options[i];
  }
  return null;
}

/** The signals that have a name. */
function signalChoices(): string {
  let names = "";
  for (let signo: i32 = 1; signo < 32; signo++) names += `${signalName(signo).substring(3)} `;
  return names;
}
