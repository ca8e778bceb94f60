#define _GNU_SOURCE
#include "kernel-signals.h"
#include "sys.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/times.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#endif

char sys_buffer[SYS_BUFFER_SIZE] SYS_LAST(1);
_Static_assert(SYS_BUFFER_SIZE >= PATH_MAX + NAME_MAX + 2, "room for a path and a name");

static signal_set inherited_mask;
static bool inherited_chld_ignored;

bool sys_has_handlers;

int sys_take_signals(void) {
  const signal_set all = ~(signal_set)0;
  if (set_mask(&all, &inherited_mask) < 0) return -errno;

  /*
   * While CHLD is ignored the kernel reaps by itself and exit codes are lost: wait(2). The default is to do nothing,
   * yet a blocked signal is kept for us all the same. NOCLDSTOP: a child that stops or goes on is no reason to wake up.
   */
  const struct disposition wanted = {.handler = SIG_DFL, .flags = SA_NOCLDSTOP};
  struct disposition old = {.handler = SIG_DFL};
  set_disposition(SIGCHLD, &wanted, &old);
  inherited_chld_ignored = old.handler == SIG_IGN;
  return 0;
}

/*
 * How sys_wait_signal() waits where rt_sigtimedwait(2) is refused, by a seccomp filter for example: by a descriptor for this
 * one wait, signalfd(2), so that none is held between. Where that is refused too it looks what is pending, and sleeps if
 * there is nothing.
 */
static SYS_COLD int wait_otherwise(const signal_set *wanted, double ms) {
  struct pollfd signals = {.events = POLLIN};
  signals.fd = (int)syscall(SYS_signalfd4, -1, wanted, sizeof *wanted, O_CLOEXEC | O_NONBLOCK);
  if (signals.fd >= 0) {
    uint32_t information[32]; /* struct signalfd_siginfo, which begins with the number */
    poll(&signals, 1, ms < 0 ? -1 : ms < INT_MAX ? (int)ceil(ms) : INT_MAX);
    const ssize_t size = read(signals.fd, information, sizeof information);
    close(signals.fd);
    return size == sizeof information ? (int)information[0] : 0;
  }
  signal_set pending = 0;
  syscall(SYS_rt_sigpending, &pending, sizeof pending);
  pending &= *wanted;
  if (pending == 0) {
    poll(NULL, 0, ms < 0 || ms > 20 ? 20 : (int)ceil(ms));
    return 0;
  }
  /* to ignore a signal takes it away, although it is blocked: sigaction(2), POSIX; CHLD's default is to be ignored */
  int signo = 1;
  while (!(pending & signal_bit(signo))) signo++;
  const struct disposition ignore = {.handler = SIG_IGN};
  struct disposition old = {.handler = SIG_DFL, .flags = SA_NOCLDSTOP};
  if (signo != SIGCHLD) set_disposition(signo, &ignore, &old);
  set_disposition(signo, &old, NULL);
  return signo;
}

int sys_wait_signal(double ms) {
  /*
   * The kernel hands out the lowest signal first: those above CHLD must not wait behind one that comes again and again. No rule
   * of the init: CHLD stays pending, and only says that there is something to reap, which whoever does not wait is about to do.
   */
  const signal_set wanted = ms == 0 ? ~signal_bit(SIGCHLD) : ~(signal_set)0;
  const long signo = take_signal(&wanted, NULL, ms);
  if (signo > 0) return (int)signo;
  /* the time is over, or this process was stopped or traced meanwhile */
  return errno == EAGAIN || errno == EINTR ? 0 : wait_otherwise(&wanted, ms);
}

/* How sys_reap() reaps where wait4(2) is refused. */
static SYS_COLD pid_t reap_otherwise(int *status) {
  siginfo_t end = {.si_pid = 0};
  if (waitid(P_ALL, 0, &end, WEXITED | WNOHANG | __WALL) < 0) return -errno;
  if (end.si_code == CLD_EXITED) *status = (end.si_status & 0xff) << 8;
  else *status = end.si_status | (end.si_code == CLD_DUMPED ? 0x80 : 0); /* WCOREDUMP */
  return end.si_pid;
}

