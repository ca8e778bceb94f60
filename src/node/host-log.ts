/** What the Node host itself has to say, in the form of the init's own messages. */
import { Tsinit } from "../core/contracts/tsinit";
import { FATAL, WARN } from "../core/log/levels";
import { Log } from "../core/log/log";
import type { NodeKernel } from "./kernel";

export class HostLog {
  private readonly log: Log;

  /** `format`: as the option, if it was given. */
  constructor(kernel: NodeKernel, format: unknown = kernel.variable("TSINIT_LOG_FORMAT")) {
    this.log = new Log(kernel, new Tsinit());
    this.log.json = format === "json";
  }

  /** `event` names what happened, for JSON. */
  warn(event: string, sentence: string): void {
    this.log.say(WARN, event, Buffer.from(sentence, "utf8").toString("latin1"));
  }

  fatal(event: string, sentence: string): void {
    this.log.say(FATAL, event, Buffer.from(sentence, "utf8").toString("latin1"));
  }
}
