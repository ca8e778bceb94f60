/*
 * Measures an init, which it runs as PID 1 of a PID namespace of its own. All times are ns of CLOCK_MONOTONIC.
 *
 *   measure start RUNS INIT...      a line for each run: the time from before the clone(2) to after the wait
 *   measure latency SIGNALS INIT -- a line for each signal: from before kill(2) on the init to its receipt by the program
 *   measure reap ORPHANS INIT --    one line: the time in which the init reaps that many orphans that have all ended while
 *                                   it was stopped, and the CPU time that it used for it
 *
 * For latency and reap this program is what runs below the init as well; the two share a page.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TIME_LIMIT 120
#define MAX_ORPHANS 20000

/* What the measurer and the program share. */
struct shared {
  atomic_int step;
  long long time;
  int count;
};

static struct shared *shared;
static char stack[65536];
static char **command;

static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void wait_for_step(int step) {
  while (atomic_load(&shared->step) < step)
    ;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int execute(void *unused) {
  (void)unused;
  execv(command[0], command);
  _exit(99);
}

/* Starts `command` as PID 1 of a new namespace. */
static pid_t start(void) {
  const pid_t pid = clone(execute, stack + sizeof stack, CLONE_NEWPID | CLONE_VM | CLONE_VFORK | SIGCHLD, NULL);
  if (pid < 0) fail("clone");
  return pid;
}

static void map(const char *path, int flags) {
  const int file = open(path, O_RDWR | flags, 0600);
  if (file < 0 || (flags && ftruncate(file, sizeof *shared) < 0)) fail(path);
  shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (shared == MAP_FAILED) fail("mmap");
  close(file);
}

/* Runs `INIT -- measure WHAT PATH` with the shared page at PATH. */
static pid_t start_with_self(char **init, char *what, char *path) {
  static char self[4096];
  if (readlink("/proc/self/exe", self, sizeof self - 1) < 0) fail("/proc/self/exe");
  int count = 0;
  while (init[count]) count++;
  command = calloc((size_t)count + 4, sizeof *command);
  memcpy(command, init, (size_t)count * sizeof *command);
  command[count] = self;
  command[count + 1] = what;
  command[count + 2] = path;
  return start();
}

static void measure_start(int runs, char **init) {
  command = init;
  for (int i = 0; i < runs; i++) {
    const long long began = now();
    const pid_t pid = start();
    int status;
    waitpid(pid, &status, 0);
    const long long ended = now();
    if (status != 0) fail("the init did not exit with 0");
    printf("%lld\n", ended - began);
  }
}

/* The program below the init: notes when each USR1 came. */
static void receive(void) {
  const uint64_t all = ~(uint64_t)0;
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, NULL, sizeof all);
  atomic_store(&shared->step, 1);
  for (int step = 2;; step++) {
    const long signo = syscall(SYS_rt_sigtimedwait, &all, NULL, NULL, sizeof all);
    shared->time = now();
    if (signo == SIGTERM) exit(0);
    atomic_store(&shared->step, step);
  }
}

static void measure_latency(int signals, pid_t init) {
  wait_for_step(1);
  for (int i = 0; i < signals; i++) {
    usleep(1000); /* all three are asleep again, as they are in life */
    const long long sent = now();
    kill(init, SIGUSR1);
    wait_for_step(i + 2);
    printf("%lld\n", shared->time - sent);
  }
  kill(init, SIGTERM);
}

/* The program below the init: makes orphans, lets them end when told to, and looks until none is left. */
static void make_orphans(void) {
  static pid_t pids[MAX_ORPHANS];
  int gate[2], ids[2], ends[2];
  if (pipe(gate) < 0 || pipe(ids) < 0 || pipe(ends) < 0) fail("pipe");
  for (int i = 0; i < shared->count; i++) {
    const pid_t between = fork();
    if (between == 0) {
      if (fork() == 0) {
        const pid_t self = getpid();
        char byte;
        close(gate[1]);
        if (write(ids[1], &self, sizeof self) != sizeof self) _exit(1);
        _exit(read(gate[0], &byte, 1) == 0 ? 0 : 1);
      }
      _exit(0);
    }
    waitpid(between, NULL, 0);
    if (read(ids[0], &pids[i], sizeof pids[i]) != sizeof pids[i]) fail("an orphan");
  }
  close(ends[1]);
  atomic_store(&shared->step, 1);
  wait_for_step(2);
  close(gate[1]);
  /* each holds the pipe open until it has ended */
  char byte;
  if (read(ends[0], &byte, 1) != 0) fail("the orphans");
  usleep(20000);
  atomic_store(&shared->step, 3);
  wait_for_step(4);
  for (int i = 0; i < shared->count; i++)
    while (kill(pids[i], 0) == 0)
      ;
  shared->time = now();
  atomic_store(&shared->step, 5);
  exit(0);
}

static long long cpu_time(pid_t pid) {
  char path[32], text[64] = "";
  snprintf(path, sizeof path, "/proc/%d/schedstat", (int)pid);
  const int file = open(path, O_RDONLY);
  if (file < 0 || read(file, text, sizeof text - 1) <= 0) fail(path);
  close(file);
  return atoll(text);
}

static void measure_reap(pid_t init) {
  wait_for_step(1);
  kill(init, SIGSTOP);
  atomic_store(&shared->step, 2);
  wait_for_step(3);
  const long long cpu = cpu_time(init), began = now();
  atomic_store(&shared->step, 4);
  kill(init, SIGCONT);
  wait_for_step(5);
  printf("%lld %lld\n", shared->time - began, cpu_time(init) - cpu);
}

int main(int argc, char **argv) {
  alarm(TIME_LIMIT);
  if (argc == 3) {
    map(argv[2], 0);
    if (!strcmp(argv[1], "receive")) receive();
    make_orphans();
  }
  if (argc < 4) return 2;
  const int count = atoi(argv[2]);
  const int null = open("/dev/null", O_RDONLY);
  dup2(null, 0);
  close(null);
  setvbuf(stdout, NULL, _IOFBF, 1 << 16);
  if (!strcmp(argv[1], "start")) return measure_start(count, argv + 3), 0;

  char path[] = "/dev/shm/tsinit-bench-XXXXXX";
  close(mkstemp(path));
  map(path, O_CREAT);
  shared->count = count < MAX_ORPHANS ? count : MAX_ORPHANS;
  const int is_reap = !strcmp(argv[1], "reap");
  const pid_t init = start_with_self(argv + 3, is_reap ? "orphans" : "receive", path);
  if (is_reap) measure_reap(init);
  else measure_latency(count, init);
  unlink(path);
  int status;
  waitpid(init, &status, 0);
  return 0;
}
