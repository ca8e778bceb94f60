/*
 * System calls that leave errno alone. The child of sys_spawn() shares its parent's memory, errno too, and the parent is at work
 * meanwhile: a call of the C library that fails in the child could change errno under its parent's hands. For the C files of the
 * host alone.
 */
#ifndef RAW_CALL_H
#define RAW_CALL_H

#include <sys/syscall.h>
#include <unistd.h>

/* A system call of up to four arguments, numbers or pointers: what it answers, or -errno. Which registers have them: syscall(2). */
#define raw_call(...) raw_call_filled(__VA_ARGS__, 0, 0, 0, 0, 0)
#define raw_call_filled(number, a, b, c, d, ...) raw_call4(number, (long)(a), (long)(b), (long)(c), (long)(d))

#if defined __x86_64__
#define HAS_RAW_CALL true
static inline long raw_call4(long number, long a, long b, long c, long d) {
  long result;
  register long r10 __asm__("r10") = d;
  __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10) : "rcx", "r11", "memory");
  return result;
}
#elif defined __aarch64__
#define HAS_RAW_CALL true
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
/* Here the C library makes it, and sets errno: sys_spawn() shares no memory then. */
#define HAS_RAW_CALL false
static inline long raw_call4(long number, long a, long b, long c, long d) {
  const long result = syscall(number, a, b, c, d);
  return result < 0 ? -errno : result;
}
#endif

#endif
