/**
 * The init's own messages, to stderr. As text they have the level, the init's name and pid, as tini's have, or look as those
 * of the program whose name it has; as JSON they are one object a line, with the figures of the message as fields of their
 * own: docs/log.md.
 */

import { quoted } from "../base/json";
import { Kernel, LONGEST_MESSAGE } from "../base/kernel";
import { printable } from "../base/printable";
import { cut } from "../base/utf8";
import { jsonLine } from "./json-log";
import { WARN } from "./levels";
import { LogStyle } from "./style";

const JSON_LABELS: string[] = ["fatal", "warn", "info", "debug", "trace"];

/** The longest value of a field as JSON. What there is of fields leaves room for the message. */
const LONGEST_FIELD: i32 = 1024;

export class Log {
  /** Messages above this level are not written. */
  verbosity: i32 = WARN;
  /** Whether messages are JSON. */
  json: bool = false;
  /** The fields of the next message. */
  private fields: string = "";

  constructor(
    private readonly kernel: Kernel,
    private readonly style: LogStyle,
  ) {}

  /** Whether a message of that level is shown: asked first where making the message would cost something. */
  shows(level: i32): bool {
    return level <= this.verbosity;
  }

  /** A field of the next message. */
  text(name: string, value: string): void {
    if (this.json) this.raw(name, quoted(value, LONGEST_FIELD));
  }

  /** A field of the next message. */
  number(name: string, value: i32): void {
    if (this.json) this.raw(name, `${value}`);
  }

  /** A field of the next message, whose value is JSON already. */
  raw(name: string, value: string): void {
    if (this.json) this.fields += `,"${name}":${value}`;
  }

  /**
   * Writes one message, if its level is shown. `event` names what happened, for JSON. Names in it that others have made up can
   * put nothing but characters into it.
   */
  say(level: i32, event: string, message: string): void {
    if (!this.shows(level) || this.json) return this.sayAsIs(level, event, message);
    this.sayAsIs(level, event, printable(cut(message, LONGEST_MESSAGE)));
  }

  /** The same, of a message that is the init's own altogether, and may have more lines than one. */
  sayAsIs(level: i32, event: string, message: string): void {
    if (this.shows(level)) {
      const kernel = this.kernel;
      if (this.json) kernel.log(2, jsonLine(kernel, JSON_LABELS[level], event, message, this.fields, LONGEST_MESSAGE));
      else kernel.log(this.style.stream(level), this.textLine(level, message));
    }
    if (this.json) this.fields = "";
  }

  /** Writes a warning of which the others have nothing like it: under their names it is only for those who ask for more. */
  remark(event: string, message: string): void {
    this.say(this.style.remarkLevel(), event, message);
  }

  private textLine(level: i32, message: string): string {
    const prefix = this.style.prefix(level, this.kernel.pid());
    return prefix + cut(message, LONGEST_MESSAGE - prefix.length - 1) + "\n";
  }
}
