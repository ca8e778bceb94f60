/*
 * The standalone host: runs the core (src/core, by way of build/core.c) and gives it what it asks for. If the core traps,
 * it is begun anew; if it traps again and again, this file keeps the container alive by itself.
 */
#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core.h"
#include "sys.h"

/* Why the core was begun anew; the numbers are those of src/core/base/kernel.ts. */
enum trapped { NOT_TRAPPED, INTERNAL_ERROR, OUT_OF_MEMORY };

/* How many numbers the host keeps for the core. */
#define NOTES 8

/* What the core's imports work on. */
struct w2c_host {
  int argc;
  char **argv;
  char **envp;
  pid_t pid;
  int signals_taken; /* what sys_take_signals() answered */
  const char *variable; /* the value of the variable last looked up */
  enum sys_failed spawn_failed;
  bool started;          /* from here on the init must live */
  pid_t main_child;      /* 0: none, or not spawned yet */
  int main_status;       /* its wait status, once it has ended */
  bool main_ended;
  bool is_drained;       /* no child is left that has ended */
  ssize_t file_size;     /* of the file last read */
  int telling;           /* the signal that the core is being told of, until it has sent one itself; 0: none */
  bool stop_asked;       /* INT or TERM has come */
  bool terminated;       /* the namespace has been sent TERM */
  bool memory_refused;   /* to this core */
  enum trapped trapped;  /* what ended the last core */
  double notes[NOTES];   /* what the core wants its successor to know */
};

static struct w2c_host host;
static w2c_core core;
#define FILE_SIZE 4096
static char *const file = sys_buffer; /* the file last read */

/*
 * The core's linear memory. AssemblyScript sets no maximum; a page that is never touched costs nothing, and a normal
 * run stays within the first 64 kB.
 */
#define WASM_PAGE 65536u
#define MAX_PAGES (LINEAR_MEMORY_SIZE / WASM_PAGE)
#ifdef PRELOADED_MEMORY
extern uint8_t linear_memory[LINEAR_MEMORY_SIZE]; /* native/binary/memory.S */
extern uint8_t linear_memory_preloaded[];         /* the end of its first part, which the file has */
#else
static uint8_t linear_memory[LINEAR_MEMORY_SIZE];
#endif

void wasm_rt_allocate_memory(wasm_rt_memory_t *memory, uint64_t pages, uint64_t max_pages, bool is64, uint32_t page_size) {
  (void)max_pages, (void)is64, (void)page_size;
  if (pages > MAX_PAGES) wasm_rt_trap(WASM_RT_TRAP_OOB);
  memory->data = linear_memory;
  memory->pages = pages;
  memory->size = pages * WASM_PAGE;
  memory->data_end = linear_memory + memory->size;
}

SYS_COLD uint64_t wasm_rt_grow_memory(wasm_rt_memory_t *memory, uint64_t pages) {
  const uint64_t old = memory->pages;
  if (pages > MAX_PAGES - old) {
    host.memory_refused = true;
    return (uint64_t)-1;
  }
#if WABT_BIG_ENDIAN
  memmove(linear_memory + pages * WASM_PAGE, linear_memory, (size_t)memory->size);
  memset(linear_memory, 0, (size_t)pages * WASM_PAGE);
#endif
  memory->pages = old + pages;
  memory->size = memory->pages * WASM_PAGE;
  memory->data_end = linear_memory + memory->size;
  return old;
}

void wasm_rt_free_memory(wasm_rt_memory_t *memory) { (void)memory; }

#ifdef PRELOADED_MEMORY
static uint8_t *page_of(uint8_t *address, size_t page_size) { return address - (uintptr_t)address % page_size; }

/*
 * Makes the linear memory again what it was at the start; false if that cannot be done. Nothing is kept for it: the pages
 * are given back, and the kernel maps them anew when they are touched, with what the file has or with zeros: madvise(2).
 * Two pages are not the linear memory's alone. The first begins with other variables, which are put back. In the one where
 * the first part ends the file goes on with something else, where execve(2) had put zeros.
 */
