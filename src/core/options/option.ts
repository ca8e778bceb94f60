/** What an option is. The options themselves are in table.ts. */
import { Options } from "./options";

/** One option: how it is written, what it does, and what is said of it. */
export abstract class OptionSpec {
  constructor(
    /** The letter of the short form; "" if it has none. */
    readonly short: string,
    readonly long: string,
    /** The value's name in the help; "" for an option without a value. In brackets: `=VALUE` may be left out. */
    readonly value: string,
    /** The environment variable that sets it as well; "" if there is none. */
    readonly variable: string,
  ) {}

  /**
   * Does what the option says. Returns "" or, if the value is not acceptable, what it should have been: the end of a
   * sentence that begins with the value.
   */
  abstract apply(options: Options, value: string): string;

  /** What it is for, in lines of 70 characters at most. */
  abstract help(): string;

  /** The value that counts where none is given; "" if the option is off then. */
  defaultValue(): string {
    return "";
  }

  /** The variable that the documents name. */
  namedVariable(): string {
    return this.variable;
  }

  /** The values that shells propose, with spaces between; "" if they cannot be listed. */
  choices(): string {
    return "";
  }

  /** Given twice, both count. */
  isRepeatable(): bool {
    return false;
  }

  /** Whether supervise(), of the Node library, has it. */
  isOfLibrary(): bool {
    return true;
  }
}

/** An option of the command alone: whoever gives it wants an answer, or another init. */
export abstract class CommandOption extends OptionSpec {
  isOfLibrary(): bool {
    return false;
  }
}
