/*
 * The program's directory, descriptors and user, set in the child of sys_spawn(): a copy of its parent, whose other threads it has
 * not. The C library would wait for them to change the user too, so these are the kernel's own calls.
 */
#define _GNU_SOURCE
#include "handlers.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct sys_setting setting;

void sys_set_setting(const struct sys_setting *wanted) { setting = *wanted; }

static int enter_stdio(void) {
  int from[3];
  /* those that another one of the three would take the place of are moved out of its way first */
  for (int i = 0; i < 3; i++) {
    from[i] = setting.stdio[i];
    if (from[i] == i || from[i] > 2) continue;
    from[i] = fcntl(from[i], F_DUPFD_CLOEXEC, 3);
    if (from[i] < 0) return errno;
  }
  for (int i = 0; i < 3; i++)
    if (from[i] != i && dup2(from[i], i) < 0) return errno;
  return 0;
}

static int enter_user(void) {
  if (setting.user < 0 && setting.group < 0) return 0;
  /* refused to whoever has no right to it, who has none of the groups of others either */
  syscall(SYS_setgroups, 0, NULL);
  if (setting.group >= 0 && syscall(SYS_setgid, (gid_t)setting.group) < 0) return errno;
  if (setting.user >= 0 && syscall(SYS_setuid, (uid_t)setting.user) < 0) return errno;
  return 0;
}

int sys_enter_setting(void) {
  const int error = enter_stdio();
  if (error > 0) return error;
  if (setting.directory && chdir(setting.directory) < 0) return errno;
  return enter_user();
}

int sys_make_pipe(int pipe_ends[2]) { return pipe2(pipe_ends, O_CLOEXEC) < 0 ? -errno : 0; }