pid_t sys_reap(int *status) {
  /* __WALL: children made by clone(2) without SIGCHLD are children too */
  const pid_t pid = waitpid(-1, status, WNOHANG | __WALL);
  if (pid >= 0) return pid;
  return errno == ECHILD ? -ECHILD : reap_otherwise(status);
}

/* What the child of sys_spawn() works on, in memory that it shares with its parent. */
struct spawn {
  const struct sys_child *child;
  pid_t parent;
  int error;
  enum sys_failed failed;
};

/* An execve(2) that failed: on ENOENT, is it the file that is missing, or the interpreter that it names? */
static enum sys_failed failed_step(const char *path, int error) {
  const bool interpreter = error == ENOENT && path[0] != '\0' && access(path, F_OK) == 0;
  return interpreter ? SYS_FAILED_INTERPRETER : SYS_FAILED_EXEC;
}

/*
 * Whether an execve(2) in a directory of PATH that failed says no more than "not here": the directory isn't there, is none, cannot
 * be reached (a file server that is gone, as in glibc's execvp(3)), or its name, with ours, is a circle of links or too long.
 */
static bool is_elsewhere(int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
    case ELOOP:
    case ENAMETOOLONG:
    case ESTALE:
    case ENODEV:
    case ETIMEDOUT: return true;
    default: return false;
  }
}

/*
 * As execvp(3), without glibc's habit to run a file of unknown format through /bin/sh. Returns only if it failed: the
 * first error that says more than "not here". A file that may not be executed and a script without its interpreter are
 * remembered while the search goes on. It is here and not in the core because it runs between clone(2) and execve(2), in
 * memory that is shared with the parent: docs/decisions/path-search.md.
 */
static int exec_by_path(const struct sys_child *child, enum sys_failed *failed) {
  const char *name = child->argv[0];
  const size_t length = strlen(name);
  if (length == 0 || strchr(name, '/')) {
    execve(name, child->argv, child->envp);
    const int error = errno;
    *failed = failed_step(name, error);
    return error;
  }
  const char *path = "/usr/local/bin:/bin:/usr/bin"; /* musl's, where PATH is not set */
  for (char *const *e = child->envp; *e; e++)
    if (!strncmp(*e, "PATH=", 5)) {
      path = *e + 5;
      break;
    }

  *failed = SYS_FAILED_EXEC;
  if (length > NAME_MAX) return ENAMETOOLONG;
  char *const candidate = sys_buffer;
  int found = ENOENT;
  for (const char *end;; path = end + 1) {
    end = path;
    while (*end != '\0' && *end != ':') end++;
    const size_t prefix = (size_t)(end - path);
    if (prefix <= PATH_MAX) {
      memcpy(candidate, path, prefix);
      candidate[prefix] = '/';
      /* an empty element of PATH is the working directory */
      memcpy(candidate + prefix + (prefix > 0), name, length + 1);
      execve(candidate, child->argv, child->envp);
      const int error = errno;
      if (!is_elsewhere(error)) {
        *failed = SYS_FAILED_EXEC;
        if (error != EACCES) return error;
        found = EACCES;
      } else if (found == ENOENT && failed_step(candidate, error) == SYS_FAILED_INTERPRETER) {
        *failed = SYS_FAILED_INTERPRETER;
      }
    }
    if (*end == '\0') return found;
  }
}

char *sys_put_number(char *to, pid_t number) {
  char digits[12];
  int count = 0;
  do digits[count++] = (char)('0' + number % 10);
  while ((number /= 10) > 0);
  while (count > 0) *to++ = digits[--count];
  return to;
}

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

