/* Calling the core's pure functions: test/support/leaves.ts. */
#ifndef LEAF_H
#define LEAF_H

#include "fuzz.h"

extern w2c_leaves leaves;

/* Begins with the files that are sections of an input, or with one text that every file holds. */
void begin_leaves(struct text files, struct text any_file);
/* A text in the core's memory. */
u32 new_string(struct text text);
/* The bytes of a text of the core: to be looked at before the next one is asked for. */
struct text text_at(u32 address);
/* SIGTERM, SIGRTMIN+3, signal 32: signal(7), from what the C library calls them. */
const char *signal_name(int signo, char name[16]);

#endif
