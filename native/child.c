/*
 * What the child of sys_spawn() does before it is the program: it takes its place and the terminal, gets its signals back, and
 * executes the program.
 *
 * It shares the memory of its parent, which is at work (spawn.c). So it writes to nothing that its parent uses, and leaves errno
 * alone (raw-call.h).
 */
#include "raw-call.h"
#include "start.h"

#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>

static _Noreturn void give_up(struct start *start, int error, int failed) {
  start->error = error;
  start->failed = failed;
  _exit(127);
}

static void take_place(int place) {
  if (place == CORE_SAME_GROUP) return;
  if (place == CORE_OWN_SESSION && raw_call(SYS_setsid) >= 0) {
    /* 0: the terminal is not taken from another session that has it; ioctl_tty(2) */
    raw_call(SYS_ioctl, 0, TIOCSCTTY, 0);
    return;
  }
  /* also where a filter refuses setsid(2): a group at least, which signals can be sent to */
  raw_call(SYS_setpgid, 0, 0);
}

/*
 * tcsetpgrp(3). The kernel stops a background process that calls it, unless it blocks TTOU or ignores it. All is blocked still;
 * after the mask is restored the child would stop here.
 * It may fail: the terminal can have gone meanwhile. That is no reason not to run the program.
 */
static void take_foreground(int terminal) {
  const pid_t group = (pid_t)raw_call(SYS_getpid);
  raw_call(SYS_ioctl, terminal, TIOCSPGRP, &group);
}

static void set_death_signal(int signo, pid_t parent) {
  raw_call(SYS_prctl, PR_SET_PDEATHSIG, signo, 0, 0);
  /* had the parent ended before that call, no signal would come any more: prctl(2) */
  if (raw_call(SYS_getppid) != parent) _exit(127);
}

/*
 * LISTEN_PID says for which process the descriptors that follow are meant: sd_listen_fds(3). The parent, whose memory
 * this is, keeps the changed environment; nobody reads it there any more.
 */
static void set_listen_pid(char *variable, char **envp) {
  for (; *envp; envp++)
    if (!strncmp(*envp, "LISTEN_PID=", 11)) {
      memcpy(variable, *envp, 11);
      *sys_put_number(variable + 11, (pid_t)raw_call(SYS_getpid)) = '\0';
      *envp = variable;
    }
}

int sys_run_child(void *argument) {
  struct start *const start = argument;
  const struct sys_child *const child = &start->child;
  take_place(child->place);
  if (child->terminal >= 0) take_foreground(child->terminal);
#ifdef SYS_HAS_SETTING
  const int not_set = sys_enter_setting();
  if (not_set > 0) give_up(start, not_set, CORE_FAILED_EXEC);
#endif
  /* after any change of the user, which would clear it */
  if (child->death_signal > 0) set_death_signal(child->death_signal, start->parent);
  if (child->listen_pid) set_listen_pid(start->listen_pid, child->envp);

  const int refused = sys_give_back_signals(&start->signals);
  if (refused < 0) give_up(start, -refused, CORE_FAILED_EXEC); /* a program that no signal reaches could never be stopped */
  int failed;
  const int error = sys_exec(child, &failed);
  give_up(start, error, failed);
}
