/*
 * System calls that leave errno alone. The child of sys_spawn() shares its parent's memory, errno too, and the parent is at work
 * meanwhile: a call of the C library that fails in the child could change errno under its parent's hands. For the C files of the
 * host alone.
 */
#ifndef RAW_CALL_H
#define RAW_CALL_H

/* The instruction, then the registers: of the number, of the arguments, of the answer (one of those), and which are lost. */
#if defined __x86_64__
#define RAW_CALL(made_by) made_by("syscall", "rax", "rdi", "rsi", "rdx", "r10", number_register, "memory", "rcx", "r11")
#elif defined __i386__
#define RAW_CALL(made_by) made_by("int $0x80", "eax", "ebx", "ecx", "edx", "esi", number_register, "memory")
#elif defined __aarch64__
#define RAW_CALL(made_by) made_by("svc 0", "x8", "x0", "x1", "x2", "x3", first, "memory")
#elif defined __arm__ && defined __ARM_EABI__
#define RAW_CALL(made_by) made_by("svc 0", "r7", "r0", "r1", "r2", "r3", first, "memory")
#elif defined __powerpc64__ && _CALL_ELF == 2
/* an errno comes without its sign, and a bit that says what it is */
#define RAW_CALL(made_by)                                                                            \
  made_by("sc; bns+ 1f; neg 3, 3; 1:", "r0", "r3", "r4", "r5", "r6", first, "memory", "cr0", "ctr", \
          "r7", "r8", "r9", "r10", "r11", "r12")
#elif defined __s390x__
#define RAW_CALL(made_by) made_by("svc 0", "r1", "r2", "r3", "r4", "r5", first, "memory")
#elif defined __riscv && __riscv_xlen == 64
#define RAW_CALL(made_by) made_by("ecall", "a7", "a0", "a1", "a2", "a3", first, "memory")
#elif defined __loongarch64
#define RAW_CALL(made_by)                                                                                             \
  made_by("syscall 0", "$a7", "$a0", "$a1", "$a2", "$a3", first, "memory", "$t0", "$t1", "$t2", "$t3", "$t4", "$t5", \
          "$t6", "$t7", "$t8")
#else
#error "tsinit was never tried on this machine: docs/decisions/architectures.md says what has to be looked at first"
#endif

#include <sys/syscall.h>
#include <unistd.h>

/* A system call of up to four arguments, numbers or pointers: what it answers, or -errno. Which registers have them: syscall(2). */
#define raw_call(...) raw_call_filled(__VA_ARGS__, 0, 0, 0, 0, 0)
#define raw_call_filled(number, a, b, c, d, ...) raw_call4(number, (long)(a), (long)(b), (long)(c), (long)(d))

#define RAW_CALL4(instruction, nr, r0, r1, r2, r3, answer, ...)                                                          \
  static inline long raw_call4(long number, long a, long b, long c, long d) {                                         \
    register long number_register __asm__(nr) = number;                                                               \
    register long first __asm__(r0) = a, second __asm__(r1) = b, third __asm__(r2) = c, fourth __asm__(r3) = d;       \
    __asm__ volatile(instruction                                                                                      \
                     : "+r"(number_register), "+r"(first), "+r"(second), "+r"(third), "+r"(fourth)::__VA_ARGS__);     \
    return answer;                                                                                                    \
  }
RAW_CALL(RAW_CALL4)

#endif
