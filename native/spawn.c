/* How the child is made that becomes the program: docs/decisions/start.md. What it does is in child.c. */
#define _GNU_SOURCE
#include "start.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/mman.h>
#include <unistd.h>

/* The last start, which its child shares; or where that has only a copy of this process's memory, a page that both have. */
static const struct start *last;
static struct start *page;

/* clone(2): a child that runs sys_run_child(). Its pid, or -errno. */
static pid_t make_child(int flags, char *stack, struct start *start) {
  const pid_t pid = clone(sys_run_child, stack + CHILD_STACK, flags | SIGCHLD, start);
  if (pid < 0) return -errno;
  /* both make its group, whoever is first: a signal for the group may come now. EACCES: it has executed the program, setpgid(2) */
  if (start->child.place == CORE_OWN_GROUP) setpgid(pid, pid);
  /* where the child has been put on this processor it goes first: another may be free for it once it executes the program */
  sched_yield();
  return pid;
}

/*
 * As fork(2). Waits until the child has executed the program or has exited, but 100 ms at most: then nobody has the writing end of
 * a pipe any more, which poll(2) tells.
 */
static SYS_COLD pid_t make_copy(struct sys_room *room) {
  struct start *const shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) return -errno;
  if (page) munmap(page, sizeof *page); /* of the start before */
  page = shared;
  *page = room->start;
  last = page;
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0) return -errno;
  const pid_t pid = make_child(0, room->stack, page);
  close(ends[1]);
  struct pollfd reading = {.fd = ends[0]};
  if (pid > 0) poll(&reading, 1, 100);
  close(ends[0]);
  return pid;
}

pid_t sys_spawn(const struct sys_child *child, struct sys_room *room) {
  struct start *const start = &room->start;
  start->child = *child;
  start->parent = child->death_signal > 0 ? getpid() : 0;
  start->failed = CORE_FAILED_NOWHERE;
  start->error = 0;
  start->signals = sys_inherited_signals;
  last = start;
  /* a process with handlers is Node's: it has threads, and wants to know whether the program runs */
  const pid_t pid = sys_has_handlers ? -EINVAL : make_child(CLONE_VM, room->stack, start);
  /* so qemu-user answers, where no process shares another's memory */
  return pid == -EINVAL ? make_copy(room) : pid;
}

int sys_spawn_failure(int *error) {
  *error = last->error;
  return last->failed;
}
