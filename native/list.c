/* Directories whose names are numbers: the processes in /proc, the descriptors in /proc/self/fd. */
#define _GNU_SOURCE
#include "sys.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

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
_Static_assert(offsetof(struct directory_entry, size) == 16 && offsetof(struct directory_entry, name) == 19, "getdents64(2)");
static char entries[4096] SYS_LAST(2) __attribute__((aligned(8)));
static int directory = -1;
static long entries_size, entries_at;

/* Begins to list a directory: the descriptor that it is read from, or -errno. */
SYS_COLD static int open_list(const char *path) {
  if (directory >= 0) close(directory);
  directory = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  entries_size = entries_at = 0;
  return directory < 0 ? -errno : directory;
}

int sys_open_processes(void) {
  char self[16] = "";
  if (readlink("/proc/self", self, sizeof self - 1) < 0) return -errno;
  if (number(self) != getpid()) return -EXDEV;
  const int list = open_list("/proc");
  return list < 0 ? list : 0;
}

int sys_open_descriptors(pid_t pid) {
  char path[32] = "/proc/self/fd";
  if (pid > 0) memcpy(sys_put_number(path + 6, pid), "/fd", 4);
  return open_list(path);
}

int sys_next_listed(void) {
  int error = 0;
  while (directory >= 0) {
    if (entries_at >= entries_size) {
      entries_size = syscall(SYS_getdents64, directory, entries, sizeof entries);
      entries_at = 0;
      if (entries_size < 0) error = errno;
      if (entries_size <= 0) break;
    }
    const struct directory_entry *entry = (const struct directory_entry *)(const void *)(entries + entries_at);
    entries_at += entry->size;
    if (entry->name[0] >= '1' && entry->name[0] <= '9') return number(entry->name);
  }
  if (directory >= 0) close(directory);
  directory = -1;
  return -error;
}
