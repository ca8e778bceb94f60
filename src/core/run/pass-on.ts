/**
 * A stop signal that does not reach those whom it is meant for, because the program stands in between: `unshare --fork`,
 * `strace -o` and mysqld_safe let none reach them, a shell takes no notice of INT. So its children get it.
 */
import { Kernel } from "../base/kernel";
import { SIGCONT, SIGURG, SIGWINCH } from "../base/signals";
import { Everyone } from "../proc/everyone";
import { ProcessStatus } from "../proc/process-status";
import { Survivors } from "../proc/survivors";
import { Round } from "./round";
import { isShell } from "./shell";
import { Target } from "./target";

/** It may not reach a child either, but the child's child: the children of so many are looked at. */
const MOST: i32 = 16;

/** Why a signal ends at a process: it is ignored. */
export const IGNORED: i32 = 0;
/** It is blocked, and still nobody has taken it: who waits for signals would have. */
export const STUCK: i32 = 1;
/**
 * It is INT, and the process is a shell. A terminal sends INT to the whole foreground, so a shell, interactive or not, leaves it to
 * the command that it waits for, and does what that does.
 */
export const LEFT_TO_COMMAND: i32 = 2;

/** Sends it on, if it ends at the process `pid` for that reason. Returns who has got it. */
export function passOn(kernel: Kernel, round: Round, pid: i32, signo: i32, reason: i32): Survivors {
  const receivers = new Survivors();
  const target = new Target(kernel);
  const through: i32[] = [pid];
  for (let i: i32 = 0; i < through.length && i < MOST; i++) {
    if (!endsAt(kernel, through[i], signo, reason)) continue;
    const everyone = new Everyone(kernel);
    while (everyone.next()) {
      const stat = everyone.stat;
      if (stat.parent !== through[i] || stat.isZombie()) continue;
      receivers.add(kernel, everyone.pid);
      if (through.length < MOST) through.push(everyone.pid);
      if (target.aim(everyone.pid, stat) < 0) continue;
      if (target.kill(signo) === 0) round.note(everyone.pid, stat, signo);
      if (stat.isStopped()) target.kill(SIGCONT);
      target.release();
    }
  }
  return receivers;
}

function endsAt(kernel: Kernel, pid: i32, signo: i32, reason: i32): bool {
  if (reason === LEFT_TO_COMMAND) return isShell(kernel, pid);
  const status = new ProcessStatus();
  return status.read(kernel, pid) && (reason === STUCK ? isStuck(status, signo) : ignores(status, signo));
}

/** Some do nothing where no handler takes them: signal(7). */
function ignores(status: ProcessStatus, signo: i32): bool {
  const isHarmless = signo === SIGWINCH || signo === SIGURG || signo === SIGCONT;
  return status.ignored.has(signo) || (isHarmless && !status.caught.has(signo));
}

function isStuck(status: ProcessStatus, signo: i32): bool {
  return status.blocked.has(signo) && status.pending.has(signo);
}
