/** The contract of Kubernetes' pause: it runs nothing, holds a pod's namespaces, and reaps. */
import { Kernel } from "../base/kernel";
import { VERSION_TEXT } from "../base/version";
import { Log } from "../log/log";
import { Options } from "../options/options";
import { Peer } from "./peer";
import { signalText } from "./signal-text";

export class Pause extends Peer {
  name(): string {
    return "pause";
  }

  isCalled(name: string): bool {
    return name === "pause";
  }

  protected options(): string {
    return " v=version V=version ";
  }

  /** A pod's infra container may be started with another's: `pause -P`. */
  ignoresUnknown(): bool {
    return true;
  }

  setDefaults(options: Options): void {
    super.setDefaults(options);
    options.pause = true;
  }

  ignoresProgram(): bool {
    return true;
  }

  version(): string {
    return `pause.c 3.10_tsinit_${VERSION_TEXT}`;
  }

  help(_called: string): string {
    return "";
  }

  adopts(): bool {
    return false;
  }

  sayNotFirst(kernel: Kernel, _log: Log): void {
    kernel.log(2, "Warning: pause should be the first process\n");
  }

  /** Whatever the verbosity. */
  sayStopping(kernel: Kernel, _log: Log, signo: i32): void {
    kernel.log(2, `Shutting down, got signal: ${signalText(signo)}\n`);
  }
}