static SYS_COLD bool renew_memory(void) {
  const size_t page_size = (size_t)getpagesize();
  uint8_t *const first = page_of(linear_memory, page_size);
  uint8_t *const end = linear_memory + core.w2c_memory.size;
  uint8_t *const last = page_of(end, page_size);
  const size_t others = (size_t)(linear_memory - first);
  uint8_t kept[others + 1];
  memcpy(kept, first, others);
  linear_memory[0] = 1; /* the core's address 0, which is nobody's and so is 0 in the file */
  if (madvise(first, (size_t)(last - first), MADV_DONTNEED) < 0) return false;
  if (linear_memory[0] != 0) return false; /* qemu-user: what it took for a hint only, it leaves out */
  memcpy(first, kept, others);
  memset(linear_memory_preloaded, 0, page_size - (uintptr_t)linear_memory_preloaded % page_size);
  memset(last, 0, (size_t)(end - last));
  return true;
}
#else
/* Makes the linear memory again what it was at the start; the data segments are copied when the core is instantiated. */
static SYS_COLD bool renew_memory(void) {
  memset(linear_memory, 0, (size_t)core.w2c_memory.size);
  return true;
}
#endif

/* A string in the core is UTF-16 in its linear memory, each unit standing for one byte. */

static uint8_t *unit_at(uint32_t address, size_t index) {
  const uint64_t at = address + (uint64_t)index * 2;
  if (at + 2 > core.w2c_memory.size) wasm_rt_trap(WASM_RT_TRAP_OOB);
#if WABT_BIG_ENDIAN
  return core.w2c_memory.data_end - at - 2;
#else
  return core.w2c_memory.data + at;
#endif
}

static void put_string(uint32_t to, const char *bytes, size_t length) {
  for (size_t i = 0; i < length; i++) {
    const uint16_t unit = (unsigned char)bytes[i];
    memcpy(unit_at(to, i), &unit, sizeof unit);
  }
}

static void get_string(char *bytes, uint32_t from, size_t length) {
  for (size_t i = 0; i < length; i++) {
    uint16_t unit;
    memcpy(&unit, unit_at(from, i), sizeof unit);
    bytes[i] = (char)unit;
  }
}

/* The core's imports, named by wasm2c. */

u32 w2c_host_argumentCount(struct w2c_host *h) { return (u32)h->argc; }
static const char *argument(struct w2c_host *h, u32 index) {
  if (index >= (u32)h->argc) wasm_rt_trap(WASM_RT_TRAP_OOB);
  return h->argv[index];
}
u32 w2c_host_argumentLength(struct w2c_host *h, u32 index) { return (u32)strlen(argument(h, index)); }
void w2c_host_argumentText(struct w2c_host *h, u32 index, u32 to) {
  const char *text = argument(h, index);
  put_string(to, text, strlen(text));
}

/* What follows a text of the core in the first variable that begins with it and, unless `last` is 0, goes on with that; or NULL. */
static const char *find_variable(struct w2c_host *h, u32 text, u32 length, char last) {
  char wanted[64];
  if (length >= sizeof wanted) wasm_rt_trap(WASM_RT_TRAP_OOB);
  get_string(wanted, text, length);
  for (char **e = h->envp; *e; e++)
    if (**e == *wanted && !strncmp(*e, wanted, length) && (last == 0 || (*e)[length] == last)) return *e + length;
  return NULL;
}
u32 w2c_host_variableLength(struct w2c_host *h, u32 name, u32 length) {
  const char *rest = find_variable(h, name, length, '=');
  if (!rest) return (u32)-1;
  h->variable = rest + 1;
  return (u32)strlen(h->variable);
}
u32 w2c_host_hasVariables(struct w2c_host *h, u32 prefix, u32 length) { return find_variable(h, prefix, length, 0) != NULL; }
void w2c_host_variableText(struct w2c_host *h, u32 to) { put_string(to, h->variable, strlen(h->variable)); }

u32 w2c_host_workingDirectory(struct w2c_host *h) {
  h->variable = sys_buffer;
  return (u32)sys_working_directory(sys_buffer, SYS_BUFFER_SIZE);
}
u32 w2c_host_signalsTaken(struct w2c_host *h) { return (u32)h->signals_taken; }
u32 w2c_host_isSecure(struct w2c_host *h) { return (void)h, sys_is_secure(); }

u32 w2c_host_pid(struct w2c_host *h) { return (u32)h->pid; }
u32 w2c_host_parentPid(struct w2c_host *h) { return (void)h, (u32)getppid(); }
u32 w2c_host_becomeSubreaper(struct w2c_host *h) { return (void)h, (u32)sys_become_subreaper(); }
u32 w2c_host_isSubreaper(struct w2c_host *h) { return (void)h, sys_is_subreaper() > 0; }
u32 w2c_host_setParentDeathSignal(struct w2c_host *h, u32 signo) { return (void)h, (u32)sys_set_parent_death_signal((int)signo); }
u32 w2c_host_foregroundTerminal(struct w2c_host *h) { return (void)h, (u32)sys_foreground_terminal(); }

