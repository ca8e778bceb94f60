/* Files that are read, and descriptors that are given up. */
#define _GNU_SOURCE
#include "sys.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * NONBLOCK and NOCTTY: a path that a user gave may be a pipe or a terminal. Not open(3): musl's makes a second system call, for
 * what O_CLOEXEC has done already.
 */
static int open_file(const char *path) {
  return (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

ssize_t sys_read(const char *path, off_t offset, void *buffer, size_t size) {
  const int descriptor = open_file(path);
  if (descriptor < 0) return -errno;
  size_t done = 0;
  ssize_t n = 0;
  if (offset > 0 && lseek(descriptor, offset, SEEK_SET) < 0) n = -1;
  while (n >= 0 && done < size && (n = read(descriptor, (char *)buffer + done, size - done)) > 0) done += (size_t)n;
  const int error = errno;
  close(descriptor);
  return n < 0 ? -error : (ssize_t)done;
}

ssize_t sys_read_stat(const char *path, void *buffer, size_t size) {
  const int descriptor = open_file(path);
  if (descriptor < 0) return -errno;
  const ssize_t n = read(descriptor, buffer, size);
  const int error = errno;
  close(descriptor);
  return n < 0 ? -error : n;
}

/* More than any process ID: what the line holds is none. */
enum { NO_NUMBER = 1 << 30 };

bool sys_lists(const char *path, uint32_t number, char *buffer, size_t size) {
  const int descriptor = open_file(path);
  uint32_t value = 0;
  bool found = false;
  ssize_t n;
  while (!found && descriptor >= 0 && (n = read(descriptor, buffer, size)) > 0)
    for (ssize_t i = 0; i < n && !found; i++) {
      const uint32_t digit = (uint32_t)buffer[i] - '0';
      if (buffer[i] == '\n') {
        found = value == number;
        value = 0;
      } else if (digit > 9 || value >= NO_NUMBER / 10) {
        value = NO_NUMBER;
      } else {
        value = value * 10 + digit;
      }
    }
  if (descriptor >= 0) close(descriptor);
  return found;
}

ssize_t sys_working_directory(char *buffer, size_t size) {
  const long length = syscall(SYS_getcwd, buffer, size);
  if (length < 0) return -errno;
  /* a directory outside the root directory has a path that begins with (unreachable): getcwd(3) */
  return *buffer == '/' ? (ssize_t)length - 1 : -ENOENT;
}

ssize_t sys_executable(char *buffer, size_t size) {
  const ssize_t length = readlink("/proc/self/exe", buffer, size - 1);
  if (length < 0) return -errno;
  buffer[length] = '\0';
  return length;
}

/*
 * As close_range(2), which Linux has since 5.9. Not up to the soft limit of setrlimit(2): that may have been lowered after a
 * descriptor was opened. Without /proc each number is tried, up to the highest there can be (fs.nr_open, unless it was raised).
 */
SYS_COLD static void close_each(void) {
  const int list = sys_open_descriptors(0);
  if (list >= 0) {
    for (int descriptor; (descriptor = sys_next_listed()) > 0;)
      if (descriptor > 2 && descriptor != list) close(descriptor);
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
