/* Processes: those that are reaped, those that are signalled, and this one. */
#define _GNU_SOURCE
#include "sys.h"

#include <errno.h>
#include <limits.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* How sys_reap() reaps where wait4(2) is refused. */
static SYS_COLD pid_t reap_otherwise(int *status) {
  siginfo_t end = {.si_pid = 0};
  if (waitid(P_ALL, 0, &end, WEXITED | WNOHANG | __WALL) < 0) return -errno;
  if (end.si_code == CLD_EXITED) *status = (end.si_status & 0xff) << 8;
  else *status = end.si_status | (end.si_code == CLD_DUMPED ? 0x80 : 0); /* WCOREDUMP */
  return end.si_pid;
}

pid_t sys_reap(int *status) {
  /* __WALL: children made by clone(2) without SIGCHLD are children too */
  const pid_t pid = waitpid(-1, status, WNOHANG | __WALL);
  if (pid >= 0) return pid;
  return errno == ECHILD ? -ECHILD : reap_otherwise(status);
}

/*
 * kill(2) gives a pid of 0 or -1 a meaning: one's own group, every process of the namespace. As root outside a
 * container that is every process of the machine, so both are refused here, whatever the caller thinks. 1 is the init
 * itself or, if tsinit isn't PID 1, another one: nothing it has to signal.
 */
int sys_kill(pid_t pid, int signo) {
  if (pid <= 1) return -EINVAL;
  return kill(pid, signo) < 0 ? -errno : 0;
}

int sys_kill_group(pid_t pgid, int signo) {
  if (pgid <= 1) return -EINVAL;
  return kill(-pgid, signo) < 0 ? -errno : 0;
}

int sys_kill_namespace(int signo) {
  if (getpid() != 1) return -EPERM;
  return kill(-1, signo) < 0 ? -errno : 0;
}

/* The numbers of pidfd_open(2) and pidfd_send_signal(2), the same on every architecture; musl 1.2.3 lacks the names. */
enum { PIDFD_SEND_SIGNAL = 424, PIDFD_OPEN = 434 };
#ifdef SYS_pidfd_open
_Static_assert(SYS_pidfd_send_signal == PIDFD_SEND_SIGNAL && SYS_pidfd_open == PIDFD_OPEN, "syscalls(2)");
#endif

int sys_hold_process(pid_t pid) {
  if (pid <= 1) return -EINVAL;
  const long handle = syscall(PIDFD_OPEN, pid, 0);
  return handle < 0 ? -errno : (int)handle;
}

int sys_kill_held(int handle, int signo) {
  return syscall(PIDFD_SEND_SIGNAL, handle, signo, NULL, 0) < 0 ? -errno : 0;
}

void sys_release_process(int handle) { close(handle); }

int sys_become_subreaper(void) {
  return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) < 0 ? -errno : 0;
}

int sys_is_subreaper(void) {
  int flag = 0;
  return prctl(PR_GET_CHILD_SUBREAPER, &flag, 0, 0, 0) < 0 ? -errno : flag;
}

int sys_set_parent_death_signal(int signo) {
  return prctl(PR_SET_PDEATHSIG, signo, 0, 0, 0) < 0 ? -errno : 0;
}

int sys_process_limit_near(int percent) {
  /* not setrlimit(3): musl's would bring 5 kB for programs with threads */
  struct {
    uint64_t soft, hard;
  } limit, lower;
  if (syscall(SYS_prlimit64, 0, RLIMIT_NPROC, NULL, &limit) < 0 || limit.soft > INT_MAX) return 0;
  lower = limit;
  lower.soft = limit.soft * (uint64_t)percent / 100;
  if (syscall(SYS_prlimit64, 0, RLIMIT_NPROC, &lower, NULL) < 0) return 0;
  const pid_t pid = vfork();
  if (pid == 0) _exit(0);
  const bool failed = pid < 0 && errno == EAGAIN;
  syscall(SYS_prlimit64, 0, RLIMIT_NPROC, &limit, NULL);
  if (pid > 0) waitpid(pid, NULL, __WALL);
  return failed ? (int)limit.soft : 0;
}

void sys_suspend(void) { kill(getpid(), SIGSTOP); }

bool sys_is_secure(void) { return getauxval(AT_SECURE) != 0; }
