/* How the program is started: clone(2), its place, its terminal and its signals, execve(2). */
#define _GNU_SOURCE
#include "sys.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <unistd.h>
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#endif

/* What the child of sys_spawn() works on, in memory that it shares with its parent. */
struct spawn {
  const struct sys_child *child;
  pid_t parent;
  int error;
  int failed;
};

/*
 * LISTEN_PID says for which process the descriptors that follow are meant: sd_listen_fds(3). The parent, whose memory
 * this is, keeps the changed environment; nobody reads it there any more.
 */
static void set_listen_pid(char **envp) {
  static char variable[32];
  for (; *envp; envp++)
    if (!strncmp(*envp, "LISTEN_PID=", 11)) {
      memcpy(variable, *envp, 11);
      *sys_put_number(variable + 11, getpid()) = '\0';
      *envp = variable;
    }
}

/* The child, in its parent's memory, while the parent is held until it execs or exits: it must write to `spawn` alone. */
static int run_child(void *argument) {
  struct spawn *spawn = argument;
  if (spawn->child->place == CORE_OWN_GROUP) setpgid(0, 0); /* fails only for a session leader, which a new process is not */
  if (spawn->child->place == CORE_OWN_SESSION) {
    if (setsid() < 0) setpgid(0, 0); /* refused: a group at least, which signals can be sent to */
    /* 0: the terminal is not taken from another session that has it; ioctl_tty(2) */
    ioctl(0, TIOCSCTTY, 0);
  }

  /*
   * tcsetpgrp(3). The kernel stops a background process that calls it, unless it blocks TTOU or ignores it. All is
   * blocked still; after the mask is restored the child would stop here and the parent never return from clone(2).
   * It may fail: the terminal can have gone meanwhile. That is no reason not to run the program.
   */
  if (spawn->child->terminal >= 0) {
    const pid_t group = getpid();
    ioctl(spawn->child->terminal, TIOCSPGRP, &group);
  }

#ifdef SYS_HAS_SETTING
  spawn->error = sys_enter_setting();
  if (spawn->error > 0) {
    spawn->failed = CORE_FAILED_EXEC;
    _exit(127);
  }
#endif

  /* after any change of the user, which would clear it */
  if (spawn->child->death_signal > 0) {
    prctl(PR_SET_PDEATHSIG, spawn->child->death_signal, 0, 0, 0);
    /* had the parent ended before that call, no signal would come any more; it is held in clone(2), but can be killed */
    if (getppid() != spawn->parent) _exit(127);
  }
  if (spawn->child->listen_pid) set_listen_pid(spawn->child->envp);

  const int refused = sys_give_back_signals();
  if (refused < 0) { /* a program that no signal reaches could never be stopped */
    spawn->error = -refused;
    spawn->failed = CORE_FAILED_EXEC;
    _exit(127);
  }
  /* written when all has failed, not before: what is written stays there if a later try succeeds */
  int failed;
  spawn->error = sys_exec(spawn->child, &failed);
  spawn->failed = failed;
  _exit(127);
}

/*
 * The child's stack, in bytes. It needs 344 in the static binary (musl, x86-64); ten times that where the dynamic linker
 * looks functions up at their first call, or a sanitizer checks.
 */
#if defined(__SANITIZE_ADDRESS__) || defined(__PIC__)
enum { CHILD_STACK = 16384 };
#else
enum { CHILD_STACK = 1024 };
#endif

pid_t sys_spawn(const struct sys_child *child, int *failed) {
  struct spawn spawn = {.child = child, .parent = child->death_signal > 0 ? getpid() : 0, .error = 0, .failed = CORE_FAILED_NOWHERE};
  /*
   * As vfork(2), which lets the child report errors through memory, but with a stack of its own, because not every C
   * library's vfork(3) shares memory on every architecture.
   */
  _Alignas(16) char stack[CHILD_STACK];
  const pid_t pid = clone(run_child, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, &spawn);
  const int error = errno;
#ifdef __SANITIZE_ADDRESS__
  __asan_unpoison_memory_region(stack, sizeof stack); /* the child's frames were never left */
#endif
  if (pid < 0) {
    *failed = CORE_FAILED_FORK;
    return -error;
  }
  *failed = spawn.failed;
  return spawn.failed == CORE_FAILED_NOWHERE ? pid : -spawn.error;
}
