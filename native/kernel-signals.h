/* Signals as the kernel has them, which the C libraries hide in part. For the C files of the host alone. */
#ifndef KERNEL_SIGNALS_H
#define KERNEL_SIGNALS_H

#if defined __mips__
#error "MIPS has 128 signals, with other numbers, and another struct sigaction: signals.ts and this file know nothing of it"
#elif defined __x86_64__ && defined __ILP32__
#error "on x32 a long of the kernel's has 64 bits, and here one has 32"
#endif

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "numbers.h"
#include "raw-call.h"

/*
 * The kernel's signal set, not the C library's: sigfillset(3) leaves out 32 and 33 (musl: and 34), which then would end
 * the init.
 */
typedef uint64_t signal_set;

/* One signal's place in it. It is an array of longs: where they have 32 bits, the first of two is the higher one if big-endian. */
static inline signal_set signal_bit(int signo) {
  const bool is_swapped = sizeof(long) == 4 && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;
  return (signal_set)1 << ((signo - 1) ^ (is_swapped ? 32 : 0));
}

/* sigaction(2) as the kernel has it: what follows the flags differs from one architecture to the next. */
struct disposition {
  void (*handler)(int);
  unsigned long flags, rest[8];
};

/* The way back from a handler, where there is one, and the set. */
_Static_assert(sizeof ((struct disposition *)0)->rest >= sizeof(void (*)(void)) + sizeof(signal_set), "struct sigaction");
_Static_assert(offsetof(struct disposition, flags) == sizeof(long) && sizeof(void *) == sizeof(long), "struct sigaction");

/* The numbers that the core has (signals.ts, errno.ts) are those of this machine. On Alpha, PA-RISC and SPARC they are not. */
_Static_assert(SIGHUP == CORE_SIGHUP && SIGINT == CORE_SIGINT && SIGKILL == CORE_SIGKILL && SIGTERM == CORE_SIGTERM, "signal(7)");
_Static_assert(SIGCHLD == CORE_SIGCHLD && SIGCONT == CORE_SIGCONT && SIGSTOP == CORE_SIGSTOP, "signal(7)");
_Static_assert(SIGTSTP == CORE_SIGTSTP && SIGTTIN == CORE_SIGTTIN && SIGTTOU == CORE_SIGTTOU, "signal(7)");
_Static_assert(SIGBUS == 7 && SIGUSR1 == 10 && SIGWINCH == 28 && SIGSYS == 31, "signal(7)"); /* as the names are in order */
_Static_assert(EAGAIN == CORE_EAGAIN && EXDEV == CORE_EXDEV && ENOSYS == CORE_ENOSYS, "errno(3)");
_Static_assert(ENAMETOOLONG == 36 && ELOOP == 40, "errno(3)");

/* Where the kernel puts who has sent a signal, or how a child ended: siginfo_t is the C library's own. */
_Static_assert(sizeof(siginfo_t) == 128 && offsetof(siginfo_t, si_pid) == 8 + sizeof(long), "sigaction(2)");
_Static_assert(offsetof(siginfo_t, si_status) == 16 + sizeof(long) && offsetof(siginfo_t, si_code) == 8, "sigaction(2)");

/* These two leave errno alone: the child of sys_spawn() calls them. 0 or -errno. */
static inline long set_mask(const signal_set *mask, signal_set *old) {
  /* fails only where a filter refuses it: the size is the kernel's and both pointers are good */
  return raw_call(SYS_rt_sigprocmask, SIG_SETMASK, mask, old, sizeof *mask);
}

static inline long set_disposition(int signo, const struct disposition *wanted, struct disposition *old) {
  return raw_call(SYS_rt_sigaction, signo, wanted, old, sizeof(signal_set));
}

/*
 * rt_sigtimedwait(2), without the C library's opinion of which signals there are. `ms` below 0: without end. The old call takes
 * two longs, which is enough for a while that begins now; a Linux for 32 bits may have been built without it.
 */
static inline long take_signal(const signal_set *wanted, siginfo_t *info, double ms) {
  const double seconds = ms < 0 ? 0 : (double)(long)(ms / 1000);
  const double nanoseconds = ms < 0 ? 0 : (ms - seconds * 1000) * 1e6;
#ifdef SYS_rt_sigtimedwait_time64
  const int64_t time[2] = {(int64_t)seconds, (int64_t)nanoseconds};
  const long signo = syscall(SYS_rt_sigtimedwait_time64, wanted, info, ms < 0 ? NULL : time, sizeof *wanted);
  /* refused: ENOSYS, or EPERM by a filter that is older than the call */
  if (signo >= 0 || errno == EAGAIN || errno == EINTR) return signo;
#endif
#ifdef SYS_rt_sigtimedwait
  const long old_time[2] = {(long)seconds, (long)nanoseconds};
  return syscall(SYS_rt_sigtimedwait, wanted, info, ms < 0 ? NULL : old_time, sizeof *wanted);
#else
  return signo;
#endif
}

#endif
