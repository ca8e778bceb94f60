/**
 * With what each system call can fail: the ERRORS of its page in section 2 of the manual (man-pages 6), as far as they are
 * for what is called here, and what seccomp filters answer: ENOSYS, and EPERM as older Docker's did.
 */
import { constants } from "node:os";

/** What Node has no name for. */
const MORE: Record<string, number> = { ELIBBAD: 80, EUSERS: 87 };

export function errno(name: string): number {
  const number = (constants.errno as Record<string, number>)[name] ?? MORE[name];
  if (number === undefined) throw new Error(`${name} is no error that is known here`);
  return number;
}

const FILTER = ["ENOSYS", "EPERM"];

const PATH = "EACCES EFAULT EIO ELOOP ENAMETOOLONG ENOENT ENOMEM ENOTDIR";

/** clone(2) without the errors of clone3(2); fcntl(2) without those of locks and leases; ioctl(2) with those of ioctl_tty(2). */
const PAGES: Record<string, string> = {
  chdir: PATH,
  clock_gettime: "EINVAL EFAULT EACCES ENODEV ENOTSUP EPERM",
  clone: "EAGAIN EINVAL ENOMEM ENOSPC EPERM EUSERS",
  close: "EBADF EINTR EIO ENOSPC EDQUOT",
  close_range: "EINVAL EMFILE ENOMEM",
  execve: `${PATH} E2BIG EAGAIN EINVAL EISDIR ELIBBAD EMFILE ENFILE ENOEXEC EPERM ETXTBSY`,
  faccessat: `${PATH} EBADF EINVAL EPERM EROFS ETXTBSY`,
  fcntl: "EBADF EACCES EAGAIN EBUSY EINVAL EMFILE EPERM",
  fstatfs: "EBADF EFAULT EINTR EIO ENOMEM ENOSYS EOVERFLOW",
  getcwd: "EACCES EFAULT EINVAL ENAMETOOLONG ENOENT ENOMEM ERANGE",
  fstat: "EBADF EFAULT ENOMEM EOVERFLOW",
  getdents64: "EBADF EFAULT EINVAL ENOENT ENOTDIR",
  getpgid: "ESRCH EPERM",
  getsid: "ESRCH EPERM",
  ioctl: "ENOTTY EBADF EFAULT EINVAL EPERM",
  kill: "EPERM EINVAL ESRCH",
  lseek: "EBADF EINVAL ENXIO EOVERFLOW ESPIPE",
  nanosleep: "EINTR EFAULT EINVAL",
  newfstatat: `${PATH} EBADF EINVAL EOVERFLOW`,
  openat: `${PATH} EBADF EBUSY EDQUOT EEXIST EFBIG EINTR EINVAL EISDIR EMFILE ENFILE ENODEV ENOSPC ENXIO EOPNOTSUPP EOVERFLOW EPERM EROFS ETXTBSY EAGAIN`,
  open: `${PATH} EBADF EBUSY EDQUOT EEXIST EFBIG EINTR EINVAL EISDIR EMFILE ENFILE ENODEV ENOSPC ENXIO EOPNOTSUPP EOVERFLOW EPERM EROFS ETXTBSY EAGAIN`,
  pidfd_open: "EINVAL EMFILE ENFILE ENODEV ENOMEM ESRCH",
  pidfd_send_signal: "EBADF EINVAL EPERM ESRCH",
  pipe2: "EMFILE ENFILE EFAULT EINVAL",
  poll: "EINTR EFAULT EINVAL ENOMEM",
  ppoll: "EINTR EFAULT EINVAL ENOMEM",
  prctl: "EINVAL EACCES EBADF EBUSY EFAULT ENODEV ENXIO EOPNOTSUPP EPERM ERANGE",
  prlimit64: "EFAULT EINVAL EPERM ESRCH",
  pwritev2: "EOPNOTSUPP EINVAL EAGAIN EBADF EDESTADDRREQ EDQUOT EFAULT EFBIG EINTR EIO ENOSPC EPERM EPIPE",
  read: "EIO EAGAIN EBADF EFAULT EINTR EINVAL EISDIR",
  readlink: `${PATH} EINVAL`,
  readlinkat: `${PATH} EBADF EINVAL`,
  rt_sigaction: "EINVAL EFAULT",
  rt_sigpending: "EFAULT",
  rt_sigprocmask: "EINVAL EFAULT",
  rt_sigtimedwait: "EINTR EAGAIN EINVAL",
  sched_yield: "EPERM", // a filter's: by its page it always succeeds
  sendmsg:
    "EAGAIN EPIPE EACCES EBADF ECONNRESET EDESTADDRREQ EFAULT EINTR EINVAL EISCONN EMSGSIZE ENOBUFS ENOMEM ENOTCONN ENOTSOCK EOPNOTSUPP",
  setpgid: "EPERM EACCES EINVAL ESRCH",
  setsid: "EPERM",
  signalfd4: "EINVAL EBADF EMFILE ENFILE ENODEV ENOMEM",
  splice: "EAGAIN EBADF EINVAL ENOMEM ESPIPE",
  times: "EFAULT",
  wait4: "EINTR ECHILD EINVAL ESRCH EAGAIN",
  waitid: "EINTR ECHILD EINVAL ESRCH EAGAIN",
  write: "EAGAIN EBADF EDESTADDRREQ EDQUOT EFAULT EFBIG EINTR EINVAL EIO ENOSPC EPERM EPIPE",
  writev: "EAGAIN EBADF EDESTADDRREQ EDQUOT EFAULT EFBIG EINTR EINVAL EIO ENOSPC EPERM EPIPE",
};

/**
 * What always succeeds, as its page says, and what the C library calls before main(): without it there is no program in
 * which to go on.
 */
const EXEMPT = ["getpid", "getppid", "getpgrp", "geteuid", "exit", "exit_group", "arch_prctl", "set_tid_address"];

/** The errors of a call, those of its page first; none if it does not fail. Throws for a call that is in no table. */
export function errorsOf(call: string): string[] {
  if (EXEMPT.includes(call)) return [];
  const page = PAGES[call];
  if (page === undefined) throw new Error(`${call} is called, and not in the table of what calls can fail with`);
  return [...new Set([...page.split(" "), ...FILTER])];
}
