/* A start: what sys_spawn() and its child tell each other. For the C files of the host alone. */
#ifndef START_H
#define START_H

#include "sys.h"

struct start {
  struct sys_child child;
  pid_t parent; /* at whose end child.death_signal is to come; 0: that is not asked for */
  int failed;   /* CORE_FAILED_NOWHERE, or the step that failed */
  int error;    /* what it answered: an errno, above 0 */
};

/* child.c: what the child does. It never returns. */
int sys_run_child(void *start);

/* path-search.c: execvp(3), in the child. Returns only if it failed: the errno (above 0), and the step that failed. */
int sys_exec(const struct sys_child *child, int *failed);

#endif
