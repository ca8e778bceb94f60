/**
 * Options from the environment, for those who can pass no flags (Docker's --init): a TSINIT_* variable for each option,
 * and those of the program whose name it is; tini's under its own name too.
 */
import { Kernel } from "../base/kernel";
import { shown } from "../base/printable";
import { decimal } from "../base/text";
import { Contract } from "../contracts/contract";
import { TRACE } from "../log/levels";
import { Log } from "../log/log";
import { OptionSpec } from "../options/option";
import { Options } from "../options/options";
import { optionTable } from "../options/table";
import { isNo, isYes } from "../options/values";

export class Environment {
  /** "" or, if a value is not acceptable, a sentence that says so. */
  error: string = "";
  private begun: bool = false;
  /** The option whose variable is next. */
  private at: i32 = 0;
  private hasOwn: bool = false;

  constructor(
    private readonly kernel: Kernel,
    private readonly contract: Contract,
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
    this.error = this.contract.readEnvironment(kernel, this.options);
    // whoever starts a set-user-ID init must not choose which file it writes, or whom it signals
    this.hasOwn = kernel.hasVariables("TSINIT_") && !kernel.isSecure();
  }

  /** The variable of an option. */
  private readOwn(spec: OptionSpec): void {
    const name = spec.variable;
    const value = name.length > 0 ? this.kernel.variable(name) : null;
    if (value === null) return;
    const complaint = spec.value.length === 0 ? this.applyFlag(spec, value) : spec.apply(this.options, value);
    if (complaint.length > 0) this.error = `${name}: '${shown(value)}' ${complaint}`;
  }

  /**
   * Reads the verbosity, which replaces what -v added up to, as in tini. Returns "" or a sentence on what is wrong with
   * TSINIT_VERBOSITY.
   */
  readVerbosity(log: Log): string {
    const options = this.options;
    const own = this.hasOwn ? this.kernel.variable("TSINIT_VERBOSITY") : null;
    if (own === null) {
      this.contract.readVerbosity(this.kernel, options, log);
      return "";
    }
    options.verbosity = decimal(own);
    return options.verbosity >= 0 && options.verbosity <= TRACE
      ? ""
      : `TSINIT_VERBOSITY: '${shown(own)}' is not a number from 0 to 4`;
  }

  private applyFlag(spec: OptionSpec, value: string): string {
    if (isNo(value)) return "";
    if (isYes(value)) return spec.apply(this.options, "");
    return "is neither yes (1, true, yes, on) nor no (0, false, no, off)";
  }
}
