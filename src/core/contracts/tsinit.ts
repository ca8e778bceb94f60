/** tsinit's own contract: README.md. It waits for those who are left, becomes a subreaper, and tells what went wrong. */
import { ENOENT } from "../base/errno";
import { EXIT_FAILURE, EXIT_NOT_EXECUTABLE, EXIT_NOT_FOUND } from "../base/exit";
import { FAILED_FORK, Kernel, SpawnFailure } from "../base/kernel";
import { shown } from "../base/printable";
import { VERSION_TEXT } from "../base/version";
import { FATAL, WARN } from "../log/levels";
import { Log } from "../log/log";
import { helpText } from "../options/help";
import { OptionSpec } from "../options/option";
import { Options } from "../options/options";
import { ownOption } from "../options/table";
import { Contract, SINGLE_CHILD } from "./contract";
import { Refusal } from "./refusal";
import { isVerbosity, readTiniVariables, readTiniVerbosity } from "./tini-variables";

export class Tsinit extends Contract {
  name(): string {
    return "tsinit";
  }

  isCalled(name: string): bool {
    return name === "tsinit";
  }

  findOption(letter: string, long: string): OptionSpec | null {
    return ownOption(letter, long);
  }

  optionName(own: OptionSpec): string {
    return own.long === SINGLE_CHILD ? "" : `--${own.long}`;
  }

  setDefaults(_options: Options): void {}

  /** Whoever comes from tini has its variables set. */
  readEnvironment(kernel: Kernel, options: Options): string {
    readTiniVariables(kernel, options);
    return "";
  }

  readVerbosity(kernel: Kernel, options: Options, log: Log): void {
    const value = readTiniVerbosity(kernel, options);
    if (isVerbosity(value)) return;
    log.say(WARN, "option", `TINI_VERBOSITY: '${shown(value)}' is not a number from 0 to 4, 0 is used`);
  }

  ignoresProgram(): bool {
    return false;
  }

  version(): string {
    return `tsinit version ${VERSION_TEXT}`;
  }

  help(_called: string): string {
    return helpText();
  }

  sayRefusal(_kernel: Kernel, log: Log, refusal: Refusal, _path: string): void {
    log.say(FATAL, "failed", refusal.sentence);
  }

  failureCode(): i32 {
    return EXIT_FAILURE;
  }

  /** Every shell has 126 and 127. */
  spawnFailureCode(failure: SpawnFailure, _options: Options): i32 {
    if (failure.step === FAILED_FORK) return this.failureCode();
    return failure.errno === ENOENT ? EXIT_NOT_FOUND : EXIT_NOT_EXECUTABLE;
  }

  execFailure(program: string): string {
    return super.execFailure(program.length === 0 ? "''" : program);
  }

  adopts(): bool {
    return true;
  }

  remarkLevel(): i32 {
    return WARN;
  }
}
