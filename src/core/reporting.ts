/** The task of --status: a report, printed in steps so that no step takes long or needs much memory. */
import { Kernel } from "./base/kernel";
import { Contract } from "./contracts/contract";
import { Log } from "./log/log";
import { Options } from "./options/options";
import { Printing } from "./printing";
import { STATUS_STEP, Timers } from "./run/timers";
import { Status } from "./status/status";

export class Reporting extends Printing {
  private readonly timers: Timers;
  private readonly status: Status;

  constructor(
    private readonly kernel: Kernel,
    contract: Contract,
    options: Options,
    log: Log,
  ) {
    super(contract, log);
    const timers = new Timers();
    this.timers = timers;
    this.status = new Status(kernel, options, log, timers);
  }

  onTimer(): void {
    if (!this.timers.fires(STATUS_STEP, this.kernel.now())) return;
    const status = this.status;
    status.step();
    if (status.printError < 0) this.failed(status.printError);
    else this.code = status.code;
  }

  deadline(): f64 {
    return this.timers.next();
  }
}
