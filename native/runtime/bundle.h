/* What the files of tsinit-runtime know of each other, beside native/binary/host.h. */
#ifndef BUNDLE_H
#define BUNDLE_H

#include "host.h"

#include <limits.h>
#include <sys/stat.h>

/* What the imports of src/binary/runtime/bundle.ts work on. */
struct w2c_bundle {
  char path[PATH_MAX]; /* of the file that was read last */
  uint8_t *bytes;
  size_t size;
  struct stat status;
  char beside[PATH_MAX + 32]; /* of the file that is to take its place; "" if there is none */
  int output;                 /* the descriptor of that */
  int failed;                 /* 0, or the -errno of the first write that failed */
  char real[PATH_MAX];        /* the real runtime; "" until it is known */
};

extern struct w2c_bundle bundle;

/* Removes the file that was to take the other one's place, if there is one. */
void discard(void);

#endif
