/* What an init costs at least, in plain C on musl: start a program, wait for signals, reap, forward, exit with its code. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv) {
  const uint64_t all = ~(uint64_t)0;
  uint64_t inherited;
  if (argc < 3) return 125;
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, &inherited, sizeof all);
  const pid_t child = vfork();
  if (child == 0) {
    setpgid(0, 0);
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &inherited, NULL, sizeof all);
    execvp(argv[2], argv + 2);
    _exit(127);
  }
  for (;;) {
    int status;
    for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;)
      if (pid == child) return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    const long signo = syscall(SYS_rt_sigtimedwait, &all, NULL, NULL, sizeof all);
    if (signo > 0 && signo != SIGCHLD) kill(child, (int)signo);
  }
}