u32 w2c_host_leaveTerminal(struct w2c_host *h) { return (void)h, sys_leave_terminal() > 0; }
void w2c_host_suspend(struct w2c_host *h) { (void)h, sys_suspend(); }

u32 w2c_host_spawn(struct w2c_host *h, u32 program, u32 place, u32 terminal, u32 death_signal, u32 listen_pid) {
  const struct sys_child child = {
      .argv = h->argv + program,
      .envp = h->envp,
      .place = (enum sys_place)place,
      .terminal = (int)terminal,
      .death_signal = (int)death_signal,
      .listen_pid = (int)listen_pid,
  };
  const pid_t pid = sys_spawn(&child, &h->spawn_failed);
  if (pid > 0) h->main_child = pid;
  return (u32)pid;
}
u32 w2c_host_spawnFailed(struct w2c_host *h) { return h->spawn_failed; }
void w2c_host_letGo(struct w2c_host *h) {
  h->started = true;
  sys_let_go();
}

/* The result of a kill. From the first signal that was sent on, the one that the core is told of is not to be told again. */
static u32 sent(struct w2c_host *h, u32 signo, int result) {
  if (signo > 0 && result == 0) h->telling = 0;
  return (u32)result;
}
u32 w2c_host_kill(struct w2c_host *h, u32 pid, u32 signo) { return sent(h, signo, sys_kill((pid_t)pid, (int)signo)); }
u32 w2c_host_killGroup(struct w2c_host *h, u32 pgid, u32 signo) { return sent(h, signo, sys_kill_group((pid_t)pgid, (int)signo)); }

u32 w2c_host_killNamespace(struct w2c_host *h, u32 signo) {
  const int result = sys_kill_namespace((int)signo);
  if (signo == SIGTERM && result == 0) h->terminated = true;
  return sent(h, signo, result);
}

u32 w2c_host_openProcesses(struct w2c_host *h) { return (void)h, (u32)sys_open_processes(); }
u32 w2c_host_nextProcess(struct w2c_host *h) { return (void)h, (u32)sys_next_listed(); }
u32 w2c_host_holdProcess(struct w2c_host *h, u32 pid) { return (void)h, (u32)sys_hold_process((pid_t)pid); }
u32 w2c_host_killHeld(struct w2c_host *h, u32 handle, u32 signo) { return sent(h, signo, sys_kill_held((int)handle, (int)signo)); }
void w2c_host_releaseProcess(struct w2c_host *h, u32 handle) { (void)h, sys_release_process((int)handle); }

f64 w2c_host_now(struct w2c_host *h) { return (void)h, sys_now(); }
f64 w2c_host_wallClock(struct w2c_host *h) { return (void)h, sys_wall_clock(); }

u32 w2c_host_isTerminal(struct w2c_host *h, u32 descriptor) { return (void)h, (u32)sys_is_terminal((int)descriptor); }

/* One message as bytes, or a part of a longer text. Not sys_buffer: a message may be made while a file is being looked at. */
static char piece[PIPE_BUF] SYS_LAST(3);

/* A text of the core, piece by piece, until `out` fails. */
static SYS_COLD int write_text(int (*out)(int descriptor, const void *text, size_t size), u32 descriptor, u32 text, u32 length) {
  for (u32 done = 0; done < length;) {
    const u32 size = length - done < sizeof piece ? length - done : (u32)sizeof piece;
    get_string(piece, text + 2 * done, size);
    const int failed = out((int)descriptor, piece, size);
    if (failed) return failed;
    done += size;
  }
  return 0;
}
static int log_piece(int descriptor, const void *text, size_t size) { return sys_log(descriptor, text, size) ? 0 : -EAGAIN; }
u32 w2c_host_print(struct w2c_host *h, u32 text, u32 length) { return (void)h, (u32)write_text(sys_print, 1, text, length); }
void w2c_host_log(struct w2c_host *h, u32 descriptor, u32 text, u32 length) { (void)h, write_text(log_piece, descriptor, text, length); }

/* Puts a file's name where the contents will lie: it is needed no more once the file is open. */
static bool get_path(u32 path, u32 length) {
  if (length >= FILE_SIZE) return false;
  get_string(file, path, length);
  file[length] = '\0';
  return true;
}

