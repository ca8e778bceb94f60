/** Who PID 1 is, and whether it does what an init has to. */

import { Kernel } from "../base/kernel";
import { SIGCHLD } from "../base/signals";
import { contractOf } from "../contracts/by-name";
import { ownOption } from "../options/table";
import { commandOf, processName } from "../proc/process-name";
import { ProcessStatus } from "../proc/process-status";

/** Whose PID namespace it is. */
export const OWN: i32 = 0;
export const POD: i32 = 1;
export const HOST: i32 = 2;

/** Inits that are known to reap whatever comes to them, beside those whose contracts there are here. */
const OTHER_INITS: string = " s6-svscan systemd runit ";

export class Pid1 {
  /** Its name and command line; "" if they are hidden. */
  name: string = "";
  command: string = "";
  /** How it treats signals, if `signalsSeen`. */
  readonly processStatus: ProcessStatus = new ProcessStatus();
  signalsSeen: bool = false;
  /** Whether it is one of INITS. */
  isInit: bool = false;
  namespace: i32 = OWN;
  /** Whether it reaps orphans: "yes", "no", or "perhaps" where that cannot be seen. */
  reaps: string = "perhaps";
  /** Why that is said. */
  because: string = "it cannot be seen";

  /** Looks at it. `zombies`: how many of its children are zombies. */
  look(kernel: Kernel, zombies: i32): void {
    this.name = processName(kernel, 1);
    this.command = commandOf(kernel, 1);
    this.signalsSeen = this.processStatus.read(kernel, 1);
    this.isInit = isKnownInit(this.name);
    if (processName(kernel, 2) === "kthreadd") this.namespace = HOST;
    else if (this.isPause()) this.namespace = POD;
    this.judge(zombies);
  }

  /**
   * Whether it deals with the signal itself. A known init is believed to: signals that it waits for by sigtimedwait(2) are
   * not shown as blocked meanwhile.
   */
  handles(signo: i32): bool {
    return this.isInit || this.processStatus.handles(signo);
  }

  private judge(zombies: i32): void {
    if (zombies > 0) this.say("no", `${zombies} of its children are zombies`);
    else if (this.signalsSeen && this.processStatus.ignored.has(SIGCHLD)) this.say("yes", "it ignores CHLD");
    else if (this.isInit) this.say("yes", "it is an init");
    else if (this.signalsSeen && !this.handles(SIGCHLD)) this.say("no", "it takes no notice of CHLD");
    else if (this.signalsSeen) this.say("perhaps", "it takes notice of CHLD");
  }

  private say(reaps: string, because: string): void {
    this.reaps = reaps;
    this.because = because;
  }

  /** Whether it is a pod's pause process, which only holds the namespaces and reaps. */
  private isPause(): bool {
    if (this.name === "pause") return true;
    if (this.name !== "catatonit" && this.name !== "tsinit") return false;
    const words = this.command.split(" ");
    let isValue = false;
    for (let i: i32 = 1; i < words.length; i++) {
      const word = words[i];
      if (isValue ? word === "pause" : word === "-P" || word === "--pause" || word === "--as=pause") return true;
      // the options end here: the rest is a program's
      if (!isValue && (word === "--" || !word.startsWith("-"))) return false;
      isValue = !isValue && takesNext(word);
    }
    return false;
  }
}

/** Whether that is the name of an init. */
function isKnownInit(name: string): bool {
  return name.length > 0 && (OTHER_INITS.includes(` ${name} `) || contractOf(name) !== null);
}

/** Whether an option's value is the next word. */
function takesNext(option: string): bool {
  const spec = option.startsWith("--")
    ? ownOption("", option.substring(2))
    : ownOption(option.charAt(option.length - 1), "");
  return spec !== null && spec.value.length > 0 && !spec.value.startsWith("[");
}
