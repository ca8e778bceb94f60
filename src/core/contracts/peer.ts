/** What those promise in common whose names others chose: no waiting, no warnings that they would not have, options of their own. */
import { EXIT_PEER_FAILURE } from "../base/exit";
import { Kernel } from "../base/kernel";
import { INFO } from "../log/levels";
import { Log } from "../log/log";
import { OptionSpec } from "../options/option";
import { Options } from "../options/options";
import { ownOption } from "../options/table";
import { Contract } from "./contract";
import { Refusal } from "./refusal";

/** No option of anybody has a longer name. */
const LONGEST_NAME: i32 = 32;

export abstract class Peer extends Contract {
  /** Its options, each as LETTER=OURS or /LONG=OURS, with spaces around. */
  protected abstract options(): string;

  findOption(letter: string, long: string): OptionSpec | null {
    if (long.length > LONGEST_NAME) return null;
    const options = this.options();
    const name = letter.length > 0 ? " " + letter + "=" : " /" + long + "="; // a template would need cold code
    const at = options.indexOf(name);
    if (at < 0) return null;
    const start = at + name.length;
    return ownOption("", options.substring(start, options.indexOf(" ", start)));
  }

  optionName(own: OptionSpec): string {
    const options = this.options();
    const end = options.indexOf(`=${own.long} `);
    if (end < 0) return "";
    const name = options.substring(options.lastIndexOf(" ", end) + 1, end);
    return name.startsWith("/") ? `--${name.substring(1)}` : `-${name}`;
  }

  /** It exits with the program: whoever chose that init has its timing. */
  setDefaults(options: Options): void {
    options.grace = 0;
  }

  readEnvironment(_kernel: Kernel, _options: Options): string {
    return "";
  }

  ignoresProgram(): bool {
    return false;
  }

  sayRefusal(kernel: Kernel, _log: Log, refusal: Refusal, path: string): void {
    kernel.log(2, refusal.getoptLine(path));
  }

  failureCode(): i32 {
    return EXIT_PEER_FAILURE;
  }

  remarkLevel(): i32 {
    return INFO;
  }

  passesOn(): bool {
    return false;
  }

  /** The last line of its usage. */
  protected more(): string {
    return "This is tsinit, called by another name. Its TSINIT_* variables work as well.\n";
  }
}
