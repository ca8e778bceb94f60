/* What happens after the core has trapped: it is begun anew, or the host keeps the container alive by itself. */
#include "host.h"

#include <string.h>
#include <unistd.h>

void say(const char *sentence) {
  char line[160] = "[FATAL tsinit (";
  char *end = sys_put_number(line + strlen(line), host.pid);
  end = stpcpy(stpcpy(stpcpy(end, ")] "), sentence), "\n");
  sys_log(2, line, (size_t)(end - line));
}

/*
 * What is left of the init when its core traps again and again. It reaps, and forwards every signal to the program. When the
 * program has ended it sends TERM to the others of the namespace, unless the core has begun to tell them, waits for them for the
 * grace period at most, and exits with the program's code.
 */
static SYS_COLD _Noreturn void carry_on(void) {
  say("internal error: only signals are forwarded and orphans reaped from here on");
  for (int signo = host.telling;; signo = sys_wait_signal(host.is_drained ? -1 : 0)) {
    if (is_stop(signo)) host.stop_asked = true;
    if (host.main_child > 0 && signo > 0 && signo != SIGCHLD) sys_kill(host.main_child, signo);
    drain(NULL);
    if (host.main_child > 0 ? host.main_ended : host.stop_asked) break;
  }
  if (sys_kill_namespace(host.notes[CORE_NOTED_REST] == 0 ? SIGTERM : 0) == 0) {
    sys_kill_namespace(SIGCONT);
    const double deadline = sys_now() + CORE_DEFAULT_GRACE;
    for (double left = CORE_DEFAULT_GRACE; drain(NULL) && left > 0; left = deadline - sys_now())
      sys_wait_signal(host.is_drained ? left : 0);
  }
  leave((int)w2c_core_exitCodeOf(&core, (u32)host.main_status)); /* needs nothing that the core knows */
}

/* At most so many times within so many milliseconds a core that has trapped is begun anew. */
#define MOST_BEGINNINGS 3
#define BEGINNINGS_TIME 60000

void after_trap(void) {
  static double times[MOST_BEGINNINGS]; /* of the last beginnings */
  static unsigned count;
  if (w2c_host_program(&host) == 0) {
    say("internal error: the program is not started");
    _exit(CORE_EXIT_FAILURE);
  }
  const double now = sys_now();
  double *const time = &times[count % MOST_BEGINNINGS];
  if ((count >= MOST_BEGINNINGS && now - *time < BEGINNINGS_TIME) || !renew_memory()) carry_on();
  *time = now;
  count++;
  host.trapped = host.memory_refused ? CORE_OUT_OF_MEMORY : CORE_INTERNAL_ERROR;
  host.memory_refused = false;
  /* closes what the core had open: the list of processes, and handles of processes */
  while (sys_next_listed() > 0) continue;
  sys_let_go();
}
