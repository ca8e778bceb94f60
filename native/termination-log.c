/* The file in which a last message is left: --termination-log. */
#define _GNU_SOURCE
#include "sys.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * Kubernetes mounts a regular file at /dev/termination-log: root's, mode 0666, so that every user of the container can leave a
 * message. But the path can be any, and an init that is root must not write where another user has it write. So the path is
 * walked from the root on, directory by directory:
 *
 * - A directory is trusted if only root and we can put names into it: one of the two owns it, and its group and others may not
 *   write (a sticky bit does not help: whoever comes first has the name), and if it was reached through trusted ones alone.
 * - A symbolic link is followed if it lies in a trusted directory; elsewhere it is refused (-ELOOP).
 * - What lies in another directory has to be a regular file with that one name: a hard link can be one to any file of root's.
 *   It is made if it isn't there.
 * - In a trusted one it may also be a pipe or a terminal (/dev/stderr), of which nothing is read.
 *
 * Whoever may change the names meanwhile changes nothing: the file that is looked at is the open one that is written to.
 */

/* MAXSYMLINKS of the kernel: path_resolution(7). */
enum { MOST_LINKS = 40 };

SYS_COLD static bool is_trusted(int directory) {
  struct stat status;
  if (fstat(directory, &status) < 0) return false;
  return (status.st_uid == 0 || status.st_uid == geteuid()) && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

/* In /proc the kernel follows links itself: their texts, such as `pipe:[4711]`, are no names, and nobody can put one there. */
SYS_COLD static bool is_proc(int directory) {
  enum { PROC_SUPER_MAGIC = 0x9fa0 };
  struct statfs system;
  return fstatfs(directory, &system) == 0 && system.f_type == PROC_SUPER_MAGIC;
}

SYS_COLD static int open_at(int directory, const char *name, int flags) {
  return (int)syscall(SYS_openat, directory, name, flags | O_CLOEXEC, 0644);
}

/* NONBLOCK: a pipe may have no reader, and a terminal may be full. */
SYS_COLD static int open_file(int directory, const char *name, int follow) {
  const int flags = O_WRONLY | O_APPEND | O_NONBLOCK | O_NOCTTY | follow;
  const int file = open_at(directory, name, flags);
  return file < 0 && errno == ENOENT ? open_at(directory, name, flags | O_CREAT | O_EXCL) : file;
}

/* Opens the file of that path: a descriptor, or -errno. Says whether it lies in a trusted directory. */
SYS_COLD static int open_path(const char *path, bool *trusted) {
  char names[PATH_MAX]; /* at its end what of the path is still to be walked; before that is room for a link's text */
  const size_t length = strlen(path);
  if (*path != '/') return -EINVAL;
  if (length >= sizeof names) return -ENAMETOOLONG;
  char *rest = memcpy(names + sizeof names - 1 - length, path, length + 1);
  int directory = -1;
  for (int links = 0;;) {
    const bool from_root = *rest == '/';
    while (*rest == '/') rest++;
    if (from_root) {
      if (directory >= 0) close(directory);
      directory = open_at(AT_FDCWD, "/", O_PATH | O_DIRECTORY);
      if (directory < 0) return -errno;
      *trusted = is_trusted(directory);
    }

    char *const end = strchrnul(rest, '/');
    const bool is_last = *end == '\0';
    *end = '\0';
    const int follow = *trusted && is_proc(directory) ? 0 : O_NOFOLLOW;
    const int next = is_last ? open_file(directory, rest, follow) : open_at(directory, rest, O_PATH | O_DIRECTORY | follow);
    if (next >= 0) {
      close(directory);
      if (is_last) return next;
      directory = next;
      *trusted = *trusted && is_trusted(directory);
      for (rest = end + 1; *rest == '/';) rest++;
      continue;
    }

    int error = errno;
    const size_t room = (size_t)(end - names);
    const ssize_t size = error == ELOOP || error == ENOTDIR ? readlinkat(directory, rest, names, room) : -1;
    const bool is_link = size > 0;
    if (is_link) error = !*trusted || ++links > MOST_LINKS ? ELOOP : (size_t)size == room ? ENAMETOOLONG : 0;
    if (error != 0) {
      close(directory);
      return -error;
    }
    if (!is_last) *end = '/';
    rest = memmove(end - size, names, (size_t)size);
  }
}

int sys_leave_message(const char *path, const void *text, size_t size) {
  bool trusted = false;
  const int file = open_path(path, &trusted);
  if (file < 0) return file;
  int result = -EPERM;
  struct stat status;
  if (fstat(file, &status) < 0) result = -errno;
  else if (trusted || (S_ISREG(status.st_mode) && status.st_nlink == 1)) {
    const struct iovec part = {.iov_base = (void *)text, .iov_len = size};
    if (S_ISREG(status.st_mode) && status.st_size > 0) result = 1;
    else {
      const ssize_t written = sys_write(file, &part, 1);
      result = written < 0 ? (int)written : 0;
    }
  }
  close(file);
  return result;
}
