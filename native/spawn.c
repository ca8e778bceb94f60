/*
 * How the child is made that becomes the program, and how long it is waited for: docs/decisions/start.md. What it does: child.c.
 */
#define _GNU_SOURCE
#include "raw-call.h"
#include "start.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/mman.h>
#include <unistd.h>

/* The last start: in this process's memory or, where the child only has a copy of that, in a page that both have. */
static struct start own, *page;

/*
 * The child's stack, in bytes. It needs 344 in the static binary (musl, x86-64); ten times that where the dynamic linker looks
 * functions up at their first call, or a sanitizer checks.
 */
#if defined(__SANITIZE_ADDRESS__) || defined(__PIC__)
enum { CHILD_STACK = 16384 };
#else
enum { CHILD_STACK = 1024 };
#endif

/* clone(2): a child that runs sys_run_child(). Its pid, or -errno. */
static pid_t make_child(struct start *start, int flags) {
  static char stack[CHILD_STACK] __attribute__((aligned(16)));
  const pid_t pid = clone(sys_run_child, stack + sizeof stack, flags | SIGCHLD, start);
  return pid < 0 ? -errno : pid;
}

/*
 * As vfork(2): the child works in this process's memory until it executes the program, so nothing is copied. vfork(2) would hold
 * this process until then, whatever comes; here it is held for START_WAIT at most.
 */
static pid_t clone_sharing(const struct start *wanted) {
  own = *wanted;
  own.under_way = 1;
  const pid_t pid = make_child(&own, CLONE_VM);
  if (pid > 0) {
    /* FUTEX_WAIT, which musl's headers lack, while the word is 1. Not the private one: the kernel wakes without that flag */
    enum { WAIT_FOR_WAKE = 0 };
    const long time[] = {0, CORE_START_WAIT * 1000000L};
    raw_call(SYS_futex, &own.under_way, WAIT_FOR_WAKE, 1, time);
  }
  return pid;
}

/*
 * As fork(2). When the child has executed the program, or has exited, nobody has the writing end of a pipe any more, which poll(2)
 * tells.
 */
static SYS_COLD pid_t clone_apart(const struct start *wanted) {
  if (page) munmap(page, sizeof *page); /* of the start before */
  page = mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return page = NULL, -errno;
  *page = *wanted;
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0) return -errno;
  const pid_t pid = make_child(page, 0);
  close(ends[1]);
  struct pollfd reading = {.fd = ends[0]};
  if (pid > 0) poll(&reading, 1, CORE_START_WAIT);
  close(ends[0]);
  return pid;
}

pid_t sys_spawn(const struct sys_child *child, int *failed) {
  const struct start wanted = {.child = *child, .parent = child->death_signal > 0 ? getpid() : 0, .failed = CORE_FAILED_NOWHERE};
  /* qemu-user answers EINVAL: it has no processes that share memory */
  pid_t pid = HAS_RAW_CALL && !sys_has_handlers ? clone_sharing(&wanted) : -EINVAL;
  if (pid == -EINVAL) pid = clone_apart(&wanted);
  if (pid < 0) {
    *failed = CORE_FAILED_FORK;
    return pid;
  }
  const int error = sys_late_failure(failed);
  return error < 0 ? error : pid;
}

int sys_late_failure(int *failed) {
  const struct start *const start = page ? page : &own;
  *failed = __atomic_load_n(&start->failed, __ATOMIC_ACQUIRE);
  return *failed == CORE_FAILED_NOWHERE ? 0 : -start->error;
}
