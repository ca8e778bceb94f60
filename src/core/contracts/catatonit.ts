/** catatonit's contract, that of podman-init as well. With -P it is a pod's pause process. */
import { endingSignal, exitCode } from "../base/exit";
import { Kernel } from "../base/kernel";
import { shown } from "../base/printable";
import { SIGTSTP } from "../base/signals";
import { lastPart } from "../base/text";
import { VERSION_TEXT } from "../base/version";
import { DEBUG, FATAL, label } from "../log/levels";
import { Log } from "../log/log";
import { Options } from "../options/options";
import { Peer } from "./peer";
import { NO_PROGRAM, Refusal } from "./refusal";

export class Catatonit extends Peer {
  name(): string {
    return "catatonit";
  }

  isCalled(name: string): bool {
    return name === "catatonit" || name === "podman-init";
  }

  protected options(): string {
    return " g=group L=license P=pause h=help V=version /version=version ";
  }

  readEnvironment(kernel: Kernel, options: Options): string {
    if (kernel.variable("CATATONIT_LOG") !== null) return "CATATONIT_LOG is reserved for future use";
    if (kernel.variable("CATATONIT_DEBUG") !== null) options.verbosity = DEBUG;
    return "";
  }

  ignoresProgram(): bool {
    return true;
  }

  permutes(): bool {
    return true;
  }

  version(): string {
    return `tini version 0.2.1_catatonit_tsinit_${VERSION_TEXT}`;
  }

  help(called: string): string {
    return `${usageLine(called)}
options:
  -g              Forward signals to the program's process group.
  -h              Print this help.
  -L              Print the licence.
  -P              Run no program: reap, and quit on SIGINT or SIGTERM.
  -V, --version   Print the version.

${this.more()}`;
  }

  helpStream(): i32 {
    return 2;
  }

  sayRefusal(kernel: Kernel, log: Log, refusal: Refusal, path: string): void {
    if (refusal.reason === NO_PROGRAM) log.say(FATAL, "failed", "missing program name");
    kernel.log(2, refusal.getoptLine(path) + usageLine(lastPart(path)));
  }

  execFailure(_program: string): string {
    return "failed to exec pid1";
  }

  adopts(): bool {
    return true;
  }

  saySpawned(log: Log, pid: i32, program: string, _session: bool): void {
    log.say(DEBUG, "spawned", `pid1 (${pid}) spawned: ${shown(program)}`);
  }

  /** TSTP comes from the terminal, as TTIN and TTOU do. */
  forwards(signo: i32): bool {
    return super.forwards(signo) && signo !== SIGTSTP;
  }

  sayReaped(log: Log, pid: i32, waitStatus: i32, isProgram: bool): void {
    if (isProgram) return;
    const signo = endingSignal(waitStatus);
    const how = signo > 0 ? `due to signal ${signo}` : `with code ${exitCode(waitStatus)}`;
    log.number("child", pid);
    log.say(DEBUG, "reaped", `child process ${pid} exited ${how}`);
  }

  sayExited(log: Log, pid: i32, waitStatus: i32): void {
    log.say(DEBUG, "exited", `pid1 (${pid}) exited with code ${exitCode(waitStatus)}`);
  }

  prefix(level: i32, pid: i32): string {
    return `${level === FATAL ? "ERROR" : label(level)} (${this.name()}:${pid}): `;
  }
}

/** The short form of the usage. */
function usageLine(called: string): string {
  return `usage: ${called} [-ghLPV] [--] <progname> [<arguments>...]\n`;
}
