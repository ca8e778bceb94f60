#define _GNU_SOURCE
#include "handlers.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "kernel-signals.h"
#include "start.h"

/* Room for as many signals as can be queued in the while that the event loop is busy with other things. */
#define PIPE_SIZE (1 << 20)

static int ends[2] = {-1, -1};
static uint64_t taken; /* bit 0 is signal 1 */
static struct disposition before[CORE_SIGRTMAX + 1], ours[CORE_SIGRTMAX + 1], loops[CORE_SIGRTMAX + 1];
static signal_set mask_before;
static volatile sig_atomic_t is_end_told;
static double told_since; /* when the event loop's handler has first met an end that was told of; 0: it has not */

enum { STARVED_FOR = 10 };
void (*sys_on_starved)(void);

/* Whether the process did this to itself: a fault, raise(3), abort(3), a write to a pipe that nobody reads. */
static bool is_own(int signo, const siginfo_t *info) {
  switch (signo) {
    case SIGILL:
    case SIGTRAP:
    case SIGBUS:
    case SIGFPE:
    case SIGSEGV:
    case SIGSYS:
      if (info->si_code > 0) return true;
      break;
    case SIGPIPE:
    case SIGXFSZ:
      if (info->si_pid == getpid()) return true;
      break;
    default: break;
  }
  /* 33 too: with it glibc's setuid(2) asks every thread to follow */
  return info->si_code == SI_TKILL && info->si_pid == getpid();
}

/* Leaves it to the handler that was there before. */
static void pass_on(int signo, siginfo_t *info, void *context) {
  const struct disposition *old = &before[signo];
  if (old->handler == SIG_IGN) return;
  if (old->handler == SIG_DFL) {
    /* a fault comes again as soon as this returns, and then ends the process; abort(3) sees to its end itself */
    set_disposition(signo, old, NULL);
  } else if (old->flags & SA_SIGINFO) {
    void (*handler)(int, siginfo_t *, void *) = (void (*)(int, siginfo_t *, void *))(void (*)(void))old->handler;
    handler(signo, info, context);
  } else {
    old->handler(signo);
  }
}

static void tell(int signo) {
  const unsigned char byte = (unsigned char)signo;
  /* a pipe that is full has had more signals than anybody can have sent on purpose */
  (void)!write(ends[1], &byte, 1);
}

/* One CHLD in the pipe is enough: a crowd that ends must not keep other signals out of it. */
static void tell_end(void) {
  if (is_end_told) return;
  is_end_told = 1;
  tell(SIGCHLD);
}

/* Runs on whichever thread. */
static void on_signal(int signo, siginfo_t *info, void *context) {
  const int error = errno;
  if (signo == SIGCHLD) {
    tell_end();
    /* the event loop has children too */
    if (loops[SIGCHLD].handler != SIG_DFL && loops[SIGCHLD].handler != SIG_IGN) loops[SIGCHLD].handler(signo);
  } else if (is_own(signo, info)) {
    pass_on(signo, info, context);
  } else {
    if (signo == SIGINT || signo == SIGTERM) sys_stop_came = 1;
    tell(signo);
  }
  errno = error;
}

static void look_if_starved(void) {
  if (!is_end_told || !sys_on_starved) return;
  const double now = sys_now();
  if (told_since == 0) told_since = now;
  if (now - told_since < STARVED_FOR) return;
  told_since = now;
  sys_on_starved();
}

/* Where the event loop's handler was in place for a moment; or the end of a child, of which both hear. */
void sys_on_watched_signal(int signo) {
  if (signo == SIGCHLD) look_if_starved();
  else tell(signo);
}

/* The pipe stays for good: a handler may still be running on another thread when signals are given back. */
static int make_pipe(void) {
  if (ends[0] < 0) {
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0) return -errno;
    (void)!fcntl(ends[1], F_SETPIPE_SZ, PIPE_SIZE);
  }
  sys_stop_came = is_end_told = 0;
  char rest[512]; /* of the last time */
  while (read(ends[0], rest, sizeof rest) > 0)
    ;
  const int descriptor = fcntl(ends[0], F_DUPFD_CLOEXEC, 3);
  return descriptor < 0 ? -errno : descriptor;
}

static bool is_taken(int signo) { return taken >> (signo - 1) & 1; }

