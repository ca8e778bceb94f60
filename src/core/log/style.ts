/** What messages look like and where they go: each contract has its own way. */
import { label } from "./levels";

export abstract class LogStyle {
  /** What the init calls itself in its messages, whatever the name of its file. */
  abstract name(): string;

  /** What stands before a message of that level; `pid` is the init's own. As tini has it, if nothing else is said. */
  prefix(level: i32, pid: i32): string {
    const word = label(level);
    return `[${word}${word.length < 5 ? " " : ""} ${this.name()} (${pid})] `;
  }

  /** The descriptor, 1 or 2, that a message of that level goes to. */
  stream(_level: i32): i32 {
    return 2;
  }

  /** The level of warnings that tsinit alone has: whoever greps the log of another init must find nothing new. */
  abstract remarkLevel(): i32;
}
