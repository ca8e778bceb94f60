/* Signals as the kernel has them, which the C libraries hide in part. For sys.c and handlers.c alone. */
#ifndef KERNEL_SIGNALS_H
#define KERNEL_SIGNALS_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * The kernel's signal set, not the C library's: sigfillset(3) leaves out 32 and 33 (musl: and 34), which then would end
 * the init.
 */
typedef uint64_t signal_set;

/* One signal's place in it. */
static inline signal_set signal_bit(int signo) { return (signal_set)1 << (signo - 1); }

/* sigaction(2) as the kernel has it: what follows the flags differs from one architecture to the next. */
struct disposition {
  void (*handler)(int);
  unsigned long flags, rest[8];
};

static inline void set_mask(const signal_set *mask, signal_set *old) {
  /* cannot fail: the size is the kernel's and both pointers are good */
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, mask, old, sizeof *mask);
}

static inline void set_disposition(int signo, const struct disposition *wanted, struct disposition *old) {
  syscall(SYS_rt_sigaction, signo, wanted, old, sizeof(signal_set));
}

#endif
