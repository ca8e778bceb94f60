/**
 * A stop signal that the program ignores, as `unshare --fork`, `strace -o` and mysqld_safe ignore TERM: the kernel would drop it
 * without a trace. It is meant for those whom the program waits for, so its children get it.
 */
import { Kernel } from "../base/kernel";
import { SIGCONT, SIGURG, SIGWINCH } from "../base/signals";
import { Everyone } from "../proc/everyone";
import { ProcessStatus } from "../proc/process-status";
import { Survivors } from "../proc/survivors";
import { Round } from "./round";
import { Target } from "./target";

/** A child may ignore it as well, and its child: so many of them are looked below. */
const MOST: i32 = 16;

/** Sends it on, if the process `pid` ignores it. Returns who has got it. */
export function passOn(kernel: Kernel, round: Round, pid: i32, signo: i32): Survivors {
  const receivers = new Survivors();
  const status = new ProcessStatus();
  const target = new Target(kernel);
  const through: i32[] = [pid];
  for (let i: i32 = 0; i < through.length && i < MOST; i++) {
    if (!status.read(kernel, through[i]) || !ignores(status, signo)) continue;
    const everyone = new Everyone(kernel);
    while (everyone.next()) {
      const stat = everyone.stat;
      if (stat.parent !== through[i] || stat.isZombie()) continue;
      receivers.add(kernel, everyone.pid);
      if (through.length < MOST) through.push(everyone.pid);
      if (target.aim(everyone.pid, stat) < 0) continue;
      if (target.kill(signo) === 0) round.note(everyone.pid, stat, signo);
      target.release();
    }
  }
  return receivers;
}

/** These do nothing where no handler takes them: signal(7). */
function ignores(status: ProcessStatus, signo: i32): bool {
  const isHarmless = signo === SIGWINCH || signo === SIGURG || signo === SIGCONT;
  return status.ignored.has(signo) || (isHarmless && !status.caught.has(signo));
}