int sys_handle_signals(uint64_t wanted, struct uv_loop_s *loop) {
  if (taken != 0) return -EBUSY;
  const int descriptor = make_pipe();
  if (descriptor < 0) return descriptor;
  for (int signo = 1; signo <= CORE_SIGRTMAX; signo++) set_disposition(signo, NULL, &before[signo]);

  struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK};
  sigfillset(&action.sa_mask);
  /*
   * The C library refuses to handle 32 and 33, which it uses itself. So it is asked what the kernel has then for USR1, with the
   * return from a handler that some architectures need, and that is set for every signal.
   */
  if (sigaction(SIGUSR1, &action, NULL) < 0) return close(descriptor), -errno;
  struct disposition handle;
  set_disposition(SIGUSR1, &before[SIGUSR1], &handle);
  /* TTIN and TTOU are for background processes, and this may be one: their default would stop it */
  const struct disposition ignore = {.handler = SIG_IGN};
  taken = wanted & ~((uint64_t)1 << (SIGKILL - 1)) & ~((uint64_t)1 << (SIGSTOP - 1));
  signal_set mask = 0;
  for (int signo = 1; signo <= CORE_SIGRTMAX; signo++) {
    if (!is_taken(signo)) continue;
    sys_watch_signal(loop, signo);
    set_disposition(signo, NULL, &loops[signo]);
    set_disposition(signo, signo == SIGTTIN || signo == SIGTTOU ? &ignore : &handle, NULL);
    set_disposition(signo, NULL, &ours[signo]);
    mask |= signal_bit(signo);
  }
  /* Node may have left one blocked: USR1, where it has been told not to debug */
  set_mask(NULL, &mask_before);
  mask = mask_before & ~mask;
  set_mask(&mask, NULL);
  return descriptor;
}

void sys_release_signals(void) {
  set_mask(&mask_before, NULL);
  for (int signo = 1; signo <= CORE_SIGRTMAX; signo++) {
    if (!is_taken(signo)) continue;
    struct disposition now;
    const bool is_watched = sys_unwatch_signal(signo);
    set_disposition(signo, NULL, &now);
    /* still ours: the event loop has left it alone, since others watch the signal by it */
    if (is_watched && now.handler == ours[signo].handler) set_disposition(signo, &loops[signo], NULL);
    else if (!is_watched || before[signo].handler != loops[signo].handler) set_disposition(signo, &before[signo], NULL);
  }
  taken = 0;
}

int sys_wait_handled_signal(double ms) {
  struct pollfd pipe = {.fd = ends[0], .events = POLLIN};
  unsigned char signo = 0;
  const int limit = ms < 0 ? -1 : ms < INT_MAX ? (int)ceil(ms) : INT_MAX;
  return poll(&pipe, 1, limit) > 0 && read(ends[0], &signo, 1) == 1 ? signo : 0;
}

pid_t sys_spawn_by_handlers(const struct sys_child *child) {
  sys_has_handlers = true;
  const signal_set all = ~(signal_set)0;
  signal_set mask;
  set_mask(&all, &mask);
  static struct sys_room room;
  const pid_t pid = sys_spawn(child, &room);
  set_mask(&mask, NULL);
  return pid;
}

pid_t sys_peek(void) {
  told_since = 0;
  is_end_told = 0; /* before the look: who ends after it is told of anew */
  siginfo_t info = {.si_pid = 0};
  /* __WNOTHREAD: the children of worker threads are reaped by their own event loops */
  if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT | __WALL | __WNOTHREAD) < 0) return -errno;
  return info.si_pid;
}

pid_t sys_reap_one(pid_t pid, int *status) {
  if (pid <= 1) return -EINVAL;
  const pid_t reaped = waitpid(pid, status, WNOHANG | __WALL | __WNOTHREAD);
  return reaped < 0 ? -errno : reaped;
}

bool sys_is_main_thread(void) { return syscall(SYS_gettid) == getpid(); }

int sys_parent_death_signal(void) {
  int signo = 0;
  return prctl(PR_GET_PDEATHSIG, &signo, 0, 0, 0) < 0 ? -errno : signo;
}

int sys_cease_subreaper(void) { return prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0) < 0 ? -errno : 0; }

enum { WAS_NONBLOCKING = 1, WAS_KEPT = 2 };

int sys_pass_on(int descriptor) {
  const int status = fcntl(descriptor, F_GETFL), flags = fcntl(descriptor, F_GETFD);
  if (status < 0 || flags < 0) return -errno;
  if (status & O_NONBLOCK) fcntl(descriptor, F_SETFL, status & ~O_NONBLOCK);
  fcntl(descriptor, F_SETFD, 0);
  return (status & O_NONBLOCK ? WAS_NONBLOCKING : 0) | (flags & FD_CLOEXEC ? WAS_KEPT : 0);
}

void sys_take_back(int descriptor, int undone) {
  const int status = fcntl(descriptor, F_GETFL);
  if (status >= 0 && undone & WAS_NONBLOCKING) fcntl(descriptor, F_SETFL, status | O_NONBLOCK);
  if (status >= 0 && undone & WAS_KEPT) fcntl(descriptor, F_SETFD, FD_CLOEXEC);
}
