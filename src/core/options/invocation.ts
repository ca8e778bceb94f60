/** What the init was called with: by which name, in what environment, with which options. Read in pieces: each may be long. */

import { Kernel } from "../base/kernel";
import { Log } from "../log/log";
import { Called } from "./called";
import { CommandLine } from "./command-line";
import { Environment } from "./environment";
import { Options } from "./options";

export class Invocation {
  readonly called: Called;
  readonly environment: Environment;
  readonly commandLine: CommandLine;

  /** `options` are filled, and the name is the log's from now on. */
  constructor(kernel: Kernel, options: Options, log: Log) {
    const called = new Called(kernel);
    options.become(called.persona);
    log.persona = called.persona;
    this.called = called;
    this.environment = new Environment(kernel, options);
    this.commandLine = new CommandLine(kernel, options, called.options);
  }

  /** Reads on. True: it has to be called again, for what is left. */
  read(): bool {
    return this.environment.read() || this.commandLine.read();
  }
}
