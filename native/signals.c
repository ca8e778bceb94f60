/* How signals come to this process, one by one, and how the program gets them as this process was given them. */
#include "kernel-signals.h"
#include "sys.h"

#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <poll.h>
#include <sys/signalfd.h>

struct sys_signals sys_inherited_signals;

bool sys_has_handlers;

int sys_take_signals(void) {
  const signal_set all = ~(signal_set)0;
  const long refused = set_mask(&all, &sys_inherited_signals.mask);
  if (refused < 0) return (int)refused;

  /*
   * While CHLD is ignored the kernel reaps by itself, and exit codes are lost: wait(2). The default does nothing either, but lets
   * a blocked CHLD become pending. NOCLDSTOP: a child that stops or goes on is no reason to wake up.
   */
  const struct disposition wanted = {.handler = SIG_DFL, .flags = SA_NOCLDSTOP};
  struct disposition old = {.handler = SIG_DFL};
  set_disposition(SIGCHLD, &wanted, &old);
  sys_inherited_signals.is_chld_ignored = old.handler == SIG_IGN;
  return 0;
}

/*
 * How sys_wait_signal() waits where rt_sigtimedwait(2) is refused, by a seccomp filter for example: with signalfd(2), whose
 * descriptor is open for this one wait only. Where that is refused too it looks which signals are pending, and sleeps a little if
 * none is.
 */
static SYS_COLD int wait_otherwise(const signal_set *wanted, double ms) {
  struct pollfd signals = {.events = POLLIN};
  /* not signalfd(2): a C library may think less of some signals */
  signals.fd = (int)syscall(SYS_signalfd4, -1, wanted, sizeof *wanted, SFD_CLOEXEC | SFD_NONBLOCK);
  if (signals.fd >= 0) {
    struct signalfd_siginfo information;
    poll(&signals, 1, ms < 0 ? -1 : ms < INT_MAX ? (int)ceil(ms) : INT_MAX);
    const ssize_t size = read(signals.fd, &information, sizeof information);
    close(signals.fd);
    return size == sizeof information ? (int)information.ssi_signo : 0;
  }
  signal_set pending = 0;
  syscall(SYS_rt_sigpending, &pending, sizeof pending);
  pending &= *wanted;
  if (pending == 0) {
    poll(NULL, 0, ms < 0 || ms > 20 ? 20 : (int)ceil(ms));
    return 0;
  }
  /* a pending signal is discarded when it is ignored, even if it is blocked: sigaction(2), POSIX. CHLD's default ignores it */
  int signo = 1;
  while (!(pending & signal_bit(signo))) signo++;
  const struct disposition ignore = {.handler = SIG_IGN};
  struct disposition old = {.handler = SIG_DFL, .flags = SA_NOCLDSTOP};
  if (signo != SIGCHLD) set_disposition(signo, &ignore, &old);
  set_disposition(signo, &old, NULL);
  return signo;
}

int sys_wait_signal(double ms) {
  /*
   * The kernel hands out the lowest signal first. A CHLD that comes again and again would keep those above it from their turn, so
   * that a caller that does not wait, since it has children to reap, gets the others alone. CHLD stays pending.
   */
  const signal_set wanted = ms == 0 ? ~signal_bit(SIGCHLD) : ~(signal_set)0;
  const long signo = take_signal(&wanted, NULL, ms);
  if (signo > 0) return (int)signo;
  /* the time is over, or this process was stopped or traced meanwhile */
  return errno == EAGAIN || errno == EINTR ? 0 : wait_otherwise(&wanted, ms);
}

/*
 * Sets every signal to its default. A handler that ran in the child would run in the parent's memory, and take the child's signal
 * for one of the parent's. Nor is the program to inherit which signals such a parent ignores.
 */
static void reset_dispositions(void) {
  const struct disposition none = {.handler = SIG_DFL};
  for (int signo = 1; signo <= CORE_SIGRTMAX; signo++) set_disposition(signo, &none, NULL); /* fails for KILL and STOP */
}

int sys_give_back_signals(const struct sys_signals *inherited) {
  if (sys_has_handlers) reset_dispositions();
  if (inherited->is_chld_ignored) {
    const struct disposition ignore = {.handler = SIG_IGN};
    set_disposition(SIGCHLD, &ignore, NULL);
  }
  return (int)set_mask(&inherited->mask, NULL);
}
