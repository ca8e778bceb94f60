/*
 * Every system call that tsinit makes, in plain C, for both hosts. What to do with them is decided in src/core.
 * A function that can fail answers -errno.
 */
#ifndef SYS_H
#define SYS_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/uio.h>

#include "numbers.h"

/*
 * For large buffers: they come behind all other variables (the linker sorts by name), the most used first, so that as few pages
 * as possible are touched.
 */
#define SYS_LAST(order) __attribute__((section(".bss.zz" #order)))

/* For functions that run rarely, and those that only options and names need: scripts/cold.mjs. */
#define SYS_COLD __attribute__((noinline, section(".cold")))
#define SYS_OPTIONS __attribute__((noinline, section(".options")))

/* signals.c */

/*
 * Blocks every signal, so that each one waits for sys_wait_signal(), and remembers for the program how signals were before. To
 * be called first. 0 or -errno: then a signal would end this process.
 */
int sys_take_signals(void);

/*
 * Waits for a signal, at most `ms` milliseconds; below 0: without end. Its number, or 0 if none came or the wait was cut short.
 * With 0 ms it does not wait, and leaves CHLD pending: the caller reaps next anyway, and a CHLD taken first would keep other
 * signals from their turn.
 */
int sys_wait_signal(double ms);

/* How signals were before sys_take_signals(). */
struct sys_signals {
  uint64_t mask;
  bool is_chld_ignored;
};
extern struct sys_signals sys_inherited_signals;

/* In the child of sys_spawn(): sets signals to what they are to be for the program. 0 or -errno. */
int sys_give_back_signals(const struct sys_signals *inherited);

/* Whether this process has threads, and handlers, which must not run in the child of sys_spawn(): see addon/handlers.h. */
extern bool sys_has_handlers;

/* spawn.c */

/* How the program is to be started. */
struct sys_child {
  char *const *argv;
  char **envp;
  int place;        /* CORE_OWN_GROUP, CORE_OWN_SESSION or CORE_SAME_GROUP: src/core/base/kernel.ts */
  int terminal;     /* descriptor of the terminal whose foreground it takes over, or -1 */
  int death_signal; /* its parent-death signal, or 0 */
  int listen_pid;   /* whether LISTEN_PID is to be its pid */
};

/* What the child of sys_spawn() has for itself in its parent's memory: start.h. */
struct sys_room;

/*
 * Makes the child that is to be the program: its pid, or -errno. Where it cannot become that it exits by itself, and
 * sys_spawn_failure() says why. `argv` and `envp` must not change before it has executed the program, or has ended; `room` is the
 * child's until the next start.
 */
pid_t sys_spawn(const struct sys_child *child, struct sys_room *room);

/*
 * Once the last child has been reaped: the step of its start that failed (CORE_FAILED_EXEC or _INTERPRETER) and what that answered,
 * an errno above 0; or CORE_FAILED_NOWHERE and 0.
 */
int sys_spawn_failure(int *error);

/* In the child of sys_spawn(), of a host that has such: addon/handlers.h. 0 or the errno. */
int sys_enter_setting(void);

/* processes.c */

/* Reaps one child that has ended: its pid, with wait(2)'s status; 0 if none has ended, -ECHILD if there is none at all. */
pid_t sys_reap(int *status);

/* Sends a signal to one process; pid > 1, anything else is -EINVAL. */
int sys_kill(pid_t pid, int signo);

/* Sends a signal to a process group; pgid > 1, anything else is -EINVAL. */
int sys_kill_group(pid_t pgid, int signo);

/*
 * Sends a signal to every other process of the PID namespace; -EPERM unless this process is its PID 1. -ESRCH: there is
 * nobody else.
 */
int sys_kill_namespace(int signo);

/* Takes hold of a process, whatever becomes of its pid: pidfd_open(2). A handle, to be given to sys_release_process(). */
SYS_COLD int sys_hold_process(pid_t pid);
int sys_kill_held(int handle, int signo);
void sys_release_process(int handle);

/* PR_SET_CHILD_SUBREAPER and PR_SET_PDEATHSIG: prctl(2). */
int sys_become_subreaper(void);
int sys_set_parent_death_signal(int signo);

/*
 * Whether `percent` of the processes that the user may have are in use: RLIMIT_NPROC in getrlimit(2), or 0. The kernel tells
 * nobody how many there are; whether one more fails below the limit is tried with a child that ends at once.
 */