/*
 * A handler that ran here would run in the parent's memory, and take a signal of the child's for one of the parent's. What
 * such a parent ignores is its own choice too, and nothing for the program to inherit.
 */
static void reset_dispositions(void) {
  const struct disposition none = {.handler = SIG_DFL};
  for (int signo = 1; signo <= 64; signo++) set_disposition(signo, &none, NULL); /* fails for KILL and STOP */
}

/* The child, in its parent's memory, while the parent is held until it execs or exits: it must write to `spawn` alone. */
static int run_child(void *argument) {
  struct spawn *spawn = argument;
  if (spawn->child->place == SYS_OWN_GROUP) setpgid(0, 0); /* fails only for a session leader, which a new process is not */
  if (spawn->child->place == SYS_OWN_SESSION) {
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

  if (spawn->child->death_signal > 0) {
    prctl(PR_SET_PDEATHSIG, spawn->child->death_signal, 0, 0, 0);
    /* had the parent ended before that call, no signal would come any more; it is held in clone(2), but can be killed */
    if (getppid() != spawn->parent) _exit(127);
  }
  if (spawn->child->listen_pid) set_listen_pid(spawn->child->envp);

  if (sys_has_handlers) reset_dispositions();
  if (inherited_chld_ignored) {
    const struct disposition ignore = {.handler = SIG_IGN};
    set_disposition(SIGCHLD, &ignore, NULL);
  }
  if (set_mask(&inherited_mask, NULL) < 0) { /* a program that can be told nothing is none */
    spawn->error = errno;
    spawn->failed = SYS_FAILED_EXEC;
    _exit(127);
  }
  /* written when all has failed, not before: what is written stays there if a later try succeeds */
  enum sys_failed failed;
  spawn->error = exec_by_path(spawn->child, &failed);
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

pid_t sys_spawn(const struct sys_child *child, enum sys_failed *failed) {
  struct spawn spawn = {.child = child, .parent = child->death_signal > 0 ? getpid() : 0, .error = 0, .failed = SYS_FAILED_NOWHERE};
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
    *failed = SYS_FAILED_FORK;
    return -error;
  }
  *failed = spawn.failed;
  return spawn.failed == SYS_FAILED_NOWHERE ? pid : -spawn.error;
}

/*
 * kill(2) gives a pid of 0 or -1 a meaning: one's own group, every process of the namespace. As root outside a
 * container that is every process of the machine, so both are refused here, whatever the caller thinks. 1 is the init
 * itself or, if tsinit isn't PID 1, another one: nothing it has to signal.
 */
int sys_kill(pid_t pid, int signo) {
  if (pid <= 1) return -EINVAL;
  return kill(pid, signo) < 0 ? -errno : 0;
}

int sys_kill_group(pid_t pgid, int signo) {
  if (pgid <= 1) return -EINVAL;
  return kill(-pgid, signo) < 0 ? -errno : 0;
}

int sys_kill_namespace(int signo) {
  if (getpid() != 1) return -EPERM;
  return kill(-1, signo) < 0 ? -errno : 0;
}

/* The number that a name or a link begins with. */
static pid_t number(const char *text) {
  pid_t value = 0;
  for (; *text >= '0' && *text <= '9'; text++) value = value * 10 + (*text - '0');
  return value;
}

/* getdents64(2) without the C library's DIR, which is allocated. One listing at a time. */
struct directory_entry {
  uint64_t inode;
  int64_t offset;
  uint16_t size;
  uint8_t type;
  char name[];
};
static char entries[4096] SYS_LAST(2) __attribute__((aligned(8)));
static int proc = -1;
static long entries_size, entries_at;

/* Begins to list a directory of numbers. */
SYS_COLD static int open_list(const char *path) {
  if (proc >= 0) close(proc);
  proc = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  entries_size = entries_at = 0;
  return proc < 0 ? -errno : 0;
}

int sys_open_processes(void) {
  char self[16] = "";
  if (readlink("/proc/self", self, sizeof self - 1) < 0) return -errno;
  if (number(self) != getpid()) return -EXDEV;
  return open_list("/proc");
}

pid_t sys_next_process(void) {
  int error = 0;
  while (proc >= 0) {
    if (entries_at >= entries_size) {
      entries_size = syscall(SYS_getdents64, proc, entries, sizeof entries);
      entries_at = 0;
      if (entries_size < 0) error = errno;
      if (entries_size <= 0) break;
    }
    const struct directory_entry *entry = (const struct directory_entry *)(const void *)(entries + entries_at);
    entries_at += entry->size;
    if (entry->name[0] >= '1' && entry->name[0] <= '9') return number(entry->name);
  }
  if (proc >= 0) close(proc);
  proc = -1;
  return -error;
}

/* The numbers of pidfd_open(2) and pidfd_send_signal(2), the same on every architecture; musl 1.2.3 lacks the names. */
enum { PIDFD_SEND_SIGNAL = 424, PIDFD_OPEN = 434 };

int sys_hold_process(pid_t pid) {
  if (pid <= 1) return -EINVAL;
  const long handle = syscall(PIDFD_OPEN, pid, 0);
  return handle < 0 ? -errno : (int)handle;
}

int sys_kill_held(int handle, int signo) {
  return syscall(PIDFD_SEND_SIGNAL, handle, signo, NULL, 0) < 0 ? -errno : 0;
}

void sys_release_process(int handle) { close(handle); }

int sys_become_subreaper(void) {
  return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) < 0 ? -errno : 0;
}

