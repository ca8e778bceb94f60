/* What native/binary/imports.c is to the core of the binary, here over an input. Each checks what the Kernel's contract forbids. */
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

struct w2c_host host;

void broken(const char *promise, ...) {
  va_list values;
  va_start(values, promise);
  fputs("broken: ", stderr);
  vfprintf(stderr, promise, values);
  fputc('\n', stderr);
  va_end(values);
  abort();
}

/* The core's linear memory: as large as that of native/binary/memory.c, and as it was when nothing had been written, for each input. */

#define WASM_PAGE 65536u
#define MAX_PAGES (CORE_LINEAR_MEMORY / WASM_PAGE)
uint8_t linear_memory[CORE_LINEAR_MEMORY];

void wasm_rt_allocate_memory(wasm_rt_memory_t *memory, uint64_t pages, uint64_t max_pages, bool is64, uint32_t page_size) {
  (void)max_pages, (void)is64, (void)page_size;
  if (host.memory) memset(linear_memory, 0, host.memory->size);
  host.memory = memory;
  memory->pages = pages;
  memory->size = pages * WASM_PAGE;
}

uint64_t wasm_rt_grow_memory(wasm_rt_memory_t *memory, uint64_t pages) {
  const uint64_t old = memory->pages;
  if (pages > MAX_PAGES - old) broken("%u pages of memory are enough", MAX_PAGES);
  memory->pages = old + pages;
  memory->size = memory->pages * WASM_PAGE;
  return old;
}

void wasm_rt_free_memory(wasm_rt_memory_t *memory) { (void)memory; }

void wasm_rt_trap(wasm_rt_trap_t trap) {
  static const char *const names[] = {"none",       "memory access out of bounds", "integer overflow",   "division by zero",
                                      "conversion", "unreachable: an assertion",   "call by a bad index", "exhaustion"};
  broken("the core does not trap: %s", names[trap]);
}

static uint8_t *unit_at(uint32_t address, size_t index) {
  const uint64_t at = address + (uint64_t)index * 2;
  if (at + 2 > host.memory->size) wasm_rt_trap(WASM_RT_TRAP_OOB);
  return linear_memory + at;
}

void put_string(uint32_t to, struct text text) {
  for (size_t i = 0; i < text.size; i++) {
    const uint16_t unit = (unsigned char)text.bytes[i];
    memcpy(unit_at(to, i), &unit, sizeof unit);
  }
}

char unit_of(uint32_t from, size_t index) {
  uint16_t unit;
  memcpy(&unit, unit_at(from, index), sizeof unit);
  if (unit > 255) broken("a character stands for one byte: %u", unit);
  return (char)unit;
}

/* A path, with a NUL behind it; false if no path can be so long. */
static bool get_path(char path[CORE_PIECE], u32 from, u32 length) {
  if (length >= CORE_PIECE) return false;
  for (u32 i = 0; i < length; i++) path[i] = unit_of(from, i);
  path[length] = '\0';
  return true;
}

/* Takes what is to become of the next call that can fail: 0 or -errno. */
static int outcome(void) {
  struct text number;
  return cut(&host.errors, ' ', &number) ? -(int)(decimal_of(number, 2) > 0 ? decimal_of(number, 2) : 0) : 0;
}

/* Whose death it is to see to. */

struct process *find_process(int pid) {
  for (int i = 0; i < host.process_count; i++)
    if (host.processes[i].pid == pid && host.processes[i].state != GONE) return &host.processes[i];
  return NULL;
}

void end_process(struct process *process, int status) {
  if (process->state != ALIVE) return;
  process->state = ZOMBIE;
  process->status = status;
}

static struct text trimmed(struct text text) {
  if (text.size > 0 && text.bytes[text.size - 1] == '\n') text.size--;
  return text;
}

/* Texts that each end with a NUL, the last one perhaps without. */
static int strings_of(struct text text, struct text *strings, size_t most) {
  text = trimmed(text);
  if (text.size == 0) return 0;
  const size_t count = split(text, '\0', strings, most);
  return (int)(strings[count - 1].size > 0 || count == 1 ? count : count - 1);
}

static bool mentions_delay(struct text text) {
  return text.size > 0 && (memmem(text.bytes, text.size, "delay", 5) || memmem(text.bytes, text.size, "DELAY", 5));
}

static void list_process(int pid) {
  if (pid > 0 && !find_process(pid) && host.process_count < 512) host.processes[host.process_count++].pid = pid;
}

