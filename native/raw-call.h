/*
 * System calls that leave errno alone. The child of sys_spawn() shares its parent's memory, errno too, and while its execve(2) hangs
 * the parent goes on. For the C files of the host alone.
 */
#ifndef RAW_CALL_H
#define RAW_CALL_H

#include <sys/syscall.h>
#include <unistd.h>

/* A system call of at most four arguments, which are numbers or pointers: what it answers, or -errno. */
#define raw_call(number, a, b, c, d) raw_call4(number, (long)(a), (long)(b), (long)(c), (long)(d))

#if defined __x86_64__
#define HAS_RAW_CALL 1
static inline long raw_call4(long number, long a, long b, long c, long d) {
  long result;
  register long r10 __asm__("r10") = d;
  __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10) : "rcx", "r11", "memory");
  return result;
}
#elif defined __aarch64__
#define HAS_RAW_CALL 1
static inline long raw_call4(long number, long a, long b, long c, long d) {
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
  return x0;
}
#else
#include <errno.h>
/* Here the C library makes it, which sets errno: sys_spawn() shares no memory then. */
#define HAS_RAW_CALL 0
static inline long raw_call4(long number, long a, long b, long c, long d) {
  const long result = syscall(number, a, b, c, d);
  return result < 0 ? -errno : result;
}
#endif

#endif
