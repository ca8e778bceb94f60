/*
 * What takes the place of sys_take_signals(), sys_wait_signal() and sys_reap() in a process that is not ours alone, such as
 * Node's: it has threads, handlers and children of its own. A function that can fail answers -errno.
 */
#ifndef HANDLERS_H
#define HANDLERS_H

#include "sys.h"

struct uv_loop_s;

/*
 * Takes signals: of `wanted` bit 0 is signal 1. The number of each that is sent to this process can then be read, a byte each,
 * from the descriptor that is returned, which the caller closes. CHLD is told of once until sys_peek() has been called, and goes
 * to the event loop as well. Whatever watches signals by the event loop meanwhile hears nothing of them. -EBUSY: it has been
 * done already.
 */
int sys_handle_signals(uint64_t wanted, struct uv_loop_s *loop);

/* Gives every signal back to whom it belongs: those who watch it by the event loop by now, or who had it before. */
void sys_release_signals(void);

/*
 * watchers.c: a watcher of the event loop's own for a signal. While it is there, the event loop does not touch the signal's
 * disposition, whoever else begins and ends to watch it. Signals that it cannot watch (32 and 33) it never touches.
 */
void sys_watch_signal(struct uv_loop_s *loop, int signo);

/* Takes the watcher away again. Whether there was one. */
bool sys_unwatch_signal(int signo);

/* Called on the event loop when its own handler has caught a signal that is watched. */
void sys_on_watched_signal(int signo);

/*
 * Called on the event loop, unless it is NULL, when ends of children keep it so busy that it does not come to read of the first one:
 * as long as CHLDs come faster than it can tell of them, it does nothing else. Until sys_peek() is called, every STARVED_FOR ms.
 */
extern void (*sys_on_starved)(void);

/* Waits for a signal without the event loop, at most `ms` milliseconds; below 0: without end. Its number, 0 if none came. */
int sys_wait_handled_signal(double ms);

/* What the program has that its starter has not. */
struct sys_setting {
  const char *directory; /* NULL: the same */
  int stdio[3];          /* which descriptors of its starter its own 0 to 2 are */
  int64_t user, group;   /* -1: the same */
};

/* setting.c: of the next program to be started. */
void sys_set_setting(const struct sys_setting *setting);

/* A pipe, which no program inherits: its end to read from and that to write to. 0 or -errno. */
int sys_make_pipe(int pipe_ends[2]);

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

/* Ceases to be a child subreaper: prctl(2). */
int sys_cease_subreaper(void);

/*
 * Undoes what an event loop does to a descriptor that it has inherited: the next program gets it, and it blocks, as programs
 * expect. What has been undone, for sys_take_back(), or -errno.
 */
int sys_pass_on(int descriptor);

/* The descriptor is as it was before sys_pass_on(). */
void sys_take_back(int descriptor, int undone);

#endif
