/* What time it is, and how time goes by. */
#define _GNU_SOURCE
#include "sys.h"

#include <poll.h>
#include <sys/syscall.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>

/* How the time is asked for where clock_gettime(2) is refused. */
static SYS_COLD double time_otherwise(clockid_t clock) {
  struct timespec now;
  /* in most cases without a system call: vdso(7) */
  if (clock_gettime(clock, &now) == 0) return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
  return (double)times(NULL) * 10; /* hundredths of a second since about the machine's start: times(2) */
}

static double milliseconds(clockid_t clock) {
#if defined SYS_clock_gettime64 || defined SYS_clock_gettime
#ifdef SYS_clock_gettime64
  /* where long has 32 bits, which are too few for the time after 2038 */
  const long call = SYS_clock_gettime64;
  struct {
    int64_t tv_sec, tv_nsec;
  } now;
#else
  const long call = SYS_clock_gettime;
  struct {
    long tv_sec, tv_nsec;
  } now;
#endif
  /* not clock_gettime(3): time is asked for once a wake-up or so, which is not worth the pages that the vDSO takes */
  if (syscall(call, clock, &now) == 0) return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
#endif
  return time_otherwise(clock);
}

double sys_now(void) { return milliseconds(CLOCK_MONOTONIC); }

double sys_since_boot(void) { return milliseconds(CLOCK_BOOTTIME); }

double sys_wall_clock(void) { return milliseconds(CLOCK_REALTIME); }

void sys_sleep(int ms) { poll(NULL, 0, ms); }