u32 w2c_host_read(struct w2c_host *h, u32 path, u32 length, u32 offset) {
  h->file_size = get_path(path, length) ? sys_read(file, (off_t)offset, file, FILE_SIZE) : -ENAMETOOLONG;
  return (u32)h->file_size;
}
SYS_COLD u32 w2c_host_append(struct w2c_host *h, u32 path, u32 length, u32 text, u32 size) {
  (void)h;
  if (size > sizeof piece) wasm_rt_trap(WASM_RT_TRAP_OOB);
  get_string(piece, text, size);
  return (u32)(get_path(path, length) ? sys_leave_message(file, piece, size) : -ENAMETOOLONG);
}
u32 w2c_host_readStat(struct w2c_host *h, u32 pid) {
  char name[32] = "/proc/";
  memcpy(sys_put_number(name + 6, (pid_t)pid), "/stat", 6);
  h->file_size = sys_read(name, 0, file, FILE_SIZE);
  return (u32)h->file_size;
}
u32 w2c_host_byte(struct w2c_host *h, u32 index) {
  if ((ssize_t)index >= h->file_size) wasm_rt_trap(WASM_RT_TRAP_OOB);
  return (unsigned char)file[index];
}

/* What a core has to know that was begun after another: see src/core/base/kernel.ts. */
u32 w2c_host_trapped(struct w2c_host *h) { return h->trapped; }
u32 w2c_host_program(struct w2c_host *h) { return h->main_child > 0 ? (u32)h->main_child : h->started ? (u32)-1 : 0; }
u32 w2c_host_programStatus(struct w2c_host *h) { return h->main_ended ? (u32)h->main_status : (u32)-1; }
static double *note(struct w2c_host *h, u32 index) {
  if (index >= NOTES) wasm_rt_trap(WASM_RT_TRAP_OOB);
  return &h->notes[index];
}
void w2c_host_note(struct w2c_host *h, u32 index, f64 value) { *note(h, index) = value; }
f64 w2c_host_noted(struct w2c_host *h, u32 index) { return *note(h, index); }

/* What the host has to say itself, in the form of the log. */
static SYS_COLD void say(const char *sentence) {
  char line[160] = "[FATAL tsinit (";
  char *end = sys_put_number(line + strlen(line), host.pid);
  end = stpcpy(stpcpy(stpcpy(end, ")] "), sentence), "\n");
  sys_log(2, line, (size_t)(end - line));
}

/* Without a way to reap, neither the program's end nor anybody else's would ever be seen. */
static SYS_COLD _Noreturn void cannot_reap(void) {
  say("no child can be reaped, wait4(2) and waitid(2) are refused: the program is killed");
  sys_kill(host.main_child, SIGKILL);
  _exit(125);
}

/*
 * Where orphans end as fast as they are reaped, as those of a fork bomb do, no more than these are reaped at once: signals
 * and deadlines have their turn.
 */
#define REAPED_BEFORE_EVENTS 64

/* Reaps the children that have ended and tells the core of each. Returns whether there are more: alive, or to be reaped. */
static bool drain(void (*on_exit)(pid_t pid, int status)) {
  host.is_drained = false;
  for (int reaped = 0; reaped < REAPED_BEFORE_EVENTS; reaped++) {
    int status;
    pid_t pid = sys_reap(&status);
    /* while the program has not been reaped there is a child: such an answer is not believed at once */
    if (pid == -ECHILD && host.main_child > 0 && !host.main_ended) pid = sys_reap(&status);
    if (pid <= 0) {
      if (pid < 0 && pid != -ECHILD) cannot_reap();
      host.is_drained = true;
      return pid == 0;
    }
    if (pid == host.main_child && !host.main_ended) {
      host.main_ended = true;
      host.main_status = status;
    }
    if (on_exit) on_exit(pid, status);
  }
  return true;
}

static int code_of(int status) { return status & 0x7f ? 128 + (status & 0x7f) : status >> 8 & 0xff; }

static bool is_stop(int signo) { return signo == SIGTERM || signo == SIGINT; }

/*
 * What is left of an init when its core traps again and again: it reaps, forwards every signal to the program, and exits
 * with its code, after the others of the namespace have had TERM, if they had not, and five seconds at most.
 */
