/*
 * Coverage-guided fuzzing of the compiled core: scripts/fuzz.mjs. No system call depends on an input: what the core asks for
 * comes from the input, and what it does is only looked at.
 *
 * An input consists of sections, as test/recorded has them: what goes before the first one has no name.
 *
 *     tsinit NUL -v NUL -- NUL program           the command line
 *     @@@ environment                            NAME=value NUL NAME=value ...
 *     @@@ events                                 what happens: init.c
 *     @@@ /proc/7/stat                           a file, and a process that is listed; !13 instead of contents: that errno
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core.h"
#include "leaves.h"
#include "numbers.h"

/* Bytes, NULs among them. */
struct text {
  const char *bytes;
  size_t size;
};
#define TEXT(literal) ((struct text){literal, sizeof(literal) - 1})

/* What is promised was not kept: says so, and ends the process as a crash. */
__attribute__((noreturn, cold, format(printf, 1, 2))) void broken(const char *promise, ...);

/* input.c */
void read_sections(struct text input);
/* The section's contents; bytes is NULL if there is none. */
struct text section(const char *name);
struct text section_at(size_t index, struct text *name);
size_t section_count(void);
/* The number that a section consists of, or `otherwise`. */
long section_number(const char *name, long otherwise);
/* What stands before the next `end`, which is taken off `rest`. False at the end of `rest`. */
bool cut(struct text *rest, char end, struct text *piece);
/* The pieces between those bytes, `most` of them at most: one more than there are of those bytes, the last one may be empty. */
size_t split(struct text text, char between, struct text *pieces, size_t most);
bool starts_with(struct text text, struct text start);
bool equals(struct text a, struct text b);
struct text without_start(struct text text, size_t size);
/* The value of 1 to `most` decimal digits; -1 for anything else. */
long decimal_of(struct text text, size_t most);

/* host.c */
struct process {
  int pid;
  enum { ALIVE, ZOMBIE, GONE } state;
  int status; /* of wait(2) */
  int terms;  /* how often it has been sent TERM by the init's own will */
};
struct w2c_host {
  wasm_rt_memory_t *memory;
  int argc, env_count;
  struct text argv[512], env[512];
  struct text variable;        /* last looked up */
  struct text file;            /* last read */
  struct text any_file;        /* what every file holds, if the input is one */
  struct text errors;          /* what is to fail: a number for each call that can */
  char stat[128];
  int pid, main_pid, main_status, failed_step, trapped;
  bool started;
  struct process processes[512]; /* all but the init itself */
  int process_count, listed, held;
  double time, notes[CORE_NOTES];
  bool is_forwarding;          /* a signal that somebody sent is being handled */
  bool delays;                 /* an option may hold TERM back */
  char output[1 << 18];
  size_t output_size;
};
extern struct w2c_host host;
/* Begins a world as the input has it, with the command line in `argv`. */
void begin_world(struct text argv);
bool is_control(char byte);
/* read() of a file: the size, or -errno. */
int host_read(const char *path, size_t offset);
/* Texts of the core: UTF-16, each unit one byte. */
void put_string(uint32_t to, struct text text);
char unit_of(uint32_t from, size_t index);
void end_process(struct process *process, int status);
struct process *find_process(int pid);

/* json.c */
/* Whether the text is one JSON value (RFC 8259), in UTF-8. */
bool is_json(struct text text);
/* The length of the UTF-8 character that the text begins with (RFC 3629); 0 if it begins with none. */
size_t utf8_length(struct text text);

/* The targets. */
void fuzz_command_line(struct text input);
void fuzz_status(struct text input);
void fuzz_stat(struct text input);
void fuzz_cgroups(struct text input);
void fuzz_counts(struct text input);
void fuzz_signals(struct text input);
void fuzz_json(struct text input);
void fuzz_words(struct text input);

#endif
