/* The files of tsinit-runtime: what its core imports. Named by wasm2c. */
#define _GNU_SOURCE
#include "bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Bytes. Whatever is larger is no configuration that a runtime would read. */
enum { LARGEST_FILE = 1 << 26 };

struct w2c_bundle bundle;

/* Puts a path of the core into a buffer of PATH_MAX bytes: 0 or -errno. */
static int get_path(char *buffer, u32 path, u32 length) {
  if (length >= PATH_MAX) return -ENAMETOOLONG;
  get_string(buffer, path, length);
  buffer[length] = '\0';
  return strlen(buffer) == length ? 0 : -ENOENT; /* no path has a zero in it */
}

/* Reads a whole file into memory of its own, which is larger than the core's: 0 or -errno. */
static int read_all(struct w2c_bundle *b, int descriptor) {
  if (fstat(descriptor, &b->status) < 0) return -errno;
  if (S_ISDIR(b->status.st_mode)) return -EISDIR;
  if (!S_ISREG(b->status.st_mode)) return -EINVAL;
  if (b->status.st_size > LARGEST_FILE) return -EFBIG;
  const size_t size = (size_t)b->status.st_size;
  if (size == 0) return 0;
  uint8_t *const bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (bytes == MAP_FAILED) return -errno;
  b->bytes = bytes;
  ssize_t n = 0;
  while (b->size < size && (n = read(descriptor, bytes + b->size, size - b->size)) > 0) b->size += (size_t)n;
  return n < 0 ? -errno : 0;
}