static SYS_COLD _Noreturn void carry_on(void) {
  say("internal error: only signals are forwarded and orphans reaped from here on");
  for (int signo = host.telling;; signo = sys_wait_signal(host.is_drained ? -1 : 0)) {
    if (is_stop(signo)) host.stop_asked = true;
    if (host.main_child > 0 && signo > 0 && signo != SIGCHLD) sys_kill(host.main_child, signo);
    drain(NULL);
    if (host.main_child > 0 ? host.main_ended : host.stop_asked) break;
  }
  if (sys_kill_namespace(host.terminated ? 0 : SIGTERM) == 0) {
    sys_kill_namespace(SIGCONT);
    const double deadline = sys_now() + 5000;
    for (double left = 5000; drain(NULL) && left > 0; left = deadline - sys_now()) sys_wait_signal(host.is_drained ? left : 0);
  }
  _exit(code_of(host.main_status));
}

/* So often, within so many milliseconds, a core that has trapped is begun anew. */
#define MOST_BEGINNINGS 3
#define BEGINNINGS_TIME 60000

/* The core has trapped. Returns if it can be begun anew: docs/decisions/begin-anew.md. */
static SYS_COLD void after_trap(void) {
  static double times[MOST_BEGINNINGS]; /* of the last beginnings */
  static unsigned count;
  if (w2c_host_program(&host) == 0) {
    say("internal error: the program is not started");
    _exit(125);
  }
  const double now = sys_now();
  double *const time = &times[count % MOST_BEGINNINGS];
  if ((count >= MOST_BEGINNINGS && now - *time < BEGINNINGS_TIME) || !renew_memory()) carry_on();
  *time = now;
  count++;
  host.trapped = host.memory_refused ? OUT_OF_MEMORY : INTERNAL_ERROR;
  host.memory_refused = false;
  /* whatever the core held: processes, the list of processes */
  while (sys_next_listed() > 0) continue;
  sys_let_go();
}

static jmp_buf trap_point;

void wasm_rt_trap(wasm_rt_trap_t trap) {
  (void)trap;
  longjmp(trap_point, 1);
}

static void on_exit_core(pid_t pid, int status) {
  w2c_core_onExit(&core, (u32)pid, (u32)status);
  w2c_core_collect(&core); /* thousands may follow before the next wait, each with its messages */
}

/*
 * CHLD stays pending until it is waited for, so reaping can wait for it; but the kernel hands out the lowest signal
 * first, and a sender of HUPs without end must not keep 17 from its turn, nor a deadline.
 */
#define EVENTS_BEFORE_REAPING 16

/* Tells the core of a signal. */
static void tell(int signo) {
  host.telling = signo;
  host.stop_asked |= is_stop(signo);
  w2c_core_onSignal(&core, (u32)signo);
  host.telling = 0;
}

/* Tells the core that its deadline has passed, if it has. */
static bool tell_time(void) {
  const double deadline = w2c_core_deadline(&core);
  if (deadline < 0 || sys_now() < deadline) return false;
  w2c_core_onTimer(&core);
  return true;
}

/* Waits for the next signal or the core's deadline, and tells the core. Returns whether it is time to reap. */
static bool wait_for_event(void) {
  w2c_core_collect(&core);
  const double deadline = w2c_core_deadline(&core);
  double ms = host.is_drained ? -1 : 0;
  if (host.is_drained && deadline >= 0) {
    ms = deadline - sys_now();
    if (ms < 0) ms = 0;
  }
  const int signo = sys_wait_signal(ms);
  if (signo > 0) tell(signo);
  if (signo == SIGCHLD) {
    const u32 gather = w2c_core_gatherTime(&core);
    if (gather > 0) sys_sleep((int)gather);
    return true;
  }
  if (signo > 0) return false;
  return tell_time() || !host.is_drained;
}

int main(int argc, char **argv, char **envp) {
  host.argc = argc;
  host.argv = argv;
  host.envp = envp;
  host.pid = getpid();
  host.signals_taken = sys_take_signals();
  if (setjmp(trap_point) != 0) after_trap();
  wasm2c_core_instantiate(&core, &host);
  while (w2c_core_start(&core)) w2c_core_collect(&core);
  /* the event that trapped the last core is given up, but for a stop: nobody asks for that twice */
  if (is_stop(host.telling)) tell(host.telling);
  for (;;) {
    w2c_core_onDrained(&core, drain(on_exit_core));
    int events = 0;
    do {
      const int code = (int)w2c_core_exitCode(&core);
      if (code >= 0) _exit(code);
    } while (!wait_for_event() && ++events < EVENTS_BEFORE_REAPING);
    if (events == EVENTS_BEFORE_REAPING) tell_time();
  }
}
