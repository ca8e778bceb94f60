/* How children that have ended are reaped. */
#include "host.h"

#include <errno.h>
#include <unistd.h>

/* Without a way to reap, neither the program's end nor anybody else's would ever be seen. */
static SYS_COLD _Noreturn void cannot_reap(void) {
  say("no child can be reaped, wait4(2) and waitid(2) are refused: the program is killed");
  sys_kill(host.main_child, SIGKILL);
  leave(CORE_EXIT_FAILURE);
}

bool drain(void (*on_exit)(pid_t pid, int status)) {
  host.is_drained = false;
  for (int reaped = 0; reaped < CORE_REAPED_BEFORE_EVENTS; reaped++) {
    int status;
    pid_t pid = sys_reap(&status);
    /* until the program has been reaped there is a child, so this answer is wrong: it is asked for once more */
    if (pid == -ECHILD && host.main_child > 0 && !host.main_ended) pid = sys_reap(&status);
    if (pid <= 0) {
      if (pid < 0 && pid != -ECHILD) cannot_reap();
      host.is_drained = true;
      return pid == 0;
    }
    if (pid == host.main_child && !host.main_ended) {
      host.main_ended = true;
      host.main_status = status;
    }
    if (on_exit) on_exit(pid, status);
  }
  return true;
}
