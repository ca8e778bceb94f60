/* A start: what sys_spawn() and its child tell each other. For the C files of the host alone. */
#ifndef START_H
#define START_H

#include "sys.h"

struct start {
  struct sys_child child;
  pid_t parent; /* at whose end child.death_signal is to come; 0: that is not asked for */
  int failed;   /* CORE_FAILED_NOWHERE, or the step that failed */
  int error;    /* what it answered: an errno, above 0 */
  struct sys_signals signals; /* what the program gets */
  char listen_pid[32];        /* LISTEN_PID=..., where that is to name the program */
};

/*
 * The child's stack, in bytes. In the static binary it needs 176 on x86-64 and 480 on s390x, the most of all machines; ten times
 * that where the dynamic linker looks functions up at their first call, or a sanitizer checks.
 */
#if defined(__SANITIZE_ADDRESS__) || defined(__PIC__)
enum { CHILD_STACK = 16384 };
#else
enum { CHILD_STACK = 1024 };
#endif

/* All that a child reads and writes that shares its parent's memory, but for argv and envp. */
struct sys_room {
  struct start start;
  _Alignas(16) char stack[CHILD_STACK];
};

/* child.c: what the child does. It never returns. */
int sys_run_child(void *start);

/* path-search.c: execvp(3), in the child. Returns only if it failed: the errno (above 0), and the step that failed. */
int sys_exec(const struct sys_child *child, int *failed);

#endif
