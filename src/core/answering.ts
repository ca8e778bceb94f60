/** A task that only prints: the init runs no program, and a signal that asks for an end is its end. */
import { EINTR, errorText } from "./base/errno";
import { SIGINT, SIGTERM } from "./base/signals";
import { Task } from "./base/task";
import { Contract } from "./contracts/contract";
import { Log } from "./log/log";

export class Answering extends Task {
  constructor(
    private readonly contract: Contract,
    private readonly log: Log,
  ) {
    super();
  }

  onSignal(signo: i32): void {
    if (signo === SIGINT || signo === SIGTERM) this.code = 128 + signo;
  }

  endSoon(): void {
    this.code = 128 + SIGTERM;
  }

  /** What was printed could not be: -errno. That a signal came meanwhile is no failure: it is heard next. */
  failed(result: i32): void {
    if (result === -EINTR) return;
    this.code = this.contract.fail(this.log, `stdout could not be written: ${errorText(-result)}`);
  }
}
