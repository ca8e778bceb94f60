/** One process that is signalled, seen a moment ago: its pid must not have come to mean another one since. */
import { ENOSYS, EPERM, ESRCH } from "../base/errno";
import { Kernel } from "../base/kernel";
import { ProcessStat } from "../proc/process-stat";

const NONE: i32 = -1;

export class Target {
  private pid: i32 = 0;
  private handle: i32 = NONE;
  private readonly now: ProcessStat = new ProcessStat();

  constructor(private readonly kernel: Kernel) {}

  /**
   * Takes aim at the process `pid`, of which `stat` was read. 0, or -errno: -ESRCH if it is gone. A child of PID 1 keeps its
   * pid until it is reaped. Another process is held by a pidfd, and then start and parent have to be the same as before: an
   * orphan that got the init as its new parent is still meant.
   */
  aim(pid: i32, stat: ProcessStat): i32 {
    const kernel = this.kernel;
    const now = this.now;
    this.pid = pid;
    this.handle = NONE;
    if (kernel.pid() === 1 && stat.parent === 1) return 0;
    const handle = kernel.holdProcess(pid);
    if (handle === -ESRCH) return handle;
    // once more: what kept it from being read may be gone
    const isRead = now.read(kernel, pid) || (now.error > 0 && now.read(kernel, pid));
    const isSame = isRead && now.start === stat.start && (now.parent === stat.parent || now.parent === kernel.pid());
    if (handle >= 0) {
      if (isSame) this.handle = handle;
      else kernel.releaseProcess(handle);
    }
    return isSame ? 0 : now.error > 0 ? -now.error : -ESRCH;
  }

  /** 0 or -errno. By pid where there is no pidfd: an old kernel, a seccomp filter that does not know the call. */
  kill(signo: i32): i32 {
    const result = this.handle >= 0 ? this.kernel.killHeld(this.handle, signo) : -ENOSYS;
    return result === -ENOSYS || result === -EPERM ? this.kernel.kill(this.pid, signo) : result;
  }

  release(): void {
    if (this.handle >= 0) this.kernel.releaseProcess(this.handle);
    this.handle = NONE;
  }
}
