/*
 * What takes the place of sys_take_signals(), sys_wait_signal() and sys_reap() in a process that is not ours alone, such as
 * Node's: it has threads, handlers and children of its own. A function that can fail answers -errno.
 */
#ifndef HANDLERS_H
#define HANDLERS_H

#include "sys.h"

/*
 * Takes every signal but CHLD, which stays with the event loop. The number of each that is sent to this process can then be
 * read, a byte each, from the descriptor that is returned, which the caller closes.
 */
int sys_handle_signals(void);

/* Gives every signal back to whom it belonged. */
void sys_release_signals(void);

/* As sys_spawn(). The program gets an empty signal mask, and the default for every signal. */
pid_t sys_spawn_by_handlers(const struct sys_child *child);

/*
 * The first of this thread's children that have ended, without reaping it; 0 if none has ended, -ECHILD if there is none at
 * all. Orphans come to the main thread; the children of other threads are not seen.
 */
pid_t sys_peek(void);

/* Reaps that child: its pid, with wait(2)'s status, or 0 if it has not ended. */
pid_t sys_reap_one(pid_t pid, int *status);

/* Whether this is the process's main thread. */
bool sys_is_main_thread(void);

/* PR_GET_PDEATHSIG: prctl(2). */
int sys_parent_death_signal(void);

/*
 * Undoes what an event loop does to a descriptor that it has inherited: the next program gets it, and it blocks, as programs
 * expect.
 */
int sys_pass_on(int descriptor);

#endif
