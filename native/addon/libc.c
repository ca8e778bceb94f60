/* What the addon needs of the C library and only new ones have: with this it loads where glibc is 2.17 or later, and with musl. */
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#if __SIZEOF_POINTER__ != 8
#error "on a 32-bit machine the C library's struct stat is not the kernel's"
#endif

/* A function of glibc's since 2.33; before, its headers made something else of it. LoongArch came to glibc later. */
#ifndef __loongarch__
int fstat(int descriptor, struct stat *status) { return (int)syscall(SYS_fstat, descriptor, status); }
#endif
