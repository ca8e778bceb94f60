/** One line in the log of the runtime, in the form that this has there. */
import { timestamp } from "../core/base/clock";
import { quoted } from "../core/base/json";
import { CommandLine } from "./command-line";
import { Host } from "./host";

/** Bytes of a sentence: with all around it it is one write. */
const LONGEST: i32 = 3000;

export class Report {
  constructor(
    private readonly host: Host,
    private readonly command: CommandLine,
  ) {}

  /** The container starts all the same. Where none is made nothing is said: engines read what `state` writes, stderr too. */
  warn(sentence: string): void {
    if (!this.command.makesContainer) return;
    const line = this.line("warning", sentence);
    if (!this.append(line)) this.host.complain(line);
  }

  /** It does not: whoever reads no log has to see it too. */
  fail(sentence: string): void {
    this.append(this.line("error", sentence));
    this.host.complain(`tsinit-runtime: ${sentence}\n`);
  }

  private append(line: string): bool {
    return this.command.log.length > 0 && this.host.append(this.command.log, line) === 0;
  }

  private line(level: string, sentence: string): string {
    const time = timestamp(this.host.wallClock());
    const text = quoted(`tsinit-runtime: ${sentence}`, LONGEST);
    if (this.command.isJson) return `{"level":"${level}","msg":${text},"time":"${time}"}\n`;
    return `time="${time}" level=${level} msg=${text}\n`;
  }
}
