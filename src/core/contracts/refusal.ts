/** Why a command line is refused, and how getopt(3) says it: most inits have their refusals from there. */
import { shown } from "../base/printable";

export const UNKNOWN_OPTION: i32 = 1;
export const NO_VALUE: i32 = 2;
export const BAD_VALUE: i32 = 3;
export const NO_PROGRAM: i32 = 4;
/** Something is given that is of no use: a value, a program. */
export const TOO_MUCH: i32 = 5;

export class Refusal {
  constructor(
    readonly reason: i32,
    /** What is wrong, one sentence. */
    readonly sentence: string,
    /** The option, `-z` or `--nosuch`, its value, and what to use instead of it; "" where there is none. */
    readonly option: string,
    readonly value: string,
    readonly instead: string,
  ) {}

  /** What getopt(3) says, and then what the right option is; `path` is argv[0]. */
  getoptLine(path: string): string {
    const option = shown(this.option);
    const letter = option.substring(1);
    const isLong = option.startsWith("--") && letter.length > 1;
    const instead = this.instead.length > 0 ? `: ${this.instead}` : "";
    if (this.reason === UNKNOWN_OPTION)
      return `${path}: ${isLong ? `unrecognized option '${option}'` : `invalid option -- '${letter}'`}${instead}\n`;
    if (this.reason === NO_VALUE)
      return isLong
        ? `${path}: option '${option}' requires an argument\n`
        : `${path}: option requires an argument -- '${letter}'\n`;
    return this.reason === NO_PROGRAM ? "" : `${path}: ${this.sentence}\n`;
  }
}
