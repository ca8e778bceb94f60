/* The controlling terminal: whether its foreground is this process's, and how it is given up. */
#include "kernel-signals.h"
#include "sys.h"

#include <sys/ioctl.h>

int sys_is_terminal(int descriptor) {
  struct winsize size;
  return ioctl(descriptor, TIOCGWINSZ, &size) == 0;
}

int sys_foreground_terminal(void) {
  for (int descriptor = 0; descriptor <= 2; descriptor++) {
    pid_t foreground;
    /* succeeds for the controlling terminal only: ioctl_tty(2) */
    if (ioctl(descriptor, TIOCGPGRP, &foreground) < 0) continue;
    /*
     * In a new PID namespace both are 0 if both groups were made outside of it. Then nobody can say whether they are the same, and
     * the foreground is taken, because an interactive shell would stop without it: docs/decisions/foreground.md.
     */
    return foreground == getpgrp() ? descriptor : -1;
  }
  return -1;
}

void sys_take_foreground_back(int terminal, pid_t group) {
  pid_t foreground = 0;
  if (ioctl(terminal, TIOCGPGRP, &foreground) < 0 || foreground != group) return;
  /* the kernel stops a background process that does this, unless it blocks TTOU */
  const signal_set all = ~(signal_set)0;
  signal_set mask;
  set_mask(&all, &mask);
  tcsetpgrp(terminal, getpgrp());
  set_mask(&mask, NULL);
}

/* Ignores HUP and CONT, which throws away those that are pending. Whether that could be done. */
SYS_OPTIONS static bool ignore_hand_over(struct disposition *hup, struct disposition *cont) {
  const struct disposition ignore = {.handler = SIG_IGN};
  return set_disposition(SIGHUP, &ignore, hup) == 0 && set_disposition(SIGCONT, &ignore, cont) == 0;
}

int sys_leave_terminal(void) {
  pid_t foreground = 0;
  if (ioctl(0, TIOCGPGRP, &foreground) < 0) return 0;
  /* the foreground group is told if the one who leaves leads the session: ioctl_tty(2) */
  const pid_t session = getsid(0), group = getpgrp();
  if ((session >= 0 && session != getpid()) || (group >= 0 && foreground != group)) {
    ioctl(0, TIOCNOTTY);
    return 0;
  }
  /*
   * It is sent HUP and CONT, at once. They must not be pending when the program starts: a HUP that somebody sends would be merged
   * with this one, and lost. So both are ignored while the terminal is given up. Where they are blocked they are pending
   * nevertheless, until they are ignored once more: sigaction(2), POSIX.
   */
  struct disposition hup = {.handler = SIG_DFL}, cont = hup;
  ignore_hand_over(&hup, &cont);
  const bool is_left = ioctl(0, TIOCNOTTY) == 0;
  const signal_set both = signal_bit(SIGHUP) | signal_bit(SIGCONT);
  /* where a filter refuses to have them ignored they are taken, if they are blocked */
  if (!ignore_hand_over(NULL, NULL))
    while (take_signal(&both, NULL, 0) > 0);
  set_disposition(SIGHUP, &hup, NULL);
  set_disposition(SIGCONT, &cont, NULL);
  return is_left;
}