void begin_world(struct text argv) {
  wasm_rt_memory_t *const memory = host.memory;
  memset(&host, 0, offsetof(struct w2c_host, output));
  host.output_size = 0;
  host.memory = memory;
  host.argc = strings_of(argv, host.argv, 512);
  if (host.argc == 0) host.argv[host.argc++] = TEXT("tsinit");
  host.env_count = strings_of(section("environment"), host.env, 512);
  host.errors = trimmed(section("errors"));
  host.pid = (int)section_number("pid", 1);
  if (host.pid < 1) host.pid = 1;
  host.time = 1e6;
  struct text name;
  for (size_t i = 0; i < section_count(); i++) {
    section_at(i, &name);
    const size_t end = name.size - strlen("/stat");
    if (!starts_with(name, TEXT("/proc/")) || name.size < 12 || !equals(without_start(name, end), TEXT("/stat"))) continue;
    list_process((int)decimal_of((struct text){name.bytes + 6, end - 6}, 7));
  }
  struct process *const self = find_process(host.pid);
  if (self) self->state = GONE; /* of those who are signalled and end */
  host.main_status = -1;
  host.delays = mentions_delay(argv) || mentions_delay(section("environment"));
}

/* The imports. */

u32 w2c_host_argumentCount(struct w2c_host *h) { return (u32)h->argc; }
static struct text argument(struct w2c_host *h, u32 index) {
  if (index >= (u32)h->argc) broken("argument %u of %d is there", index, h->argc);
  return h->argv[index];
}
u32 w2c_host_argumentLength(struct w2c_host *h, u32 index) { return (u32)argument(h, index).size; }
void w2c_host_argumentText(struct w2c_host *h, u32 index, u32 to) { put_string(to, argument(h, index)); }

/* What follows a text of the core in the first variable that begins with it and, unless `last` is 0, goes on with that. */
static bool find_variable(struct w2c_host *h, u32 from, u32 length, char last) {
  char wanted[64];
  if (length + 1 >= sizeof wanted) broken("names of variables are short: %u", length);
  for (u32 i = 0; i < length; i++) wanted[i] = unit_of(from, i);
  wanted[length] = last;
  const struct text start = {wanted, length + (last != 0)};
  for (int i = 0; i < h->env_count; i++) {
    if (!starts_with(h->env[i], start)) continue;
    h->variable = without_start(h->env[i], start.size);
    return true;
  }
  return false;
}
u32 w2c_host_variableLength(struct w2c_host *h, u32 name, u32 length) {
  return find_variable(h, name, length, '=') ? (u32)h->variable.size : (u32)-1;
}
u32 w2c_host_hasVariables(struct w2c_host *h, u32 prefix, u32 length) { return find_variable(h, prefix, length, 0); }
void w2c_host_variableText(struct w2c_host *h, u32 to) { put_string(to, h->variable); }
u32 w2c_host_workingDirectory(struct w2c_host *h) {
  h->variable = trimmed(section("directory"));
  return h->variable.bytes ? (u32)h->variable.size : (u32)-ENOENT;
}
u32 w2c_host_executable(struct w2c_host *h) {
  h->variable = trimmed(section("executable"));
  return h->variable.bytes ? (u32)h->variable.size : (u32)-ENOENT;
}
u32 w2c_host_signalsTaken(struct w2c_host *h) { return (void)h, (u32)-section_number("signals-refused", 0); }
u32 w2c_host_isSecure(struct w2c_host *h) { return (void)h, section_number("secure", 0) > 0; }

u32 w2c_host_pid(struct w2c_host *h) { return (u32)h->pid; }
u32 w2c_host_parentPid(struct w2c_host *h) { return h->pid == 1 ? 0 : (u32)section_number("parent", 4711); }
u32 w2c_host_becomeSubreaper(struct w2c_host *h) { return (void)h, (u32)outcome(); }
u32 w2c_host_isSubreaper(struct w2c_host *h) { return (void)h, section_number("subreaper", 0) > 0; }
u32 w2c_host_setParentDeathSignal(struct w2c_host *h, u32 signo) {
  (void)h;
  if (signo < 1 || signo > CORE_SIGRTMAX) broken("%u is a signal", signo);
  return (u32)outcome();
}
u32 w2c_host_foregroundTerminal(struct w2c_host *h) { return (void)h, (u32)section_number("terminal", -1); }
u32 w2c_host_leaveTerminal(struct w2c_host *h) { return (void)h, section_number("terminal", 0) > 0; }
void w2c_host_suspend(struct w2c_host *h) { (void)h; }

