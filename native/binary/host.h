/* What the files of the standalone host know of each other. */
#ifndef HOST_H
#define HOST_H

#include "core.h"
#include "sys.h"

/* What the host knows, and its imports answer the core from. */
struct w2c_host {
  int argc;
  char **argv;
  char **envp;
  struct sys_room *room; /* the program's, until it has been executed */
  pid_t pid;
  int signals_taken; /* what sys_take_signals() answered */
  const char *variable; /* the value of the variable last looked up */
  int spawn_error; /* why the program did not start, an errno; 0 if it did */
  bool started;          /* from here on the init must live */
  pid_t main_child;      /* 0: none, or not spawned yet */
  int terminal;          /* whose foreground it was given: a descriptor, or -1 */
  int main_status;       /* its wait status, once it has ended */
  bool main_ended;
  bool is_drained;       /* no child is left that has ended */
  ssize_t file_size;     /* of the file last read */
  int telling;           /* the signal that the core is dealing with: until it has sent one on, or has returned; 0: none */
  bool stop_asked;       /* INT or TERM has come */
  bool memory_refused;   /* to this core */
  int trapped;           /* what ended the last core: CORE_NOT_TRAPPED, ... */
  double notes[CORE_NOTES]; /* what the core wants its successor to know */
};

extern struct w2c_host host;
extern w2c_core core;

/* memory.c */

/* Makes the linear memory again what it was at the start; false if that cannot be done. */
SYS_COLD bool renew_memory(void);

/* A string in the core is UTF-16 in its linear memory, each unit standing for one byte. */
void put_string(uint32_t to, const char *bytes, size_t length);
void get_string(char *bytes, uint32_t from, size_t length);

/* main.c */

/* Exits. A terminal that the program was given is left as it was found: a script that has run tsinit goes on reading there. */
_Noreturn void leave(int code);

/* drain.c */

/*
 * Reaps the children that have ended, and calls `on_exit`, if there is one, for each. Returns whether there are more: alive, or
 * to be reaped.
 */
bool drain(void (*on_exit)(pid_t pid, int status));

/* after-trap.c */

/* Writes a sentence of the host's own, in the form of the log. */
SYS_COLD void say(const char *sentence);

/* The core has trapped. Returns if it can be begun anew: docs/decisions/begin-anew.md. */
SYS_COLD void after_trap(void);

static inline bool is_stop(int signo) { return signo == SIGTERM || signo == SIGINT; }

#endif
