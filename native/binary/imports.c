/* What the core imports: system calls, and what the host knows of the program. Named by wasm2c. */
#include "host.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static char file[CORE_PIECE] SYS_LAST(0); /* the file last read, or a path */

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
  h->variable = file;
  return (u32)sys_working_directory(file, sizeof file);
}
u32 w2c_host_executable(struct w2c_host *h) {
  h->variable = file;
  return (u32)sys_executable(file, sizeof file);
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

/*
 * Takes an argument out of argv. A core that is begun anew reads the same command line without it, and starts no program.
 * /proc/PID/cmdline shows the strings, which stay where they are.
 */
static SYS_OPTIONS void leave_out(struct w2c_host *h, u32 index) {
  if (index >= (u32)h->argc) wasm_rt_trap(WASM_RT_TRAP_OOB);
  memmove(h->argv + index, h->argv + index + 1, ((u32)h->argc - index) * sizeof *h->argv);
  h->argc--;
}

u32 w2c_host_spawn(struct w2c_host *h, u32 program, u32 place, u32 terminal, u32 death_signal, u32 listen_pid, u32 skipped) {
  if (skipped > program) leave_out(h, skipped);
  const struct sys_child child = {
      .argv = h->argv + program,
      .envp = h->envp,
      .place = (int)place,
      .terminal = (int)terminal,
      .death_signal = (int)death_signal,
      .listen_pid = (int)listen_pid,
  };
  const pid_t pid = sys_spawn(&child, h->room);
  if (pid > 0) h->main_child = pid;
  h->terminal = (int)terminal;
  return (u32)pid;
}
u32 w2c_host_failedStep(struct w2c_host *h) { return (u32)sys_spawn_failure(&h->spawn_error); }
u32 w2c_host_failedErrno(struct w2c_host *h) { return (u32)h->spawn_error; }
void w2c_host_letGo(struct w2c_host *h) {
  h->started = true;
  sys_let_go();
}

/*
 * Passes the result of a kill on. Once the core has sent a signal, the one that it is being told of is dealt with: should the core
 * trap now, the next one is not told of it again.
 */
static u32 sent(struct w2c_host *h, u32 signo, int result) {
  if (signo > 0 && result == 0) h->telling = 0;
  return (u32)result;
}
u32 w2c_host_kill(struct w2c_host *h, u32 pid, u32 signo) { return sent(h, signo, sys_kill((pid_t)pid, (int)signo)); }
u32 w2c_host_killGroup(struct w2c_host *h, u32 pgid, u32 signo) { return sent(h, signo, sys_kill_group((pid_t)pgid, (int)signo)); }
u32 w2c_host_killNamespace(struct w2c_host *h, u32 signo) { return sent(h, signo, sys_kill_namespace((int)signo)); }

u32 w2c_host_processLimitNear(struct w2c_host *h, u32 percent) { return (void)h, (u32)sys_process_limit_near((int)percent); }
u32 w2c_host_openProcesses(struct w2c_host *h) { return (void)h, (u32)sys_open_processes(); }
u32 w2c_host_openDescriptors(struct w2c_host *h, u32 pid) { return (void)h, (u32)sys_open_descriptors((pid_t)pid); }
u32 w2c_host_nextProcess(struct w2c_host *h) { return (void)h, (u32)sys_next_listed(); }
u32 w2c_host_holdProcess(struct w2c_host *h, u32 pid) { return (void)h, (u32)sys_hold_process((pid_t)pid); }
u32 w2c_host_killHeld(struct w2c_host *h, u32 handle, u32 signo) { return sent(h, signo, sys_kill_held((int)handle, (int)signo)); }
void w2c_host_releaseProcess(struct w2c_host *h, u32 handle) { (void)h, sys_release_process((int)handle); }

f64 w2c_host_now(struct w2c_host *h) { return (void)h, sys_now(); }
f64 w2c_host_sinceBoot(struct w2c_host *h) { return (void)h, sys_since_boot(); }
f64 w2c_host_wallClock(struct w2c_host *h) { return (void)h, sys_wall_clock(); }

u32 w2c_host_isTerminal(struct w2c_host *h, u32 descriptor) { return (void)h, (u32)sys_is_terminal((int)descriptor); }

/* One message as bytes, or a part of a longer text. Not `file`: a message may be made while a file is being looked at. */
static char piece[CORE_LONGEST_MESSAGE] SYS_LAST(3);

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

/* Puts a path into the buffer for the file's contents: once the file is open, the path is not needed any more. */
static bool get_path(u32 path, u32 length) {
  if (length >= CORE_PIECE) return false;
  get_string(file, path, length);
  file[length] = '\0';
  return true;
}

u32 w2c_host_read(struct w2c_host *h, u32 path, u32 length, u32 offset) {
  h->file_size = get_path(path, length) ? sys_read(file, (off_t)offset, file, CORE_PIECE) : -ENAMETOOLONG;
  return (u32)h->file_size;
}
u32 w2c_host_lists(struct w2c_host *h, u32 path, u32 length, u32 number) {
  h->file_size = 0;
  return get_path(path, length) && sys_lists(file, number, file, CORE_PIECE);
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
  h->file_size = sys_read_stat(name, file, CORE_PIECE);
  return (u32)h->file_size;
}
u32 w2c_host_byte(struct w2c_host *h, u32 index) {
  if ((ssize_t)index >= h->file_size) wasm_rt_trap(WASM_RT_TRAP_OOB);
  return (unsigned char)file[index];
}

/* What a core has to know that was begun after another: see src/core/base/kernel.ts. */
u32 w2c_host_trapped(struct w2c_host *h) { return (u32)h->trapped; }
u32 w2c_host_program(struct w2c_host *h) { return h->main_child > 0 ? (u32)h->main_child : h->started ? (u32)-1 : 0; }
u32 w2c_host_programStatus(struct w2c_host *h) { return h->main_ended ? (u32)h->main_status : (u32)-1; }
static double *note(struct w2c_host *h, u32 index) {
  if (index >= CORE_NOTES) wasm_rt_trap(WASM_RT_TRAP_OOB);
  return &h->notes[index];
}
void w2c_host_note(struct w2c_host *h, u32 index, f64 value) { *note(h, index) = value; }
f64 w2c_host_noted(struct w2c_host *h, u32 index) { return *note(h, index); }
