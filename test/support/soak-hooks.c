/*
 * What dist/tsinit-soak has beside dist/tsinit (scripts/build-soak.mjs): its system calls come by here, where they are
 * counted and the clocks moved, and its exit, where its memory is measured.
 */
#define _GNU_SOURCE
/* the build gives the hooks' names to those who call these (-D); here they are themselves */
#undef syscall
#undef _exit
#include "soak-page.h"

#include <limits.h>
#include <stdarg.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>

static struct soak_page *page;

/* The calls that the init makes first, which take the C library's struct timespec on each machine. */
#ifdef SYS_clock_gettime64
enum { CLOCK_GETTIME = SYS_clock_gettime64, SIGTIMEDWAIT = SYS_rt_sigtimedwait_time64 };
#else
enum { CLOCK_GETTIME = SYS_clock_gettime, SIGTIMEDWAIT = SYS_rt_sigtimedwait };
#endif

static void move(struct timespec *now, double ms) {
  const long seconds = (long)(ms / 1000);
  now->tv_sec += seconds;
  now->tv_nsec += (long)((ms - (double)seconds * 1000) * 1e6);
  if (now->tv_nsec >= 1000000000) now->tv_sec++, now->tv_nsec -= 1000000000;
}

/* Instead of syscall(2). */
long soak_syscall(long number, ...) {
  long a[6];
  va_list arguments;
  va_start(arguments, number);
  for (int i = 0; i < 6; i++) a[i] = va_arg(arguments, long);
  va_end(arguments);

  if (!page) page = soak_map();
  if (number == SYS_openat) page->opened++;
  const struct timespec *timeout = (void *)a[2];
  if (number == SIGTIMEDWAIT && (!timeout || timeout->tv_sec > 0 || timeout->tv_nsec > 0)) {
    __atomic_store_n(&page->is_idle, 1, __ATOMIC_SEQ_CST);
    syscall(SYS_futex, &page->is_idle, FUTEX_WAKE, INT_MAX);
  }
  const long result = syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
  if (number == CLOCK_GETTIME && result == 0) move((struct timespec *)a[1], page->clock);
  return result;
}

/* Instead of _exit(2). Why this file: soak.ts. */
_Noreturn void soak_exit(int code) {
  static char text[4096] __attribute__((section(".bss.zz9"))); /* behind what the init has: native/sys.h, SYS_LAST */
  const int descriptor = open("/proc/self/smaps_rollup", O_RDONLY);
  const char *found = read(descriptor, text, sizeof text - 1) > 0 ? strstr(text, "\nAnonymous:") : NULL;
  page->anonymous = found ? (uint32_t)atoi(found + strlen("\nAnonymous:")) : UINT32_MAX;
  _exit(code);
}
