/** The task of --status: a report, made in steps so that none takes long or needs much memory. */

import { Answering } from "./answering";
import { Kernel } from "./base/kernel";
import { Contract } from "./contracts/contract";
import { Log } from "./log/log";
import { Options } from "./options/options";
import { Report } from "./status/report";

export class Reporting extends Answering {
  private readonly report: Report;
  /** When the next step is due, in milliseconds of Kernel.now(); -1: there is none. */
  private next: f64;

  constructor(
    private readonly kernel: Kernel,
    contract: Contract,
    options: Options,
    log: Log,
  ) {
    super(contract, log);
    this.report = new Report(kernel, options, log);
    this.next = kernel.now();
  }

  onTimer(): void {
    if (this.next < 0 || this.kernel.now() < this.next) return;
    const report = this.report;
    const pause = report.step();
    this.next = report.printError < 0 ? -1 : this.kernel.now() + pause;
    if (report.printError < 0) this.failed(report.printError);
    else this.code = report.code;
  }

  deadline(): f64 {
    return this.next;
  }
}
