/* Where the program's file is: the search of PATH, and what a failed execve(2) says. */
#include "raw-call.h"
#include "start.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>

static char candidate[PATH_MAX + NAME_MAX + 2] SYS_LAST(1); /* the path that is tried: an element of PATH, /, the name */

/* execve(2): returns only if it failed, with the errno. */
static int execute(const char *path, const struct sys_child *child) {
  return (int)-raw_call(SYS_execve, path, child->argv, child->envp);
}

/* An execve(2) that failed: on ENOENT, is it the file that is missing, or the interpreter that it names? */
static int failed_step(const char *path, int error) {
  const bool interpreter = error == ENOENT && path[0] != '\0' && raw_call(SYS_faccessat, AT_FDCWD, path, F_OK) == 0;
  return interpreter ? CORE_FAILED_INTERPRETER : CORE_FAILED_EXEC;
}

/*
 * Whether the error of an execve(2) in a directory of PATH only means that the program is not there: the directory does not
 * exist, is not a directory, cannot be reached (a file server that is gone, as in glibc's execvp(3)), or the path is too long or a
 * circle of links.
 */
static bool is_elsewhere(int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
    case ELOOP:
    case ENAMETOOLONG:
    case ESTALE:
    case ENODEV:
    case ETIMEDOUT: return true;
    default: return false;
  }
}

/*
 * As execvp(3), without glibc's habit to run a file of unknown format through /bin/sh. Returns only if it failed: the
 * first error that says more than "not here". A file that may not be executed and a script without its interpreter are
 * remembered while the search goes on. It is here and not in the core because it runs between clone(2) and execve(2), in
 * memory that is shared with the parent: docs/decisions/path-search.md.
 */
int sys_exec(const struct sys_child *child, int *failed) {
  const char *name = child->argv[0];
  const size_t length = strlen(name);
  if (length == 0 || strchr(name, '/')) {
    const int error = execute(name, child);
    *failed = failed_step(name, error);
    return error;
  }
  const char *path = "/usr/local/bin:/bin:/usr/bin"; /* musl's, where PATH is not set */
  for (char *const *e = child->envp; *e; e++)
    if (!strncmp(*e, "PATH=", 5)) {
      path = *e + 5;
      break;
    }

  *failed = CORE_FAILED_EXEC;
  if (length > NAME_MAX) return ENAMETOOLONG;
  int found = ENOENT;
  for (const char *end;; path = end + 1) {
    end = path;
    while (*end != '\0' && *end != ':') end++;
    const size_t prefix = (size_t)(end - path);
    if (prefix <= PATH_MAX) {
      memcpy(candidate, path, prefix);
      candidate[prefix] = '/';
      /* an empty element of PATH is the working directory */
      memcpy(candidate + prefix + (prefix > 0), name, length + 1);
      const int error = execute(candidate, child);
      if (!is_elsewhere(error)) {
        *failed = CORE_FAILED_EXEC;
        if (error != EACCES) return error;
        found = EACCES;
      } else if (found == ENOENT && failed_step(candidate, error) == CORE_FAILED_INTERPRETER) {
        *failed = CORE_FAILED_INTERPRETER;
      }
    }
    if (*end == '\0') return found;
  }
}
