/* tsinit-runtime: lets its core (src/runtime) change the bundle, and becomes the real runtime. */
#include "bundle.h"

#include <errno.h>
#include <setjmp.h>
#include <unistd.h>

struct w2c_host host;
w2c_core core;

static jmp_buf trap_point;

void wasm_rt_trap(wasm_rt_trap_t trap) {
  (void)trap;
  longjmp(trap_point, 1);
}

/* A fault of the core must not keep a container from starting. */
static void leave_all(void) {
  static const char sentence[] = "tsinit-runtime: internal error: the bundle is left as it is\n";
  discard();
  sys_log(2, sentence, sizeof sentence - 1);
}

int main(int argc, char **argv, char **envp) {
  host.argc = argc;
  host.argv = argv;
  host.envp = envp;
  if (setjmp(trap_point) == 0) {
    wasm2c_core_instantiate(&core, &bundle, &host);
    const int code = (int)w2c_core_start(&core);
    if (code >= 0) return code;
  } else {
    leave_all();
  }
  argv[0] = bundle.real;
  execve(bundle.real, argv, envp);
  const int error = errno;
  if (setjmp(trap_point) != 0) return CORE_EXIT_FAILURE;
  return (int)w2c_core_onFailure(&core, (u32)error);
}
