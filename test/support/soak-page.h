/*
 * What the init in a soak (soak-hooks.c), its program (../fixtures/soak.c) and the test (soak.ts) share: the page of memory
 * that is the file which $SOAK_PAGE names. soak.ts knows the layout too.
 */
#ifndef SOAK_PAGE_H
#define SOAK_PAGE_H

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

struct soak_page {
  double clock;       /* how far the init's clocks have been moved on, in milliseconds */
  uint32_t is_idle;   /* set when the init is about to wait for a signal; a futex */
  uint32_t opened;    /* how many files the init has opened */
  uint32_t anonymous; /* how much memory of its own the init had when it exited, in kB */
  uint32_t goal;      /* so many events are wanted before the next pause; SOAK_END: no more */
  uint32_t events;    /* so many have been, */
  uint32_t paused;    /* and so many when the program paused last, and the init had dealt with all */
  uint32_t peak;      /* the largest `anonymous` up to now */
  uint32_t ready;     /* of those who are left when a program ends: how many are there, */
  uint32_t told;      /* and how many have got TERM */
};

#define SOAK_END UINT32_MAX

/* futex(2): musl-gcc does not find the kernel's headers. */
enum { FUTEX_WAIT = 0, FUTEX_WAKE = 1 };

/* Maps the page; never returns NULL. */
static inline struct soak_page *soak_map(void) {
  const char *path = getenv("SOAK_PAGE");
  const int descriptor = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
  void *page = mmap(NULL, sizeof(struct soak_page), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (page == MAP_FAILED) abort();
  close(descriptor);
  return page;
}

#endif