u32 w2c_host_spawn(struct w2c_host *h, u32 program, u32 place, u32 terminal, u32 death_signal, u32 listen_pid, u32 skipped) {
  if (program < 1 || program >= (u32)h->argc) broken("the program is one of the arguments: %u of %d", program, h->argc);
  if (place > CORE_SAME_GROUP || death_signal > CORE_SIGRTMAX || listen_pid > 1 || (int)terminal < -1 ||
      (skipped > 0 && (skipped <= program || skipped >= (u32)h->argc)))
    broken("a request to spawn makes sense");
  if (h->main_pid > 0) broken("a program is started once");
  const long failed = section_number("spawn", 0);
  if (failed == CORE_FAILED_FORK) return (u32)-section_number("errno", EAGAIN);
  h->main_pid = h->pid + 6;
  list_process(h->main_pid);
  h->failed_step = failed == CORE_FAILED_EXEC || failed == CORE_FAILED_INTERPRETER ? (int)failed : CORE_FAILED_NOWHERE;
  if (h->failed_step != CORE_FAILED_NOWHERE) end_process(find_process(h->main_pid), 127 << 8);
  return (u32)h->main_pid;
}
u32 w2c_host_failedStep(struct w2c_host *h) { return (u32)h->failed_step; }
u32 w2c_host_failedErrno(struct w2c_host *h) { return h->failed_step == CORE_FAILED_NOWHERE ? 0 : (u32)section_number("errno", EAGAIN); }
void w2c_host_letGo(struct w2c_host *h) { h->started = true; }

/* A process is sent a signal, 0 or -errno. */
static int deliver(struct process *process, u32 signo) {
  if (signo > CORE_SIGRTMAX) broken("%u is a signal", signo);
  if (!process || process->state == GONE) return -ESRCH;
  const int result = outcome();
  if (result < 0) return result;
  /* The promise: one stop is one TERM. An option that holds back somebody's TERM makes it look like one of the init's own. */
  if (signo == SIGTERM && !host.is_forwarding && ++process->terms > 1 + host.delays)
    broken("process %d is sent TERM once", process->pid);
  if (signo == SIGKILL) end_process(process, SIGKILL);
  return 0;
}

u32 w2c_host_kill(struct w2c_host *h, u32 pid, u32 signo) {
  (void)h;
  if ((int)pid <= 1) broken("kill(%d) is for one process", (int)pid);
  return (u32)deliver(find_process((int)pid), signo);
}
u32 w2c_host_killGroup(struct w2c_host *h, u32 pgid, u32 signo) {
  (void)h;
  if ((int)pgid <= 1 || signo > CORE_SIGRTMAX) broken("kill(-%d, %u) is for one group", (int)pgid, signo);
  return (u32)(find_process((int)pgid) ? outcome() : -ESRCH);
}
u32 w2c_host_killNamespace(struct w2c_host *h, u32 signo) {
  if (h->pid != 1) broken("kill(-1) is for PID 1");
  int result = -ESRCH;
  for (int i = 0; i < h->process_count; i++)
    if (h->processes[i].state != GONE) result = signo > 0 ? deliver(&h->processes[i], signo) : 0;
  return (u32)result;
}

u32 w2c_host_openProcesses(struct w2c_host *h) {
  h->listed = -1;
  return (u32)-section_number("hidden", 0);
}
u32 w2c_host_nextProcess(struct w2c_host *h) {
  if (h->listed < 0) {
    h->listed = 0;
    return (u32)h->pid;
  }
  while (h->listed < h->process_count) {
    const struct process *const next = &h->processes[h->listed++];
    if (next->state != GONE) return (u32)next->pid;
  }
  return 0;
}
u32 w2c_host_holdProcess(struct w2c_host *h, u32 pid) {
  const int result = find_process((int)pid) ? outcome() : -ESRCH;
  if (result < 0) return (u32)result;
  h->held++;
  return pid;
}
u32 w2c_host_killHeld(struct w2c_host *h, u32 handle, u32 signo) {
  if (h->held == 0 || (int)handle <= 1) broken("%d is the handle of a process", (int)handle);
  return (u32)deliver(find_process((int)handle), signo);
}
void w2c_host_releaseProcess(struct w2c_host *h, u32 handle) {
  if (h->held-- == 0) broken("%u is the handle of a process", handle);
}

f64 w2c_host_now(struct w2c_host *h) { return h->time; }
u32 w2c_host_openDescriptors(struct w2c_host *h, u32 pid) { return (void)h, (void)pid, (u32)-EACCES; }
f64 w2c_host_sinceBoot(struct w2c_host *h) { return h->time + (f64)section_number("boot", 0) * 1e3; }
u32 w2c_host_processLimitNear(struct w2c_host *h, u32 percent) { return (void)h, (void)percent, (u32)section_number("nproc", 0); }
f64 w2c_host_wallClock(struct w2c_host *h) { return h->time + (f64)section_number("clock", 0) * 1e4; }
u32 w2c_host_isTerminal(struct w2c_host *h, u32 descriptor) {
  (void)h, (void)descriptor;
  return section_number("coloured", 0) > 0;
}

bool is_control(char byte) { return (byte >= 0 && byte < 32) || byte == 127; }