int sys_is_subreaper(void) {
  int flag = 0;
  return prctl(PR_GET_CHILD_SUBREAPER, &flag, 0, 0, 0) < 0 ? -errno : flag;
}

int sys_set_parent_death_signal(int signo) {
  return prctl(PR_SET_PDEATHSIG, signo, 0, 0, 0) < 0 ? -errno : 0;
}

int sys_foreground_terminal(void) {
  for (int descriptor = 0; descriptor <= 2; descriptor++) {
    pid_t foreground;
    /* succeeds for the controlling terminal only: ioctl_tty(2) */
    if (ioctl(descriptor, TIOCGPGRP, &foreground) < 0) continue;
    /*
     * In a new PID namespace both are 0 if both groups were made outside of it: then it cannot be known whether they
     * are the same one, and the foreground is taken, because an interactive shell would stop without it. It is decided here
     * since only the kernel's two answers can be compared, and no other host has them otherwise:
     * docs/decisions/foreground.md.
     */
    return foreground == getpgrp() ? descriptor : -1;
  }
  return -1;
}

/* Throws away those of both that are pending, too. Whether that could be done. */
SYS_OPTIONS static bool ignore_hand_over(struct disposition *hup, struct disposition *cont) {
  const struct disposition ignore = {.handler = SIG_IGN};
  return set_disposition(SIGHUP, &ignore, hup) == 0 && set_disposition(SIGCONT, &ignore, cont) == 0;
}

int sys_leave_terminal(void) {
  pid_t foreground = 0;
  if (ioctl(0, TIOCGPGRP, &foreground) < 0) return 0;
  /* the foreground group is told if the one who leaves leads the session: ioctl_tty(2) */
  const pid_t session = getsid(0), group = getpgrp();
  if ((session >= 0 && session != getpid()) || (group >= 0 && foreground != group)) {
    ioctl(0, TIOCNOTTY);
    return 0;
  }
  /*
   * By HUP and CONT, at once. They must not lie there when the program starts: a signal of the same kind that somebody sends
   * would be one with them, and lost. Where a handler waits for them they are ignored when they come; where they are blocked
   * they stay, until to ignore them once more throws them away: sigaction(2), POSIX.
   */
  struct disposition hup = {.handler = SIG_DFL}, cont = hup;
  ignore_hand_over(&hup, &cont);
  const bool is_left = ioctl(0, TIOCNOTTY) == 0;
  const signal_set both = signal_bit(SIGHUP) | signal_bit(SIGCONT);
  /* where a filter refuses to have them ignored they are taken, if they are blocked */
  if (!ignore_hand_over(NULL, NULL))
    while (take_signal(&both, NULL, 0) > 0);
  set_disposition(SIGHUP, &hup, NULL);
  set_disposition(SIGCONT, &cont, NULL);
  return is_left;
}

