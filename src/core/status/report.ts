/**
 * --status: looks at the PID namespace in which it runs, and prints a report. It goes in steps, between which garbage can be
 * collected, and waits only if there are zombies.
 */
import { errorText } from "../base/errno";
import { EXIT_FAILURE, EXIT_SUCCESS } from "../base/exit";
import { Kernel } from "../base/kernel";
import { FATAL } from "../log/levels";
import { Log } from "../log/log";
import { ALL, Options } from "../options/options";
import { Findings } from "./findings";
import { JsonPrinter } from "./json-printer";
import { Look } from "./look";
import { Printer } from "./printer";
import { Printing } from "./printing";
import { Seen } from "./seen";
import { TextPrinter } from "./text-printer";

/** So many lines of processes are listed, if no option says how many. */
const USUAL: i32 = 40;
/** There is something to act on. */
const EXIT_FINDINGS: i32 = 1;
/** A process that is a zombie for so long, in ms, is not being reaped. */
const PATIENCE: f64 = 300;

export class Report {
  /** The code to exit with; -1 if there is still something to do. */
  code: i32 = -1;
  /** -errno if something could not be printed, otherwise 0. */
  printError: i32 = 0;
  private readonly look: Look;
  /** Null while it looks. */
  private printing: Printing | null = null;
  private codeWhenPrinted: i32 = EXIT_SUCCESS;

  constructor(
    private readonly kernel: Kernel,
    private readonly options: Options,
    private readonly log: Log,
  ) {
    this.look = new Look(kernel);
  }

  /** Takes one step. After how many ms the next one is due, if there is no code yet and no printError. */
  step(): f64 {
    const printing = this.printing;
    if (printing === null) return this.takeLook();
    const goesOn = printing.step();
    this.printError = printing.printer.error;
    if (!goesOn) this.code = this.codeWhenPrinted;
    return 0;
  }

  private takeLook(): f64 {
    const look = this.look;
    const result = look.take();
    if (result < 0) {
      this.log.say(FATAL, "status", `The processes cannot be seen: /proc: ${errorText(-result)}`);
      this.code = EXIT_FAILURE;
      return 0;
    }
    if (look.zombies.length > 0 && look.times === 1) return PATIENCE;
    const seen = new Seen(look.table, look.zombies, look.isCut);
    seen.gather(this.kernel, this.options);
    this.begin(seen);
    return 0;
  }

  private begin(seen: Seen): void {
    const findings = new Findings(this.kernel, this.options, seen);
    const json = this.options.json;
    let most = this.options.processes;
    if (most < 0) most = json ? ALL : USUAL;
    const printer: Printer = json
      ? new JsonPrinter(this.kernel, seen, findings)
      : new TextPrinter(this.kernel, seen, findings, most);
    this.printing = new Printing(seen, printer, most);
    if (findings.list.length > 0) this.codeWhenPrinted = EXIT_FINDINGS;
  }
}
