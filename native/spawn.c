/* How the program is started: clone(2), its place, its terminal and its signals, execve(2). */
#define _GNU_SOURCE
#include "raw-call.h"
#include "sys.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#endif

/* A start: what the child works on, in memory that it shares with its parent. */
struct start {
  struct sys_child child;
  pid_t parent;
  int error;
  int failed;
  int under_way; /* 1 until the child has executed the program or has exited: set_tid_address(2) */
};

/* The last start, in memory of ours or, where the child has a copy of that, in a page that both have. */
static struct start own, *start = &own;

/*
 * LISTEN_PID says for which process the descriptors that follow are meant: sd_listen_fds(3). The parent, whose memory
 * this is, keeps the changed environment; nobody reads it there any more.
 */
static void set_listen_pid(char **envp) {
  static char variable[32];
  for (; *envp; envp++)
    if (!strncmp(*envp, "LISTEN_PID=", 11)) {
      memcpy(variable, *envp, 11);
      *sys_put_number(variable + 11, (pid_t)raw_call(SYS_getpid, 0, 0, 0, 0)) = '\0';
      *envp = variable;
    }
}

static _Noreturn void give_up(int error, int failed) {
  start->error = error;
  start->failed = failed;
  _exit(127);
}

/*
 * The child, in its parent's memory. It must write to its stack and `start` alone, and leave errno alone, because the parent does
 * not wait for it without end.
 */
static int run_child(void *unused) {
  (void)unused;
  const struct sys_child *const child = &start->child;
  raw_call(SYS_set_tid_address, &start->under_way, 0, 0, 0);
  if (child->place == CORE_OWN_GROUP) raw_call(SYS_setpgid, 0, 0, 0, 0); /* fails only for a session leader, which a new process is not */
  if (child->place == CORE_OWN_SESSION) {
    /* refused: a group at least, which signals can be sent to */
    if (raw_call(SYS_setsid, 0, 0, 0, 0) < 0) raw_call(SYS_setpgid, 0, 0, 0, 0);
    /* 0: the terminal is not taken from another session that has it; ioctl_tty(2) */
    raw_call(SYS_ioctl, 0, TIOCSCTTY, 0, 0);
  }

  /*
   * tcsetpgrp(3). The kernel stops a background process that calls it, unless it blocks TTOU or ignores it. All is
   * blocked still; after the mask is restored the child would stop here.
   * It may fail: the terminal can have gone meanwhile. That is no reason not to run the program.
   */
  if (child->terminal >= 0) {
    const pid_t group = (pid_t)raw_call(SYS_getpid, 0, 0, 0, 0);
    raw_call(SYS_ioctl, child->terminal, TIOCSPGRP, &group, 0);
  }

  if (child->death_signal > 0) {
    raw_call(SYS_prctl, PR_SET_PDEATHSIG, child->death_signal, 0, 0);
    /* had the parent ended before that call, no signal would come any more */
    if (raw_call(SYS_getppid, 0, 0, 0, 0) != start->parent) _exit(127);
  }
  if (child->listen_pid) set_listen_pid(child->envp);

  const int refused = sys_give_back_signals();
  if (refused < 0) give_up(-refused, CORE_FAILED_EXEC); /* a program that no signal reaches could never be stopped */
  int failed;
  const int error = sys_exec(child, &failed);
  give_up(error, failed);
}

/*
 * The child's stack, in bytes, beside the path that it tries. It needs 344 in the static binary (musl, x86-64); ten times that where
 * the dynamic linker looks functions up at their first call, or a sanitizer checks.
 */
#if defined(__SANITIZE_ADDRESS__) || defined(__PIC__)
enum { CHILD_STACK = SYS_LONGEST_CANDIDATE + 16384 };
#else
enum { CHILD_STACK = SYS_LONGEST_CANDIDATE + 1024 };
#endif
/* Before the other buffers: its end, where the child begins, shares a page with what the parent uses. */
static char stack[(CHILD_STACK + 15) / 16 * 16] SYS_LAST(0) __attribute__((aligned(16)));

bool sys_is_starting(void) { return __atomic_load_n(&own.under_way, __ATOMIC_ACQUIRE) != 0; }

/* Waits until the child has executed the program, or exited, or for START_WAIT ms. */
static void wait_for_word(void) {
  const long time[2] = {0, CORE_START_WAIT * 1000000L};
  /* FUTEX_WAIT, which musl's headers lack. Not the private one: the kernel wakes without that flag when it clears the word */
  enum { WAIT_FOR_WAKE = 0 };
  while (sys_is_starting()) {
    const long result = raw_call(SYS_futex, &own.under_way, WAIT_FOR_WAKE, 1, time);
    if (result < 0 && result != -EINTR && result != -EAGAIN) break;
  }
}

/* clone(2), with the child at run_child(). Its pid, or -errno. */
static pid_t make_child(int flags) {
#ifdef __SANITIZE_ADDRESS__
  __asan_unpoison_memory_region(stack, sizeof stack); /* the last child's frames were never left */
#endif
  const pid_t pid = clone(run_child, stack + sizeof stack, flags | SIGCHLD, NULL);
  return pid < 0 ? -errno : pid;
}

/*
 * As vfork(2), but the parent is not held by an execve(2) that hangs, and the child has a stack of its own. -EINVAL: qemu-user knows
 * no such processes, or the last child is still at work in this memory.
 */
static pid_t clone_sharing(const struct start *wanted) {
  if (!HAS_RAW_CALL || sys_is_starting()) return -EINVAL;
  own = *wanted;
  own.under_way = 1;
  start = &own;
  const pid_t pid = make_child(CLONE_VM);
  if (pid < 0) own.under_way = 0;
  else wait_for_word();
  return pid;
}

/* As fork(2). That the child has executed the program, or exited, is seen by the end of a pipe; what failed is in a page of both. */
static SYS_COLD pid_t clone_apart(const struct start *wanted) {
  struct start *const page = mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return -errno;
  if (start != &own) munmap(start, sizeof *start); /* of the last start */
  *page = *wanted;
  start = page;
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0) return -errno;
  const pid_t pid = make_child(0);
  close(ends[1]);
  struct pollfd end = {.fd = ends[0]};
  if (pid > 0) poll(&end, 1, CORE_START_WAIT);
  close(ends[0]);
  return pid;
}

pid_t sys_spawn(const struct sys_child *child, int *failed) {
  const struct start wanted = {.child = *child, .parent = getpid(), .failed = CORE_FAILED_NOWHERE};
  pid_t pid = clone_sharing(&wanted);
  if (pid == -EINVAL) pid = clone_apart(&wanted);
  if (pid < 0) {
    *failed = CORE_FAILED_FORK;
    return pid;
  }
  const int error = sys_late_failure(failed);
  return error < 0 ? error : pid;
}

int sys_late_failure(int *failed) {
  *failed = start->failed;
  return start->failed == CORE_FAILED_NOWHERE ? 0 : -start->error;
}