void sys_suspend(void) { kill(getpid(), SIGSTOP); }

/* How the time is asked for where clock_gettime(2) is refused. */
static SYS_COLD double time_otherwise(clockid_t clock) {
  struct timespec now;
  /* in most cases without a system call: vdso(7) */
  if (clock_gettime(clock, &now) == 0) return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
  return (double)times(NULL) * 10; /* hundredths of a second since about the machine's start: times(2) */
}

static double milliseconds(clockid_t clock) {
#if defined SYS_clock_gettime64 || defined SYS_clock_gettime
#ifdef SYS_clock_gettime64
  /* where long has 32 bits, which are too few for the time after 2038 */
  const long call = SYS_clock_gettime64;
  struct {
    int64_t tv_sec, tv_nsec;
  } now;
#else
  const long call = SYS_clock_gettime;
  struct {
    long tv_sec, tv_nsec;
  } now;
#endif
  /* not clock_gettime(3): time is asked for once a wake-up or so, which is not worth the pages that the vDSO takes */
  if (syscall(call, clock, &now) == 0) return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
#endif
  return time_otherwise(clock);
}

double sys_now(void) { return milliseconds(CLOCK_MONOTONIC); }

double sys_wall_clock(void) { return milliseconds(CLOCK_REALTIME); }

int sys_is_terminal(int descriptor) {
  struct winsize size;
  return ioctl(descriptor, TIOCGWINSZ, &size) == 0;
}

void sys_sleep(int ms) { poll(NULL, 0, ms); }

/*
 * As close_range(2), which is not there before Linux 5.9. A descriptor can be above the soft limit, which may have been lowered
 * since: setrlimit(2). Without /proc all are tried that can be open, up to what fs.nr_open is unless it was raised.
 */
SYS_COLD static void close_each(void) {
  if (open_list("/proc/self/fd") == 0) {
    for (pid_t descriptor; (descriptor = sys_next_process()) > 0;)
      if (descriptor > 2 && descriptor != proc) close(descriptor);
    return;
  }
  for (int descriptor = 3; descriptor < 1 << 20; descriptor++) close(descriptor);
}

void sys_let_go(void) {
  (void)!chdir("/");
#ifdef SYS_close_range
  if (syscall(SYS_close_range, 3U, ~0U, 0U) == 0) return;
#endif
  close_each();
}

ssize_t sys_read(const char *path, off_t offset, void *buffer, size_t size) {
  /* a path that a user gave may be a pipe, or a terminal */
  /* not open(3): musl's makes a second system call to set what is set already */
  const int descriptor = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (descriptor < 0) return -errno;
  size_t done = 0;
  ssize_t n = 0;
  if (offset > 0 && lseek(descriptor, offset, SEEK_SET) < 0) n = -1;
  while (n >= 0 && done < size && (n = read(descriptor, (char *)buffer + done, size - done)) > 0) done += (size_t)n;
  const int error = errno;
  close(descriptor);
  return n < 0 ? -error : (ssize_t)done;
}

ssize_t sys_working_directory(char *buffer, size_t size) {
  const long length = syscall(SYS_getcwd, buffer, size);
  if (length < 0) return -errno;
  /* a directory outside the root directory has a path that begins with (unreachable): getcwd(3) */
  return *buffer == '/' ? (ssize_t)length - 1 : -ENOENT;
}

bool sys_is_secure(void) { return getauxval(AT_SECURE) != 0; }
