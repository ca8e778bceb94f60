/* Messages, which must never stop the init, and the answers of --status, --help and the like, which must be whole. */
#define _GNU_SOURCE
#include "kernel-signals.h"
#include "sys.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>

_Static_assert(CORE_LONGEST_MESSAGE <= PIPE_BUF, "one write to a pipe is never torn by another's: pipe(7)");

volatile sig_atomic_t sys_stop_came;

char *sys_put_number(char *to, pid_t number) {
  char digits[12];
  int count = 0;
  do digits[count++] = (char)('0' + number % 10);
  while ((number /= 10) > 0);
  while (count > 0) *to++ = digits[--count];
  return to;
}

/* RWF_NOWAIT of pwritev2(2), which not every C library's headers have. */
enum { NOWAIT = 8 };

/*
 * A write that fails with EPIPE or EFBIG has made the kernel send PIPE or XFSZ to this thread: pipe(7), setrlimit(2). It must not
 * be forwarded, so it is taken from the pending ones. A signal that somebody sent by kill(2) is pending for the whole process, and
 * those of the thread are taken first (signal(7)), so it stays. One that somebody sent to the thread by tgkill(2) is known by its
 * sender, and sent again.
 */
SYS_COLD static void take_back(int signo) {
  const signal_set wanted = signal_bit(signo);
  siginfo_t info;
  if (take_signal(&wanted, &info, 0) == signo && info.si_pid != getpid()) kill(getpid(), signo);
}

/* What a write came to: the number of bytes, or -errno. */
SYS_COLD static ssize_t result(ssize_t written) {
  if (written >= 0) return written;
  const int error = errno;
  if (error == EPIPE) take_back(SIGPIPE);
  if (error == EFBIG) take_back(SIGXFSZ);
  return -error;
}

ssize_t sys_write(int descriptor, const struct iovec *parts, uint16_t count) { return result(writev(descriptor, parts, count)); }

/* Whether the file answered to a write that does not wait. Otherwise such a write is not possible here. */
SYS_COLD static bool is_answer(ssize_t result) { return result >= 0 || result == -EAGAIN || result == -EPIPE; }

/*
 * Opens the file once more, with O_NONBLOCK. To set that on the descriptor that we have would set it for the program too, which
 * has the same open file description. -EACCES if the pipe or terminal was made by another user.
 */
static ssize_t write_to_own(int descriptor, const struct iovec *parts, uint16_t count) {
  char path[32] = "/proc/self/fd/";
  *sys_put_number(path + strlen(path), descriptor) = '\0';
  const int own = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (own < 0) return -errno;
  const ssize_t written = sys_write(own, parts, count);
  close(own);
  return written;
}

/*
 * By way of a pipe of our own: splice(2) can be told not to wait for room in the other, whoever has opened that. Not the first
 * choice, because even a short message then takes a page of the other pipe.
 */
static ssize_t splice_to_pipe(int descriptor, const struct iovec *parts, uint16_t count) {
  int ends[2];
  if (syscall(SYS_pipe2, ends, O_CLOEXEC) < 0) return -errno;
  const ssize_t size = writev(ends[1], parts, count);
  const ssize_t written = result(size < 0 ? size : splice(ends[0], NULL, descriptor, NULL, (size_t)size, SPLICE_F_NONBLOCK));
  close(ends[0]);
  close(ends[1]);
  return written;
}

/*
 * One write of at most PIPE_BUF bytes that does not wait for a reader, whatever others do to the file meanwhile: -EAGAIN if
 * nothing can be written now. A pipe takes all or nothing (pipe(7)), a terminal or a stream socket also a part.
 */
SYS_COLD static ssize_t write_at_once(int descriptor, const struct iovec *parts, uint16_t count) {
  struct stat file;
  if (fstat(descriptor, &file) < 0) file.st_mode = 0; /* refused: it may be anything */
  /* a disk is not waited for as a reader is. A file system that hangs, such as one of a network, does hang us here */
  if (S_ISREG(file.st_mode) || S_ISBLK(file.st_mode)) return sys_write(descriptor, parts, count);
  if (S_ISSOCK(file.st_mode)) {
    const struct msghdr message = {.msg_iov = (struct iovec *)parts, .msg_iovlen = count};
    return result(syscall(SYS_sendmsg, descriptor, &message, MSG_DONTWAIT | MSG_NOSIGNAL));
  }
  /* pipes since Linux 6.4, some devices; not terminals, and not where a filter refuses what it doesn't know */
  ssize_t written = result(syscall(SYS_pwritev2, descriptor, parts, count, -1L, -1L, NOWAIT));
  if (is_answer(written)) return written;
  if (S_ISFIFO(file.st_mode) || sys_is_terminal(descriptor)) {
    written = write_to_own(descriptor, parts, count);
    if (is_answer(written)) return written;
  }
  if (S_ISFIFO(file.st_mode)) {
    written = splice_to_pipe(descriptor, parts, count);
    if (is_answer(written)) return written;
  }
  /*
   * What is left is a terminal of another user, or one without /proc, and devices. A terminal may say that it has room, and
   * still wait in the midst of a message until somebody reads: the one case in which a message can stop the init.
   */
  struct pollfd ready = {.fd = descriptor, .events = POLLOUT};
  if (poll(&ready, 1, 0) != 1 || !(ready.revents & POLLOUT)) return -EAGAIN;
  return sys_write(descriptor, parts, count);
}

bool sys_log(int descriptor, const void *text, size_t size) {
  /* for each descriptor, whether its last message was written in part: the next one then begins with a line of its own */
  static unsigned torn;
  const unsigned bit = 1U << (descriptor & 31);
  const struct iovec parts[] = {{.iov_base = (char[]){'\n'}, .iov_len = 1}, {.iov_base = (void *)text, .iov_len = size}};
  const uint16_t first = torn & bit ? 0 : 1;
  const ssize_t written = write_at_once(descriptor, parts + first, (uint16_t)(2 - first));
  const bool all = written == (ssize_t)size + 1 - first;
  if (all) torn &= ~bit;
  else if (written > 0) torn |= bit;
  return all;
}

/* Whether INT or TERM has come. In the binary they stay pending; where handlers take them these say so. */
static bool has_stop_come(void) {
  signal_set pending = 0;
  syscall(SYS_rt_sigpending, &pending, sizeof pending);
  return sys_stop_came || (pending & (signal_bit(SIGINT) | signal_bit(SIGTERM))) != 0;
}

int sys_print(int descriptor, const void *text, size_t size) {
  for (size_t done = 0; done < size;) {
    const size_t rest = size - done;
    const struct iovec part = {.iov_base = (char *)text + done, .iov_len = rest < PIPE_BUF ? rest : PIPE_BUF};
    const ssize_t written = write_at_once(descriptor, &part, 1);
    if (written > 0) {
      done += (size_t)written;
      continue;
    }
    if (written != -EAGAIN && written != -EINTR) return written < 0 ? (int)written : -EIO;
    if (has_stop_come()) return -EINTR;
    /* signals are looked at every 100 ms: to wait for both would take one more descriptor */
    struct pollfd ready = {.fd = descriptor, .events = POLLOUT};
    poll(&ready, 1, 100);
    /* a terminal can be ready and yet take nothing, because a newline takes the room of two */
    sys_sleep(1);
  }
  return 0;
}