static void put(struct w2c_host *h, u32 from, u32 length) {
  for (u32 i = 0; i < length && h->output_size < sizeof h->output; i++) h->output[h->output_size++] = unit_of(from, i);
}
u32 w2c_host_print(struct w2c_host *h, u32 from, u32 length) {
  put(h, from, length);
  return (u32)outcome();
}
void w2c_host_log(struct w2c_host *h, u32 descriptor, u32 from, u32 length) {
  if (descriptor != 1 && descriptor != 2) broken("a message goes to stdout or stderr");
  const size_t before = h->output_size;
  put(h, from, length);
  const struct text line = {h->output + before, h->output_size - before};
  if (line.size == length && starts_with(line, TEXT("{\"time\"")) && !is_json(line))
    broken("a message is JSON: %.*s", (int)line.size, line.bytes);
  /* under the other names messages may have lines of their own, and be as long as they are there */
  const bool is_own = line.size > 20 && memmem(line.bytes, 20, " tsinit (", 9);
  for (size_t i = 0; i < line.size; i++)
    if (is_control(line.bytes[i]) && (line.bytes[i] != '\n' || (is_own && i + 1 < line.size)))
      broken("a message is one line of printable text: %.*s", (int)line.size, line.bytes);
  if (is_own && length > CORE_LONGEST_MESSAGE) broken("a message is one write: %u bytes are more than PIPE_BUF", length);
  h->output_size = before;
}

int host_read(const char *path, size_t offset) {
  const struct text contents = host.any_file.bytes ? host.any_file : section(path);
  host.file = (struct text){NULL, 0};
  if (!contents.bytes) return -ENOENT;
  if (contents.size > 1 && contents.bytes[0] == '!') {
    const long error = decimal_of(trimmed(without_start(contents, 1)), 2);
    if (error > 0) return -(int)error;
  }
  const size_t rest = contents.size > offset ? contents.size - offset : 0;
  host.file = (struct text){contents.bytes + contents.size - rest, rest < CORE_PIECE ? rest : CORE_PIECE};
  return (int)host.file.size;
}
u32 w2c_host_read(struct w2c_host *h, u32 path, u32 length, u32 offset) {
  (void)h;
  char name[CORE_PIECE];
  return (u32)(get_path(name, path, length) ? host_read(name, offset) : -ENAMETOOLONG);
}
u32 w2c_host_lists(struct w2c_host *h, u32 path, u32 length, u32 number) {
  char name[CORE_PIECE];
  (void)h;
  if (!get_path(name, path, length) || host_read(name, 0) < 0) return false;
  struct text rest = host.any_file.bytes ? host.any_file : section(name), line;
  while (cut(&rest, '\n', &line))
    if (decimal_of(line, 9) == (long)number) return true;
  return false;
}
u32 w2c_host_append(struct w2c_host *h, u32 path, u32 length, u32 text, u32 size) {
  (void)h;
  char name[CORE_PIECE];
  if (size > CORE_LONGEST_MESSAGE) broken("no longer message is left in a file: %u bytes", size);
  for (u32 i = 0; i < size; i++) unit_of(text, i);
  return (u32)(get_path(name, path, length) ? outcome() : -ENAMETOOLONG);
}
u32 w2c_host_readStat(struct w2c_host *h, u32 pid) {
  char name[64];
  snprintf(name, sizeof name, "/proc/%d/stat", (int)pid);
  const int size = find_process((int)pid) || (int)pid == h->pid || h->any_file.bytes ? host_read(name, 0) : -ENOENT;
  if (size != -ENOENT || (int)pid != h->main_pid || !find_process((int)pid)) return (u32)size;
  h->file.bytes = h->stat;
  h->file.size = (size_t)snprintf(h->stat, sizeof h->stat, "%d (program) S %d 7 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 4711 9\n",
                                  (int)pid, h->pid);
  return (u32)h->file.size;
}
u32 w2c_host_byte(struct w2c_host *h, u32 index) {
  if (index >= h->file.size) broken("byte %d of the %zu of a file is there", (int)index, h->file.size);
  return (unsigned char)h->file.bytes[index];
}

/* A core that is begun anew. */
u32 w2c_host_trapped(struct w2c_host *h) { return (u32)h->trapped; }
u32 w2c_host_program(struct w2c_host *h) { return h->main_pid > 0 ? (u32)h->main_pid : h->started ? (u32)-1 : 0; }
u32 w2c_host_programStatus(struct w2c_host *h) { return (u32)h->main_status; }
void w2c_host_note(struct w2c_host *h, u32 index, f64 value) {
  if (index >= CORE_NOTES) broken("there are %d notes, and no number %u", CORE_NOTES, index);
  h->notes[index] = value;
}
f64 w2c_host_noted(struct w2c_host *h, u32 index) {
  if (index >= CORE_NOTES) broken("there are %d notes, and no number %u", CORE_NOTES, index);
  return h->notes[index];
}
