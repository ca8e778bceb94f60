/**
 * Has something done before the process exits, by whatever: process.exit() in a package, or an exception or rejection that
 * nobody has caught. Node's own account of that comes after it.
 */
export class ExitGuard {
  private reason = "";
  private readonly onException = (error: unknown, origin: string) => {
    // one that is caught by a listener after all is not the exit's reason
    this.reason = origin === "unhandledRejection" ? `a promise was rejected: ${error}` : `${error}`;
    setImmediate(() => {
      this.reason = "";
    }).unref();
  };
  private readonly onExit = (code: number) => this.atExit(this.reason || `exit code ${code}`);

  /** `atExit` cannot wait for anything but by blocking: the event loop does not run any more. */
  constructor(private readonly atExit: (reason: string) => void) {
    process.on("uncaughtExceptionMonitor", this.onException);
    process.on("exit", this.onExit);
  }

  remove(): void {
    process.off("uncaughtExceptionMonitor", this.onException);
    process.off("exit", this.onExit);
  }
}
