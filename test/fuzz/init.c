/*
 * The whole init, driven as native/binary/main.c drives it, through what the section "events" says, and then to its end: the program
 * ends, it is told to stop, the others end.
 *
 *     s15    somebody sends signal 15
 *     t500   500 milliseconds pass
 *     m256   the program ends, with that status of wait(2)
 *     o7     process 7 ends
 *     x1     the core traps, and is begun anew: 1 and 2 are the reasons of src/core/base/kernel.ts
 */
#include <math.h>
#include <signal.h>
#include <string.h>

#include "fuzz.h"

static w2c_core core;
static struct text events;
static int ending;     /* how far it has got with the end of all */
static int idle;       /* timers that fired without an event or a moment in between */
static bool is_drained;

#define MOST_ROUNDS 20000
#define MOST_IDLE 1000

static void check_between_events(void) {
  if (host.held != 0) broken("a process held is released: %d are not", host.held);
  w2c_core_collect(&core);
}

/* Reaps. Returns whether there are more children. */
static bool drain(void) {
  is_drained = false;
  int reaped = 0;
  bool lives = false;
  for (int i = 0; i < host.process_count; i++) {
    struct process *const process = &host.processes[i];
    lives |= process->state == ALIVE;
    if (process->state != ZOMBIE) continue;
    if (reaped++ == CORE_REAPED_BEFORE_EVENTS) return true;
    process->state = GONE;
    if (process->pid == host.main_pid) host.main_status = process->status;
    w2c_core_onExit(&core, (u32)process->pid, (u32)process->status);
    check_between_events();
  }
  is_drained = true;
  return lives;
}

static bool on_child(void) {
  w2c_core_onSignal(&core, SIGCHLD);
  const u32 gather = w2c_core_gatherTime(&core);
  if (gather > 1000) broken("nobody waits for %u ms before it reaps", gather);
  host.time += gather;
  return true;
}

static bool end_one(struct process *process, int status) {
  if (!process || process->state != ALIVE) return false;
  end_process(process, status);
  return true;
}

static bool on_signal(int signo) {
  if (signo < 1 || signo > CORE_SIGRTMAX || signo == SIGKILL || signo == SIGSTOP) return false;
  if (signo == SIGCHLD) return on_child();
  host.is_forwarding = true;
  w2c_core_onSignal(&core, (u32)signo);
  host.is_forwarding = false;
  return false;
}

/* Begins the core. */
static void begin(int trapped) {
  host.trapped = trapped;
  host.held = 0;
  memset(&core, 0, sizeof core);
  wasm2c_core_instantiate(&core, &host);
  for (int starts = 0; w2c_core_start(&core); starts++) {
    if (starts > MOST_ROUNDS) broken("the init starts");
    w2c_core_collect(&core);
  }
}

/* The next thing that the input has happen. False if nothing is left; `reap` is whether it is time for that. */
static bool next_event(bool *reap) {
  struct text event;
  if (!cut(&events, ' ', &event)) return false;
  idle = 0;
  *reap = false;
  if (event.size == 0) return true;
  const long number = decimal_of(without_start(event, 1), 7);
  if (number < 0) return true;
  if (event.bytes[0] == 's') *reap = on_signal((int)number);
  if (event.bytes[0] == 't') host.time += (double)number;
  if (event.bytes[0] == 'm' && end_one(host.main_pid > 0 ? find_process(host.main_pid) : NULL, (int)number & 0xffff)) *reap = on_child();
  if (event.bytes[0] == 'o' && end_one(find_process((int)number), 0)) *reap = on_child();
  if (event.bytes[0] == 'x' && w2c_host_program(&host) != 0 && (number == CORE_INTERNAL_ERROR || number == CORE_OUT_OF_MEMORY)) {
    begin((int)number);
    *reap = true;
  }
  return true;
}

/* What happens when the input says nothing more. */
static bool end_all(double deadline) {
  if (end_one(host.main_pid > 0 ? find_process(host.main_pid) : NULL, 0)) return on_child();
  if (deadline >= 0) {
    if (deadline > host.time) idle = 0;
    host.time = fmax(host.time, deadline);
    return false;
  }
  if (ending++ < 2) return on_signal(SIGTERM);
  bool some = false;
  for (int i = 0; i < host.process_count; i++) some |= end_one(&host.processes[i], 0);
  if (some) return on_child();
  if (ending > 10) broken("the init does not hang");
  return true;
}

static bool wait_for_event(void) {
  check_between_events();
  const double deadline = w2c_core_deadline(&core);
  if (isnan(deadline)) broken("a deadline is a time");
  if (is_drained && !(deadline >= 0 && host.time >= deadline)) {
    bool reap;
    if (next_event(&reap)) return reap;
    if (end_all(deadline)) return true;
  }
  if (deadline < 0 || host.time < deadline) return !is_drained;
  if (++idle > MOST_IDLE) broken("a deadline that has passed is followed by one that has not");
  w2c_core_onTimer(&core);
  return true;
}

/* Returns the exit code. */
static int run(struct text argv) {
  begin_world(argv);
  events = section("events");
  if (events.size > 0 && events.bytes[events.size - 1] == '\n') events.size--;
  ending = idle = 0;
  begin(CORE_NOT_TRAPPED);
  for (int round = 0; round < MOST_ROUNDS; round++) {
    w2c_core_onDrained(&core, drain());
    for (int count = 0; count < CORE_EVENTS_BEFORE_REAPING; count++) {
      const int code = (int)w2c_core_exitCode(&core);
      if (code > 255) broken("%d is an exit code", code);
      if (code >= 0) return code;
      if (wait_for_event()) break;
    }
  }
  broken("the init comes to its end");
}

void fuzz_command_line(struct text input) {
  read_sections(input);
  struct text name;
  run(section_at(0, &name));
}

/* Every --status is a report of its form, whatever /proc looks like. */
void fuzz_status(struct text input) {
  read_sections(input);
  const bool json = section_number("json", 0) > 0;
  run(json ? TEXT("tsinit\0--status\0--json") : TEXT("tsinit\0--status"));
  const struct text output = {host.output, host.output_size};
  if (output.size == sizeof host.output) return;
  const char *const others[] = {"errors", "hidden", "events", "environment"};
  bool ends_early = false;
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) ends_early |= section(others[i]).bytes != NULL;
  if (json && !ends_early && !is_json(output)) broken("--status --json is JSON: %.*s", (int)output.size, output.bytes);
  for (size_t i = 0; i < output.size; i++)
    if (is_control(output.bytes[i]) && output.bytes[i] != '\n' && !(output.bytes[i] == 27 && section("coloured").bytes))
      broken("--status is printable text: %.*s", (int)output.size, output.bytes);
}
