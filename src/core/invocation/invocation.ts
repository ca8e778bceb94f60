/** What the init was called with: by which name, in what environment, with which options. Read in pieces: each may be long. */
import { Kernel } from "../base/kernel";
import { Contract } from "../contracts/contract";
import { Options } from "../options/options";
import { Called } from "./called";
import { CommandLine } from "./command-line";
import { Environment } from "./environment";

export class Invocation {
  readonly contract: Contract;
  readonly options: Options;
  readonly environment: Environment;
  readonly commandLine: CommandLine;
  /** What came after --as and is nobody's name; "" if nothing did. */
  readonly unknownName: string;

  constructor(kernel: Kernel) {
    const called = new Called(kernel);
    const options = new Options();
    called.contract.setDefaults(options);
    this.contract = called.contract;
    this.options = options;
    this.unknownName = called.unknown;
    this.environment = new Environment(kernel, called.contract, options);
    this.commandLine = new CommandLine(kernel, called.contract, options, called.options);
  }

  /** Reads on. True: it has to be called again, for what is left. */
  read(): bool {
    return this.environment.read() || this.commandLine.read();
  }
}
