/* The standalone host: runs the core (src/core, by way of build/core.c), waits for events and tells the core of them. */
#include "host.h"
#include "start.h"

#include <setjmp.h>
#include <unistd.h>

struct w2c_host host;
w2c_core core;

static jmp_buf trap_point;

void wasm_rt_trap(wasm_rt_trap_t trap) {
  (void)trap;
  longjmp(trap_point, 1);
}

void leave(int code) {
  if (host.main_child > 0 && host.terminal >= 0) sys_take_foreground_back(host.terminal, host.main_child);
  _exit(code);
}

static void on_exit_core(pid_t pid, int status) {
  w2c_core_onExit(&core, (u32)pid, (u32)status);
  w2c_core_collect(&core); /* many may end before the next wait, and each leaves garbage */
}

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
  /* not a variable: renew_memory() may take those from a child that is on its way, for a moment; and this page is in memory anyway */
  struct sys_room room;
  host.argc = argc;
  host.argv = argv;
  host.envp = envp;
  host.room = &room;
  host.pid = getpid();
  host.signals_taken = sys_take_signals();
  if (setjmp(trap_point) != 0) after_trap();
  wasm2c_core_instantiate(&core, &host);
  while (w2c_core_start(&core)) w2c_core_collect(&core);
  /* the event on which the last core trapped is lost, unless it was a stop signal: whoever sent that may not send it again */
  if (is_stop(host.telling)) tell(host.telling);
  for (;;) {
    w2c_core_onDrained(&core, drain(on_exit_core));
    int events = 0;
    do {
      const int code = (int)w2c_core_exitCode(&core);
      if (code >= 0) leave(code);
    } while (!wait_for_event() && ++events < CORE_EVENTS_BEFORE_REAPING);
    if (events == CORE_EVENTS_BEFORE_REAPING) tell_time();
  }
}
