/** The command line: getopt(3) conventions, but options end at the first operand, as POSIX has it, whatever the libc. */
import { Kernel } from "../base/kernel";
import { printable, shown } from "../base/printable";
import { Contract } from "../contracts/contract";
import { whoseOption } from "../contracts/other-inits";
import { BAD_VALUE, NO_PROGRAM, NO_VALUE, Refusal, TOO_MUCH, UNKNOWN_OPTION } from "../contracts/refusal";
import { OptionSpec } from "../options/option";
import { Options } from "../options/options";

/** What the command line asks for. */
export const RUN: i32 = 0;
export const HELP: i32 = 1;
export const LICENSE: i32 = 2;
export const VERSION: i32 = 3;
export const REFUSE: i32 = 4;

export class CommandLine {
  action: i32 = RUN;
  /** For RUN: index in argv of the program. */
  program: i32 = 0;
  /** For RUN: index in argv of the `--` that the program does not get; 0 if there is none. */
  skipped: i32 = 0;
  /** For REFUSE: why. */
  refusal: Refusal | null = null;

  /** In a cluster of letters that is read in pieces: how many have been. */
  private letters: i32 = 0;
  /** Whether a `--` behind the program is looked for. */
  private seeksDelimiter: bool = false;

  /** `index`: where in argv the next option, or the program, is. */
  constructor(
    private readonly kernel: Kernel,
    private readonly contract: Contract,
    private readonly options: Options,
    private index: i32,
  ) {}

  /**
   * Reads the options, up to the program or to what ends the reading. True: it has to be called again, for those that are
   * left.
   */
  read(): bool {
    const count = this.kernel.argumentCount();
    while (this.action === RUN && this.program === 0 && this.index < count) {
      if (this.kernel.isCrowded()) return true;
      const argument = this.kernel.argument(this.index);
      if (argument === "--" || argument === "-" || !argument.startsWith("-")) break;
      if (argument.startsWith("--")) this.index = this.readLong(this.index, argument);
      else this.readCluster(argument);
    }
    if (this.action === RUN && this.program === 0) this.findProgram(count);
    return this.seeksDelimiter && this.findDelimiter(count);
  }

  private findProgram(count: i32): void {
    let index = this.index;
    const isDelimited = index < count && this.kernel.argument(index) === "--";
    if (isDelimited) index++;
    if (index < count) this.program = index;
    this.seeksDelimiter = !isDelimited && this.contract.permutes() && this.kernel.variable("POSIXLY_CORRECT") === null;
    this.index = index + 1;
    const runsNone = this.options.status ? "--status" : this.options.pause ? "--pause" : "";
    if (runsNone.length > 0 && index < count && !this.contract.ignoresProgram())
      this.refuse(
        TOO_MUCH,
        `${runsNone} runs no program, '${shown(this.kernel.argument(index))}' was given`,
        "",
        "",
        "",
      );
    if (runsNone.length === 0 && index >= count)
      this.refuse(NO_PROGRAM, "no program given: tsinit [OPTIONS] [--] PROGRAM [ARGUMENTS]", "", "", "");
  }

  /**
   * The first `--` behind the program. What follows an option there is the program's, `--` too: the init whose name it is
   * would have taken that option for its own, so nobody has such a command line from there.
   * True: it has to be called again, for the arguments that are left.
   */
  private findDelimiter(count: i32): bool {
    for (; this.index < count; this.index++) {
      if (this.kernel.isCrowded()) return true;
      const argument = this.kernel.argument(this.index);
      if (argument === "-" || !argument.startsWith("-")) continue;
      if (argument === "--") this.skipped = this.index;
      return false;
    }
    return false;
  }

  /** `--name`, `--name=value`, `--name value`. Returns the index of the next argument. */
  private readLong(index: i32, argument: string): i32 {
    const equals = argument.indexOf("=");
    const name = equals < 0 ? argument : argument.substring(0, equals);
    const spec = this.contract.findOption("", name.substring(2));
    if (spec === null) {
      this.refuseUnknown("", name.substring(2), name);
      return index + 1;
    }
    if (spec.value.length === 0) {
      if (equals >= 0)
        this.refuse(
          TOO_MUCH,
          `${name} takes no value, '${shown(argument.substring(equals + 1))}' was given`,
          name,
          "",
          "",
        );
      else this.take(spec, name, "");
      return index + 1;
    }
    if (equals >= 0) {
      this.take(spec, name, argument.substring(equals + 1));
      return index + 1;
    }
    if (spec.value.startsWith("[")) {
      this.take(spec, name, "");
      return index + 1;
    }
    return this.takeNext(spec, name, index);
  }

  /** `-g`, `-gs`, `-vvv`, `-e143`, `-e 143`. Goes on to the next argument, unless it has to be called again for what is left. */
  private readCluster(argument: string): void {
    while (this.action === RUN) {
      if (this.kernel.isCrowded()) return;
      this.letters++;
      if (this.letters === argument.length) break;
      const letter = argument.charAt(this.letters);
      const spec = this.contract.findOption(letter, "");
      if (spec === null) {
        this.refuseUnknown(letter, "", argument);
      } else if (spec.value.length === 0) {
        this.take(spec, `-${letter}`, "");
      } else if (this.letters + 1 === argument.length) {
        this.letters = 0;
        this.index = this.takeNext(spec, `-${letter}`, this.index);
        return;
      } else {
        this.take(spec, `-${letter}`, argument.substring(this.letters + 1));
        break;
      }
    }
    this.letters = 0;
    this.index++;
  }

  /** The option's value is the argument after the one at `index`. */
  private takeNext(spec: OptionSpec, name: string, index: i32): i32 {
    if (index + 1 < this.kernel.argumentCount()) this.take(spec, name, this.kernel.argument(index + 1));
    else this.refuse(NO_VALUE, `${name} needs a value: ${spec.value}`, name, "", "");
    return index + 2;
  }

  private take(spec: OptionSpec, name: string, value: string): void {
    if (spec.long === "help") this.action = HELP;
    else if (spec.long === "license") this.action = LICENSE;
    else if (spec.long === "version") this.action = VERSION;
    else {
      const complaint = spec.apply(this.options, value);
      if (complaint.length > 0) this.refuse(BAD_VALUE, `${name}: '${shown(value)}' ${complaint}`, name, value, "");
    }
  }

  /** `where`: the argument, up to its value. */
  private refuseUnknown(short: string, long: string, where: string): void {
    if (this.contract.ignoresUnknown()) return;
    const which = short.length > 0 ? `'-${printable(short)}' in '${shown(where)}'` : `'${shown(where)}'`;
    const instead = whoseOption(this.contract, short, long);
    const sentence = `unknown option ${which}; ${instead.length > 0 ? instead : "tsinit --help lists them"}`;
    this.refuse(UNKNOWN_OPTION, sentence, short.length > 0 ? `-${short}` : `--${long}`, "", instead);
  }

  private refuse(reason: i32, sentence: string, option: string, value: string, instead: string): void {
    this.action = REFUSE;
    this.refusal = new Refusal(reason, sentence, option, value, instead);
  }
}