SYS_COLD int sys_process_limit_near(int percent);

/* Whether this process is a child subreaper: 1 or 0. */
SYS_OPTIONS int sys_is_subreaper(void);

/* Stops this process until CONT comes. */
SYS_OPTIONS void sys_suspend(void);

/* Whether the process has rights that its starter need not have: AT_SECURE in getauxval(3). */
SYS_OPTIONS bool sys_is_secure(void);

/* list.c: one list at a time */

/* Begins to list the processes of /proc: 0, or -EXDEV if that is the /proc of another PID namespace. */
SYS_COLD int sys_open_processes(void);

/* Begins to list a process's descriptors, or with 0 one's own: the one that the list is read from, or -errno. */
SYS_COLD int sys_open_descriptors(pid_t pid);

/* The next number of the list, 0 at its end, or -errno: the list is not complete. */
SYS_COLD int sys_next_listed(void);

/* terminal.c */

/* Whether the descriptor is a terminal: 1 or 0. */
int sys_is_terminal(int descriptor);

/* The descriptor (0 to 2) of the controlling terminal if this process's group is its foreground, otherwise -1. */
int sys_foreground_terminal(void);

/* Makes this process's group the terminal's foreground again, if that is still `group`. */
SYS_COLD void sys_take_foreground_back(int terminal, pid_t group);

/*
 * Gives up the controlling terminal, if stdin is that. 1 if the kernel has sent this process HUP and CONT for it, otherwise 0.
 * Those two are thrown away.
 */
SYS_OPTIONS int sys_leave_terminal(void);

/* files.c */

/* Reads up to `size` bytes of a file, from `offset` on: how many were read. */
ssize_t sys_read(const char *path, off_t offset, void *buffer, size_t size);

/* The same of a file that the kernel gives in one piece, by one read(2). */
ssize_t sys_read_stat(const char *path, void *buffer, size_t size);

/* Whether a line of a file is that number. `buffer`: what it is read into; the path may be in it. */
bool sys_lists(const char *path, uint32_t number, char *buffer, size_t size);

/* The path of the working directory: its length, or -errno if it has none, as getcwd(3). */
SYS_OPTIONS ssize_t sys_working_directory(char *buffer, size_t size);

/* The path of the file that this process executes: its length, or -errno. */
SYS_OPTIONS ssize_t sys_executable(char *buffer, size_t size);

/* Changes to / and closes every descriptor above 2, so that no mount or pipe is kept in use. */
void sys_let_go(void);

/* clock.c */

/* Milliseconds on a clock that never jumps: CLOCK_MONOTONIC. */
double sys_now(void);

/* Milliseconds since the machine was started: CLOCK_BOOTTIME. */
SYS_COLD double sys_since_boot(void);

/* Milliseconds since 1970: CLOCK_REALTIME. */
double sys_wall_clock(void);

/* Lets `ms` milliseconds go by. */
void sys_sleep(int ms);

/* output.c */

/*
 * Writes all of a text, as soon as the descriptor takes it: 0, or -errno. -EINTR: INT or TERM came while it took nothing; the
 * signal is still there to be waited for.
 */
SYS_COLD int sys_print(int descriptor, const void *text, size_t size);

/* For sys_print(), where handlers take the signals: set by them when INT or TERM has come. */
extern volatile sig_atomic_t sys_stop_came;

/*
 * Writes one message of at most CORE_LONGEST_MESSAGE bytes, in one write that never waits. Whether all of it could be written.
 * What could not is lost; after a message that was written in part the next one begins on a new line.
 */
SYS_COLD bool sys_log(int descriptor, const void *text, size_t size);

/* writev(2): how many bytes, or -errno. A PIPE or XFSZ that it has caused is taken back. */
SYS_COLD ssize_t sys_write(int descriptor, const struct iovec *parts, uint16_t count);

/* Writes a number that is not negative in decimal digits; returns the place after them. printf(3) would cost 16 kB. */
SYS_COLD char *sys_put_number(char *to, pid_t number);

/* termination-log.c */

/*
 * Leaves a message in the file of that path, which begins with /: 0, or 1 if the file holds one already, or -errno: also where
 * another user could have it written to another file (-ELOOP, -EPERM).
 */
SYS_COLD int sys_leave_message(const char *path, const void *text, size_t size);

#endif