u32 w2c_bundle_load(struct w2c_bundle *b, u32 path, u32 length) {
  if (b->bytes) munmap(b->bytes, (size_t)b->status.st_size);
  b->bytes = NULL;
  b->size = 0;
  const int wrong = get_path(b->path, path, length);
  if (wrong) return (u32)wrong;
  /* NONBLOCK and NOCTTY: it may be a pipe or a terminal, of which nothing is read */
  const int descriptor = open(b->path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (descriptor < 0) return (u32)-errno;
  const int failed = read_all(b, descriptor);
  close(descriptor);
  return failed ? (u32)failed : (u32)b->size;
}

u32 w2c_bundle_at(struct w2c_bundle *b, u32 index) { return index < b->size ? b->bytes[index] : (u32)-1; }

u32 w2c_bundle_endOfPlain(struct w2c_bundle *b, u32 start) {
  u32 at = start;
  while (at < b->size && b->bytes[at] != '"' && b->bytes[at] != '\\' && b->bytes[at] >= 32) at++;
  return at;
}

void w2c_bundle_text(struct w2c_bundle *b, u32 start, u32 end, u32 to) {
  if (start > end || end > b->size) wasm_rt_trap(WASM_RT_TRAP_OOB);
  if (start < end) put_string(to, (const char *)b->bytes + start, end - start);
}

u32 w2c_bundle_look(struct w2c_bundle *b, u32 path, u32 length) {
  (void)b;
  char name[PATH_MAX];
  struct stat status, own;
  const int wrong = get_path(name, path, length);
  if (wrong) return (u32)wrong;
  if (stat(name, &status) < 0) return (u32)-errno;
  if (!S_ISREG(status.st_mode) || !(status.st_mode & S_IXOTH) || access(name, X_OK) < 0) return (u32)-EACCES;
  const bool is_known = stat("/proc/self/exe", &own) == 0;
  return is_known && status.st_dev == own.st_dev && status.st_ino == own.st_ino;
}

/* openat2(2), which Linux has since 5.6; whose header not every C library comes with. */
struct how {
  uint64_t flags, mode, resolve;
};
enum { RESOLVE_IN_ROOT = 0x10, OPENAT2 = 437 };

/* The directory of the file that was read, or -1. */
static int open_directory(const struct w2c_bundle *b) {
  char name[PATH_MAX];
  memcpy(name, b->path, sizeof name);
  char *const slash = strrchr(name, '/');
  if (slash) slash[1] = '\0';
  return open(slash ? name : ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
}

u32 w2c_bundle_hasDirectory(struct w2c_bundle *b, u32 root, u32 length, u32 path, u32 size) {
  char name[PATH_MAX], inside[PATH_MAX];
  if (get_path(name, root, length) < 0 || get_path(inside, path, size) < 0) return false;
  const int bundle_directory = open_directory(b);
  const int descriptor = openat(bundle_directory, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
  const struct how how = {.flags = O_PATH | O_DIRECTORY | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT};
  const int found = (int)syscall(OPENAT2, descriptor, inside, &how, sizeof how);
  if (found >= 0) close(found);
  if (descriptor >= 0) close(descriptor);
  if (bundle_directory >= 0) close(bundle_directory);
  return found >= 0;
}

u32 w2c_bundle_create(struct w2c_bundle *b) {
  char *const end = stpcpy(stpcpy(b->beside, b->path), ".tsinit-");
  *sys_put_number(end, getpid()) = '\0';
  const int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
  b->output = open(b->beside, flags, 0600);
  if (b->output < 0 && errno == EEXIST && unlink(b->beside) == 0) b->output = open(b->beside, flags, 0600);
  b->failed = b->output < 0 ? -errno : 0;
  if (b->output < 0) {
    *b->beside = '\0';
  } else if (fchown(b->output, b->status.st_uid, b->status.st_gid) < 0 || fchmod(b->output, b->status.st_mode & 07777) < 0) {
    b->failed = -errno;
    discard();
  }
  return (u32)b->failed;
}

void discard(void) {
  if (*bundle.beside == '\0') return;
  close(bundle.output);
  unlink(bundle.beside);
  *bundle.beside = '\0';
}

/* Writes all: 0 or -errno. */
static int write_all(int descriptor, const void *bytes, size_t size) {
  for (size_t done = 0; done < size;) {
    const ssize_t n = write(descriptor, (const char *)bytes + done, size - done);
    if (n < 0) return -errno;
    done += (size_t)n;
  }
  return 0;
}

void w2c_bundle_copy(struct w2c_bundle *b, u32 start, u32 end) {
  if (start > end || end > b->size) wasm_rt_trap(WASM_RT_TRAP_OOB);
  if (!b->failed) b->failed = write_all(b->output, b->bytes + start, end - start);
}

/* Writes a text of the core, piece by piece: 0 or -errno. */
static int write_text(int descriptor, u32 text, u32 length) {
  char piece[CORE_LONGEST_MESSAGE];
  int failed = 0;
  for (u32 done = 0; done < length && !failed;) {
    const u32 size = length - done < sizeof piece ? length - done : (u32)sizeof piece;
    get_string(piece, text + 2 * done, size);
    failed = write_all(descriptor, piece, size);
    done += size;
  }
  return failed;
}

void w2c_bundle_put(struct w2c_bundle *b, u32 text, u32 length) {
  if (!b->failed) b->failed = write_text(b->output, text, length);
}

u32 w2c_bundle_replace(struct w2c_bundle *b) {
  if (!b->failed && rename(b->beside, b->path) < 0) b->failed = -errno;
  if (b->failed) discard();
  *b->beside = '\0'; /* exec(3) closes the descriptor */
  return (u32)b->failed;
}

u32 w2c_bundle_append(struct w2c_bundle *b, u32 path, u32 length, u32 text, u32 size) {
  (void)b;
  char name[PATH_MAX];
  const int wrong = get_path(name, path, length);
  if (wrong) return (u32)wrong;
  const int descriptor = open(name, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0644);
  if (descriptor < 0) return (u32)-errno;
  const int failed = write_text(descriptor, text, size);
  close(descriptor);
  return (u32)failed;
}

void w2c_bundle_choose(struct w2c_bundle *b, u32 path, u32 length) {
  if (get_path(b->real, path, length) < 0) *b->real = '\0';
}
