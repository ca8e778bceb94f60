/** Who PID 1 is, and whether it does what an init has to. */

import { Kernel } from "../base/kernel";
import { SIGCHLD, SIGINT, signalName } from "../base/signals";
import {
  doubtOf,
  INIT,
  kindOf,
  NODE,
  otherStop,
  RUNIT,
  reapsAs,
  SHELL,
  SYSTEM_INIT,
  SYSTEMD,
  UNKNOWN,
} from "../contracts/programs";
import { ownOption } from "../options/table";
import { commandOf, processName } from "../proc/process-name";
import { ProcessStatus } from "../proc/process-status";
import { ProcessTable } from "../proc/process-table";
import { NOT_SHOWN, waitsForSignals, YES } from "../proc/sigwait";

/** Whose PID namespace it is. */
export const OWN: i32 = 0;
export const POD: i32 = 1;
export const HOST: i32 = 2;

const RUNNING: i32 = 82;
const SIGSTKFLT: i32 = 16;
/** Of so many children of a shell it is seen whether it waits for them. */
const MOST_CHILDREN: i32 = 64;
/** So much of a file is no init, but an engine that runs one, or anything else. */
const LARGE: i32 = 1 << 20;

/** Whether PID 1 ends on a signal that asks it to. */
export class Stop {
  /** "yes", "no", or "perhaps" where that cannot be known. */
  handled: string = "perhaps";
  /** Why that is said: what PID 1 does. */
  because: string = "does not show it";
  /** Whether somebody should look into it. */
  isDoubtful: bool = false;

  constructor(
    readonly signo: i32,
    /** Its name, without SIG. */
    readonly name: string,
  ) {}
}

export class Pid1 {
  /** Its name and command line; "" if they are hidden. */
  name: string = "";
  command: string = "";
  /** How it treats signals, if `signalsSeen`. */
  readonly processStatus: ProcessStatus = new ProcessStatus();
  signalsSeen: bool = false;
  /** What it is: programs.ts. */
  kind: i32 = UNKNOWN;
  namespace: i32 = OWN;
  /** Whether it reaps orphans: "yes", "no", or "perhaps" where that cannot be seen. */
  reaps: string = "perhaps";
  /** Why that is said. */
  because: string = "it cannot be seen";
  /** What becomes of each stop signal. */
  readonly stops: Stop[] = [];

  /** Looks at it. `signals`: those that ask it to stop; `zombies`: how many of its children are zombies. */
  look(kernel: Kernel, signals: i32[], table: ProcessTable, zombies: i32): void {
    this.name = processName(kernel, 1);
    this.command = commandOf(kernel, 1);
    this.signalsSeen = this.processStatus.read(kernel, 1);
    this.kind = kindOf(this.name, this.command);
    // whoever asks by the library is Node too, of which Debian has a small executable
    if (this.kind !== NODE && isSame(kernel)) this.kind = INIT;
    // tsinit's library takes all signals, even one that nobody else cares for
    if (this.kind === NODE && this.processStatus.caught.has(SIGSTKFLT)) this.kind = INIT;
    if (processName(kernel, 2) === "kthreadd") this.namespace = HOST;
    else if (this.isPause()) this.namespace = POD;
    this.judge(zombies);
    // whoever names others means those: the image's STOPSIGNAL, which comes instead of TERM
    for (let i: i32 = signals.length > 1 ? 1 : 0; i < signals.length; i++) {
      const stop = new Stop(signals[i], signalName(signals[i]).substring(3));
      this.judgeStop(kernel, table, stop);
      this.stops.push(stop);
    }
  }

  private judge(zombies: i32): void {
    const known = reapsAs(this.kind);
    if (zombies > 0) this.say("no", `${zombies} of its children are zombies`);
    else if (this.signalsSeen && this.processStatus.ignored.has(SIGCHLD)) this.say("yes", "it ignores CHLD");
    else if (known === "yes") this.say(known, "it is an init");
    else if (known === "no") this.say(known, "it waits only for what it has started itself");
    else if (this.signalsSeen && !this.processStatus.handles(SIGCHLD)) this.say("no", "it takes no notice of CHLD");
    else if (this.signalsSeen) this.say("perhaps", "it takes notice of CHLD");
  }

  private say(reaps: string, because: string): void {
    this.reaps = reaps;
    this.because = because;
  }

  private judgeStop(kernel: Kernel, table: ProcessTable, stop: Stop): void {
    const signo = stop.signo;
    const kind = this.kind;
    const status = this.processStatus;
    const other = otherStop(kind, signo);
    let doubt = doubtOf(kind, signo);
    if (other.length > 0) return decide(stop, "no", `ends on ${other}, not on ${stop.name}`);
    if (kind === INIT || kind === SYSTEMD || kind === RUNIT) return decide(stop, "yes", "is an init");
    if (!this.signalsSeen) return;
    if (status.caught.has(signo) && kind === SHELL) doubt = foreground(kernel, table);
    if (doubt.length > 0 && (status.handles(signo) || kind === SYSTEM_INIT)) {
      stop.isDoubtful = true;
      stop.because = `catches ${stop.name}, but ${doubt}`;
    } else if (status.caught.has(signo)) decide(stop, "yes", "catches it");
    // a shell blocks all for the moment in which it makes a child, and waits for no signal
    else if (status.blocked.has(signo) && kind !== SHELL) decide(stop, "yes", "blocks it, as those do who wait for it");
    else if (status.ignored.has(signo)) decide(stop, "no", `ignores ${stop.name}`);
    else if (kind !== UNKNOWN || !mayWait(kernel, table)) decide(stop, "no", `has no handler for ${stop.name}`);
    else stop.because = "seems to wait for signals, and the kernel does not show for which";
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

function decide(stop: Stop, handled: string, because: string): void {
  stop.handled = handled;
  stop.because = because;
}

/** Whether PID 1 is this very program, by whatever name. */
function isSame(kernel: Kernel): bool {
  if (kernel.readFrom("/proc/self/exe", LARGE) !== 0) return false;
  const own = kernel.text(0, Math.max(kernel.read("/proc/self/exe"), 0) as i32);
  const size = kernel.read("/proc/1/exe");
  return size > 0 && kernel.text(0, size) === own;
}

/** Whether PID 1 may be waiting for signals, which do not show then. */
function mayWait(kernel: Kernel, table: ProcessTable): bool {
  const waits = waitsForSignals(kernel, 1);
  const at = table.indexOf(1);
  return waits === YES || (waits === NOT_SHOWN && at >= 0 && table.states[at] !== RUNNING);
}

/**
 * What a shell's trap has to wait for: a child in the foreground. One in the background ignores INT, which the shell has seen to;
 * "" if there are only such.
 */
function foreground(kernel: Kernel, table: ProcessTable): string {
  const status = new ProcessStatus();
  let looked: i32 = 0;
  for (let i: i32 = 0; i < table.pids.length && looked < MOST_CHILDREN; i++) {
    if (table.parents[i] !== 1 || table.isZombie(i)) continue;
    looked++;
    if (!status.read(kernel, table.pids[i]) || status.ignored.has(SIGINT)) continue;
    const name = processName(kernel, table.pids[i]);
    return `its trap may have to wait until ${table.pids[i]} (${name}) has ended; "PROGRAM & wait" would not, nor "exec PROGRAM"`;
  }
  return "";
}

/** Whether an option's value is the next word. */
function takesNext(option: string): bool {
  const spec = option.startsWith("--")
    ? ownOption("", option.substring(2))
    : ownOption(option.charAt(option.length - 1), "");
  return spec !== null && spec.value.length > 0 && !spec.value.startsWith("[");
}
