/** What comes before the real runtime: the bundle of a container that is to be made gets the init. */
import { errorText } from "../core/base/errno";
import { shown } from "../core/base/printable";
import { annotatedOptions } from "./annotations";
import { CommandLine } from "./command-line";
import { Container } from "./container";
import { wantsInit } from "./decision";
import { inject } from "./edit";
import { Host, ITSELF } from "./host";
import { FAILED, NOT_EXECUTABLE, RealRuntime } from "./real";
import { Report } from "./report";
import { Settings } from "./settings";

/** The real runtime is to be executed. */
export const GO_ON: i32 = -1;

export class Wrapper {
  private readonly command: CommandLine;
  private readonly report: Report;

  constructor(private readonly host: Host) {
    const command = new CommandLine(host);
    this.command = command;
    this.report = new Report(host, command);
  }

  /** Does all that is to be done. GO_ON, or what to exit with. */
  start(): i32 {
    const settings = new Settings(this.host, this.report);
    const real = new RealRuntime(this.host, settings.real);
    if (real.path.length === 0) {
      this.report.fail(real.problem);
      return real.code;
    }
    this.host.choose(real.path);
    return this.command.makesContainer ? this.change(settings) : GO_ON;
  }

  /** The real runtime could not be executed: says so, and what to exit with. */
  onFailure(errno: i32): i32 {
    this.report.fail(`the real runtime cannot be executed: ${errorText(errno)}`);
    return NOT_EXECUTABLE;
  }

  private change(settings: Settings): i32 {
    const path = this.command.config;
    const size = this.host.load(path);
    if (size < 0) return this.leave(path, `it cannot be read: ${errorText(-size)}`);
    const container = new Container(this.host);
    if (container.problem.length > 0) return this.leave(path, container.problem);
    if (!wantsInit(container, settings)) return GO_ON;
    const answer = this.host.look(settings.init);
    if (answer !== 0) {
      const why = answer === ITSELF ? "is tsinit-runtime" : `cannot be executed: ${errorText(-answer)}`;
      const sentence = `the init, ${shown(settings.init)}, ${why}: set init in /etc/tsinit/runtime.conf, or TSINIT_RUNTIME_INIT`;
      if (settings.refusesWithout) {
        this.report.fail(sentence);
        return FAILED;
      }
      this.report.warn(`${sentence}; the container starts without`);
      return GO_ON;
    }
    if (this.host.hasDirectory(container.root, settings.path)) {
      return this.leave(path, `the root file system has a directory at ${shown(settings.path)}`);
    }
    const options = settings.options.concat(annotatedOptions(container, this.report));
    const failed = inject(this.host, container, settings.init, settings.path, options);
    return failed < 0 ? this.leave(path, `it cannot be replaced: ${errorText(-failed)}`) : GO_ON;
  }

  private leave(path: string, why: string): i32 {
    this.report.warn(`${shown(path)} is left as it is: ${why}`);
    return GO_ON;
  }
}
