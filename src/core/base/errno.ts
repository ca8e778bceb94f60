/** The errors that people meet when an init starts a program or signals it: errno(3), numbers of Linux. */
export const EPERM: i32 = 1;
export const ENOENT: i32 = 2;
export const ESRCH: i32 = 3;
export const EINTR: i32 = 4;
export const EAGAIN: i32 = 11;
export const ENOMEM: i32 = 12;
export const EACCES: i32 = 13;
export const EXDEV: i32 = 18;
export const ENOSYS: i32 = 38;

/** The error in words, as the C library has them. */
export function errorText(errno: i32): string {
  switch (errno) {
    case EPERM:
      return "Operation not permitted";
    case ENOENT:
      return "No such file or directory";
    case ESRCH:
      return "No such process";
    case EINTR:
      return "Interrupted system call";
    case 5:
      return "Input/output error";
    case 7:
      return "Argument list too long";
    case 8:
      return "Exec format error";
    case EAGAIN:
      return "Resource temporarily unavailable";
    case ENOMEM:
      return "Cannot allocate memory";
    case EACCES:
      return "Permission denied";
    case EXDEV:
      return "/proc is that of another PID namespace";
    case 20:
      return "Not a directory";
    case 21:
      return "Is a directory";
    case 22:
      return "Invalid argument";
    case 24:
      return "Too many open files";
    case 26:
      return "Text file busy";
    case 27:
      return "File too large";
    case 28:
      return "No space left on device";
    case 30:
      return "Read-only file system";
    case 32:
      return "Broken pipe";
    case 36:
      return "File name too long";
    case ENOSYS:
      return "Function not implemented";
    case 40:
      return "Too many levels of symbolic links";
    default:
      return `error ${errno}`;
  }
}
