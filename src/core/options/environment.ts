/**
 * Options from the environment, for those who can pass no flags (Docker's --init): a TSINIT_* variable for each option,
 * and those of the program whose name it is; tini's under its own name too.
 */
import { Kernel } from "../base/kernel";
import { shown } from "../base/printable";
import { decimal } from "../base/text";
import { CATATONIT, DUMB_INIT, TINI, TSINIT } from "../contracts/persona";
import { DEBUG, Log, TRACE, WARN } from "../log/log";
import { verbosityOf } from "./numbers";
import { OptionSpec } from "./option";
import { Options } from "./options";
import { optionTable } from "./table";
import { isNo, isYes } from "./values";

export class Environment {
  /** "" or, if a value is not acceptable, a sentence that says so. */
  error: string = "";
  private begun: bool = false;
  /** The option whose variable is next. */
  private at: i32 = 0;
  private hasOwn: bool = false;

  constructor(
    private readonly kernel: Kernel,
    private readonly options: Options,
  ) {}

  /** Reads what goes before the command line, which may override it. True: it has to be called again, for what is left. */
  read(): bool {
    if (!this.begun) this.begin();
    const table = this.hasOwn ? optionTable() : [];
    for (; this.at < table.length && this.error.length === 0; this.at++) {
      if (this.kernel.isCrowded()) return true;
      this.readOwn(table[this.at]);
    }
    return false;
  }

  private begin(): void {
    this.begun = true;
    const kernel = this.kernel;
    const options = this.options;
    const persona = options.persona;
    if (persona === TSINIT || persona === TINI) {
      if (kernel.hasVariables("TINI_")) readTini(kernel, options);
    } else {
      this.error = readPeerEnvironment(kernel, options);
    }
    // whoever starts a set-user-ID init must not choose which file it writes, or whom it signals
    this.hasOwn = kernel.hasVariables("TSINIT_") && !kernel.isSecure();
  }

  /** The variable of an option. */
  private readOwn(spec: OptionSpec): void {
    const name = spec.variable;
    const value = name.length > 0 ? this.kernel.variable(name) : null;
    if (value === null) return;
    const options = this.options;
    const complaint = spec.value.length === 0 ? applyFlag(options, spec, value) : spec.apply(options, value);
    if (complaint.length > 0) this.error = `${name}: '${shown(value)}' ${complaint}`;
  }
}

/** The variables of tini that are options. Set is on, whatever the value. */
function readTini(kernel: Kernel, options: Options): void {
  if (kernel.variable("TINI_SUBREAPER") !== null) options.subreaper = true;
  if (kernel.variable("TINI_KILL_PROCESS_GROUP") !== null) options.group = true;
}

/** The variables of dumb-init and catatonit. */
function readPeerEnvironment(kernel: Kernel, options: Options): string {
  if (options.persona === DUMB_INIT) {
    // these values and no others
    if (kernel.variable("DUMB_INIT_SETSID") === "0") options.session = false;
    if (kernel.variable("DUMB_INIT_DEBUG") === "1") options.verbosity = DEBUG;
  } else if (options.persona === CATATONIT) {
    if (kernel.variable("CATATONIT_LOG") !== null) return "CATATONIT_LOG is reserved for future use";
    if (kernel.variable("CATATONIT_DEBUG") !== null) options.verbosity = DEBUG;
  }
  return "";
}

function applyFlag(options: Options, spec: OptionSpec, value: string): string {
  if (isNo(value)) return "";
  if (isYes(value)) return spec.apply(options, "");
  return "is neither yes (1, true, yes, on) nor no (0, false, no, off)";
}

/**
 * Reads the verbosity, which replaces what -v added up to, as in tini. Returns "" or a sentence on what is wrong with
 * TSINIT_VERBOSITY. What is wrong with tini's own variable is a warning only: containers that ran under tini must run.
 */
export function readVerbosity(kernel: Kernel, options: Options, log: Log): string {
  const own = kernel.variable("TSINIT_VERBOSITY");
  if (own !== null && !kernel.isSecure()) {
    options.verbosity = decimal(own);
    return options.verbosity >= 0 && options.verbosity <= TRACE
      ? ""
      : `TSINIT_VERBOSITY: '${shown(own)}' is not a number from 0 to 4`;
  }
  if (options.persona !== TSINIT && options.persona !== TINI) return "";
  const tini = kernel.variable("TINI_VERBOSITY");
  if (tini === null) return "";
  options.verbosity = verbosityOf(tini);
  if (options.persona === TSINIT && decimal(tini) < 0)
    log.say(
      WARN,
      "option",
      `TINI_VERBOSITY: '${shown(tini)}' is not a number from 0 to 4, ${options.verbosity} is used`,
    );
  return "";
}
