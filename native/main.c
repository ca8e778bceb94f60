/*
 * The standalone host: runs the core (src/core, by way of build/core.c) and gives it what it asks for. If the core traps,
 * this file keeps the container alive by itself.
 */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "core.h"
#include "sys.h"

/* What the core's imports work on. */
struct w2c_host {
  int argc;
  char **argv;
  char **envp;
  pid_t pid;
  const char *variable; /* the value of the variable last looked up */
  enum sys_failed spawn_failed;
  bool started;          /* from here on the init must live */
  pid_t main_child;      /* 0: none, or not spawned yet */
  int main_status;       /* its wait status, once it has ended */
  bool main_ended;
  bool is_drained;       /* no child is left that has ended */
  ssize_t file_size;     /* of the file last read */
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
extern uint8_t linear_memory[LINEAR_MEMORY_SIZE]; /* native/memory.S */
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

uint64_t wasm_rt_grow_memory(wasm_rt_memory_t *memory, uint64_t pages) {
  const uint64_t old = memory->pages;
  if (pages > MAX_PAGES - old) return (uint64_t)-1;
#if WABT_BIG_ENDIAN
  memmove(linear_memory + pages * WASM_PAGE, linear_memory, memory->size);
  memset(linear_memory, 0, pages * WASM_PAGE);
#endif
  memory->pages = old + pages;
  memory->size = memory->pages * WASM_PAGE;
  memory->data_end = linear_memory + memory->size;
  return old;
}

void wasm_rt_free_memory(wasm_rt_memory_t *memory) { (void)memory; }

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

u32 w2c_host_kill(struct w2c_host *h, u32 pid, u32 signo) { return (void)h, (u32)sys_kill((pid_t)pid, (int)signo); }
u32 w2c_host_killGroup(struct w2c_host *h, u32 pgid, u32 signo) { return (void)h, (u32)sys_kill_group((pid_t)pgid, (int)signo); }

u32 w2c_host_killNamespace(struct w2c_host *h, u32 signo) { return (void)h, (u32)sys_kill_namespace((int)signo); }

u32 w2c_host_openProcesses(struct w2c_host *h) { return (void)h, (u32)sys_open_processes(); }
u32 w2c_host_nextProcess(struct w2c_host *h) { return (void)h, (u32)sys_next_process(); }
u32 w2c_host_holdProcess(struct w2c_host *h, u32 pid) { return (void)h, (u32)sys_hold_process((pid_t)pid); }
u32 w2c_host_killHeld(struct w2c_host *h, u32 handle, u32 signo) { return (void)h, (u32)sys_kill_held((int)handle, (int)signo); }
void w2c_host_releaseProcess(struct w2c_host *h, u32 handle) { (void)h, sys_release_process((int)handle); }

f64 w2c_host_now(struct w2c_host *h) { return (void)h, sys_now(); }
f64 w2c_host_wallClock(struct w2c_host *h) { return (void)h, sys_wall_clock(); }

u32 w2c_host_isTerminal(struct w2c_host *h, u32 descriptor) { return (void)h, (u32)sys_is_terminal((int)descriptor); }

/* Writes a text of the core, piece by piece, with sys_print() or sys_log(). */
static void write_text(void (*out)(int descriptor, const void *text, size_t size), u32 descriptor, u32 text, u32 length) {
  char piece[512];
  for (u32 done = 0; done < length;) {
    const u32 size = length - done < sizeof piece ? length - done : (u32)sizeof piece;
    get_string(piece, text + 2 * done, size);
    out((int)descriptor, piece, size);
    done += size;
  }
}
u32 w2c_host_print(struct w2c_host *h, u32 text, u32 length) { return (void)h, write_text(sys_print, 1, text, length), 0; }
void w2c_host_log(struct w2c_host *h, u32 descriptor, u32 text, u32 length) { (void)h, write_text(sys_log, descriptor, text, length); }

/* Stand-ins. */
u32 w2c_host_workingDirectory(struct w2c_host *h) { return (void)h, (u32)-ENOENT; }
u32 w2c_host_isSecure(struct w2c_host *h) { return (void)h, 0; }
u32 w2c_host_trapped(struct w2c_host *h) { return (void)h, 0; }
u32 w2c_host_program(struct w2c_host *h) { return (void)h, 0; }
u32 w2c_host_programStatus(struct w2c_host *h) { return (void)h, (u32)-1; }
void w2c_host_note(struct w2c_host *h, u32 index, f64 value) { (void)h, (void)index, (void)value; }
f64 w2c_host_noted(struct w2c_host *h, u32 index) { return (void)h, (void)index, 0; }

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
  char bytes[4096];
  if (size > sizeof bytes) wasm_rt_trap(WASM_RT_TRAP_OOB);
  get_string(bytes, text, size);
  return (u32)(get_path(path, length) ? sys_append(file, bytes, size) : -ENAMETOOLONG);
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

/*
 * Reaps the children that have ended, `most` at most, and tells the core of each. Returns whether there are more: such as
 * still live, or such as are still to be reaped.
 */
static bool drain(void (*on_exit)(pid_t pid, int status), int most) {
  for (host.is_drained = false; most > 0; most--) {
    int status;
    const pid_t pid = sys_reap(&status);
    if (pid <= 0) {
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

/*
 * What is left of an init when its core has failed: it reaps, forwards every signal to the program, and exits with its
 * code, after the others of the namespace have had TERM and five seconds at most.
 */
static SYS_COLD _Noreturn void carry_on(void) {
  static const char message[] = ")] internal error: only signals are forwarded and orphans reaped from here on\n";
  char line[16 + 12 + sizeof message] = "[FATAL tsinit (";
  char *end = sys_put_number(line + strlen(line), host.pid);
  memcpy(end, message, sizeof message - 1);
  sys_log(2, line, (size_t)(end - line) + sizeof message - 1);
  if (!host.started) _exit(125);
  for (;;) {
    drain(NULL, INT_MAX);
    if (host.main_ended) break;
    const int signo = sys_wait_signal(-1);
    if (host.main_child > 0 && signo > 0 && signo != SIGCHLD) sys_kill(host.main_child, signo);
    if (host.main_child == 0 && (signo == SIGINT || signo == SIGTERM)) break;
  }
  if (sys_kill_namespace(SIGTERM) == 0) {
    sys_kill_namespace(SIGCONT);
    const double deadline = sys_now() + 5000;
    while (drain(NULL, INT_MAX) && sys_now() < deadline) sys_wait_signal(deadline - sys_now());
  }
  _exit(code_of(host.main_status));
}

void wasm_rt_trap(wasm_rt_trap_t trap) {
  (void)trap;
  carry_on();
}

static void on_exit_core(pid_t pid, int status) {
  w2c_core_onExit(&core, (u32)pid, (u32)status);
  w2c_core_collect(&core); /* thousands may follow before the next wait, each with its messages */
}

/*
 * CHLD stays pending until it is waited for, so reaping can wait for it; but the kernel hands out the lowest signal
 * first, and a sender of HUPs without end must not keep 17 from its turn.
 */
#define EVENTS_BEFORE_REAPING 16

/* And where orphans end as fast as they are reaped, as those of a fork bomb do, signals and the deadline have their turn. */
#define REAPED_BEFORE_EVENTS 64

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
  if (signo > 0) w2c_core_onSignal(&core, (u32)signo);
  if (signo == SIGCHLD) {
    const u32 gather = w2c_core_gatherTime(&core);
    if (gather > 0) sys_sleep((int)gather);
    return true;
  }
  if (signo > 0) return false;
  if (deadline < 0 || sys_now() < deadline) return !host.is_drained;
  w2c_core_onTimer(&core);
  return true;
}

int main(int argc, char **argv, char **envp) {
  sys_take_signals();
  host.argc = argc;
  host.argv = argv;
  host.envp = envp;
  host.pid = getpid();
  wasm2c_core_instantiate(&core, &host);
  while (w2c_core_start(&core)) w2c_core_collect(&core);
  for (;;) {
    w2c_core_onDrained(&core, drain(on_exit_core, REAPED_BEFORE_EVENTS));
    for (int events = 0; events < EVENTS_BEFORE_REAPING; events++) {
      const int code = (int)w2c_core_exitCode(&core);
      if (code >= 0) _exit(code);
      if (wait_for_event()) break;
    }
  }
}
