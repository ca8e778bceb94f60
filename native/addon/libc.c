/* What the addon needs of the C library and only new ones have: with this it loads where glibc is 2.17 or later, and with musl. */
#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#if __SIZEOF_POINTER__ == 4

/* struct stat64 of the kernel, the same on i386 and ARM but for padding: the C library's is another. */
struct kernel_stat {
  uint64_t device;
  uint32_t padding, inode, mode, links, user, group;
  uint64_t special_device;
  uint32_t more_padding;
  int64_t size;
  uint64_t rest[6];
};
_Static_assert(offsetof(struct kernel_stat, mode) == 16 && offsetof(struct kernel_stat, user) == 24, "struct stat64");
_Static_assert(offsetof(struct kernel_stat, size) == (_Alignof(struct { int64_t size; }) == 8 ? 48 : 44), "struct stat64");

/* Of the members those that the addon asks for; times, which the kernel has with 32 bits there, are none of them. */
int fstat(int descriptor, struct stat *status) {
  struct kernel_stat found;
  if (syscall(SYS_fstat64, descriptor, &found) < 0) return -1;
  *status = (struct stat){
      .st_mode = found.mode, .st_nlink = found.links, .st_uid = found.user, .st_gid = found.group, .st_size = found.size};
  return 0;
}

#elif !defined __loongarch__

/* A function of glibc's since 2.33; before, its headers made something else of it. LoongArch came to glibc later. */
int fstat(int descriptor, struct stat *status) { return (int)syscall(SYS_fstat, descriptor, status); }

#endif

/* With 64-bit offsets fcntl64() is meant, which glibc has since 2.28 and musl has not. */
int fcntl(int descriptor, int operation, ...) {
  va_list more;
  va_start(more, operation);
  const long argument = va_arg(more, long);
  va_end(more);
#ifdef SYS_fcntl64
  return (int)syscall(SYS_fcntl64, descriptor, operation, argument);
#else
  return (int)syscall(SYS_fcntl, descriptor, operation, argument);
#endif
}
