/*
 * The core's parsers of /proc and of cgroups beside others, written with other means: both must come to the same. What is
 * read of a file at a time ends at CORE_PIECE.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "leaf.h"

/* /proc/PID/stat, which is the whole input: proc(5). */

#define PID 7

static bool expected_stat(struct text stat, char *to, size_t size) {
  const char *const end = memrchr(stat.bytes, ')', stat.size);
  if (!end) return false;
  const char *const begin = memchr(stat.bytes, '(', (size_t)(end - stat.bytes));
  const struct text name = begin ? (struct text){begin + 1, (size_t)(end - begin - 1)} : (struct text){end, 0};
  const struct text rest = {end + 1, (size_t)(stat.bytes + stat.size - end - 1)};
  struct text fields[21]; /* the first one is what stands between the parenthesis and the blank, then state, which is field 3 */
  const unsigned char state = rest.size > 1 ? (unsigned char)rest.bytes[1] : 0;
  if (split(rest, ' ', fields, 21) < 21) return false;
  const long parent = decimal_of(fields[4 - 2], 9);
  for (size_t i = 0; i < fields[22 - 2].size; i++)
    if (decimal_of((struct text){fields[22 - 2].bytes + i, 1}, 1) < 0) return false;
  if (parent < 0 || fields[22 - 2].size == 0) return false;
  const long start = decimal_of(fields[22 - 2], 15), threads = decimal_of(fields[20 - 2], 9);
  /* of numbers that no kernel writes it is enough that they do no harm */
  if (start < 0 || threads < 0) return *to = '\0', true;
  const int head = snprintf(to, size, "%ld %ld %u %ld ", parent, start % 1000000, state, threads);
  memcpy(to + head, name.bytes, name.size);
  to[(size_t)head + name.size] = '\0';
  return true;
}

void fuzz_stat(struct text input) {
  char expected[CORE_PIECE + 64];
  if (input.size > CORE_PIECE) input.size = CORE_PIECE;
  begin_leaves(TEXT(""), input);
  const struct text stat = text_at(w2c_leaves_statOf(&leaves, PID));
  if (!expected_stat(input, expected, sizeof expected)) {
    if (stat.size > 0) broken("such a stat is refused: %.*s", (int)input.size, input.bytes);
  } else if (*expected != '\0' ? memcmp(stat.bytes, expected, stat.size) != 0 : stat.size == 0) {
    broken("stat is '%s', not '%.*s'", expected, (int)stat.size, stat.bytes);
  }
}

/* /proc/self/cgroup and /proc/self/mountinfo, as files. */

static bool contains(struct text list, char between, struct text word) {
  struct text piece;
  while (cut(&list, between, &piece))
    if (equals(piece, word)) return true;
  return false;
}

/* The version of cgroups that has the controller, 0 for none, and the process's own cgroup there. */
static int membership(struct text controller, struct text *path) {
  int version = 0;
  struct text file = section("/proc/self/cgroup"), line;
  if (host_read("/proc/self/cgroup", 0) < 0) return 0;
  while (version != 1 && cut(&file, '\n', &line)) {
    const char *const first = memchr(line.bytes, ':', line.size);
    if (!first) continue;
    const struct text behind = without_start(line, (size_t)(first + 1 - line.bytes));
    const char *const second = memchr(behind.bytes, ':', behind.size);
    if (!second) continue;
    const struct text controllers = {behind.bytes, (size_t)(second - behind.bytes)};
    if (controllers.size > 0 && !contains(controllers, ',', controller)) continue;
    version = controllers.size > 0 ? 1 : 2;
    *path = without_start(behind, controllers.size + 1);
    if (equals(*path, TEXT("/"))) path->size = 0;
  }
  return version;
}

struct name {
  char bytes[2 * CORE_PIECE];
  size_t size;
};

static void append(struct name *name, struct text text) {
  if (name->size + text.size >= sizeof name->bytes) broken("a name has room");
  memcpy(name->bytes + name->size, text.bytes, text.size);
  name->size += text.size;
  name->bytes[name->size] = '\0';
}

/* Whether one of the cgroup's lists has this process. */
static bool is_in(struct text top, struct text path) {
  const struct text lists[] = {TEXT("/cgroup.procs"), TEXT("/cgroup.threads")};
  for (size_t i = 0; i < 2; i++) {
    struct name name = {.size = 0};
    struct text line;
    append(&name, top);
    append(&name, path);
    append(&name, lists[i]);
    if (name.size >= CORE_PIECE || host_read(name.bytes, 0) < 0) continue;
    struct text file = section(name.bytes);
    while (cut(&file, '\n', &line))
      if (decimal_of(line, 9) == 1) return true;
  }
  return false;
}

/* A field of mountinfo: three octal digits behind a backslash are a byte. */
static void append_unescaped(struct name *name, struct text field) {
  for (size_t i = 0; i < field.size; i++) {
    unsigned code;
    int length = 0;
    char digits[4] = "";
    if (field.bytes[i] == '\\' && i + 3 < field.size) memcpy(digits, field.bytes + i + 1, 3);
    if (strspn(digits, "01234567") == 3 && sscanf(digits, "%3o%n", &code, &length) == 1 && code < 256) {
      append(name, (struct text){(const char[]){(char)code}, 1});
      i += 3;
    } else {
      append(name, (struct text){field.bytes + i, 1});
    }
  }
}

/* The way down from a mount's root to the cgroup. */
static struct text way_from(struct text root, struct text path) {
  if (equals(root, TEXT("/"))) return path;
  if (!starts_with(path, root)) return TEXT("");
  const struct text rest = without_start(path, root.size);
  return rest.size > 0 && *rest.bytes == '/' ? rest : TEXT("");
}

/* Finds the mount that shows most of what is above the cgroup. False: none shows it. */
static bool find_mount(struct text controller, int version, struct text path, struct name *result, struct text *way) {
  struct text file = section("/proc/self/mountinfo"), line;
  static struct name root[32];
  bool found = false;
  for (size_t count = 0; count < 32 && cut(&file, '\n', &line);) {
    struct text left[5], right[3];
    if (split(line, ' ', left, 5) < 5) continue;
    const char *const behind = left[4].bytes + left[4].size;
    const char *const middle = memmem(behind, (size_t)(line.bytes + line.size - behind), " - ", 3);
    if (!middle || split(without_start(line, (size_t)(middle + 3 - line.bytes)), ' ', right, 3) < 3) continue;
    if (!equals(right[0], version == 1 ? TEXT("cgroup") : TEXT("cgroup2"))) continue;
    if (version == 1 && !contains(right[2], ',', controller)) continue;
    struct name point = {.size = 0};
    root[count].size = 0;
    append_unescaped(&root[count], left[3]);
    append_unescaped(&point, left[4]);
    const struct text down = way_from((struct text){root[count].bytes, root[count].size}, path);
    count++;
    if ((found && down.size <= way->size) || !is_in((struct text){point.bytes, point.size}, down)) continue;
    found = true;
    *result = point;
    *way = down;
  }
  return found;
}

/* Whether there are lines of which the end is left out. */
static bool has_long_lines(struct text text) {
  struct text line;
  while (cut(&text, '\n', &line))
    if (line.size >= CORE_PIECE) return true;
  return false;
}

static void check_cgroup(struct text controller) {
  struct text path, way;
  struct name expected = {.size = 0}, top = {.size = 0};
  const int version = membership(controller, &path);
  const struct text found = text_at(w2c_leaves_cgroupOf(&leaves, new_string(controller)));
  if (version == 0) {
    if (found.size > 0) broken("there is no cgroup, not '%.*s'", (int)found.size, found.bytes);
    return;
  }
  append(&top, TEXT("/sys/fs/cgroup"));
  if (version == 1) append(&top, TEXT("/")), append(&top, controller);
  struct text usual = {top.bytes, top.size};
  struct name mounted = {.size = 0};
  if (is_in(usual, path)) way = path;
  else if (find_mount(controller, version, path, &mounted, &way)) usual = (struct text){mounted.bytes, mounted.size};
  else if (is_in(usual, TEXT(""))) way = TEXT("");
  else {
    if (found.size > 0) broken("this process is in no cgroup that can be seen, not in '%.*s'", (int)found.size, found.bytes);
    return;
  }
  append(&expected, version == 1 ? TEXT("1 ") : TEXT("2 "));
  append(&expected, usual);
  append(&expected, TEXT("\n"));
  append(&expected, way);
  if (!equals(found, (struct text){expected.bytes, expected.size}))
    broken("the cgroup of %s is '%s', not '%.*s'", controller.bytes, expected.bytes, (int)found.size, found.bytes);
}

void fuzz_cgroups(struct text input) {
  begin_leaves(input, (struct text){0});
  if (has_long_lines(section("/proc/self/mountinfo")) || has_long_lines(section("/proc/self/cgroup"))) return;
  check_cgroup(TEXT("pids"));
  check_cgroup(TEXT("memory"));
}

/* A file of a cgroup, which is the whole input: a number, or lines with a name and a number each. */

#define NONE (-1.0)
#define UNLIMITED (-2.0)

static double expected_number(struct text text) {
  struct text word, ignored;
  char digits[CORE_PIECE + 1];
  if (starts_with(text, TEXT("max"))) return UNLIMITED;
  if (!cut(&text, '\n', &ignored) || !cut(&ignored, ' ', &word) || word.size == 0) return NONE;
  memcpy(digits, word.bytes, word.size);
  digits[word.size] = '\0';
  double value;
  if (strspn(digits, "0123456789") != word.size || sscanf(digits, "%lf", &value) != 1) return NONE;
  return value < 1e18 ? value : UNLIMITED;
}

static double expected_count(struct text text, struct text name) {
  struct text line;
  while (cut(&text, '\n', &line))
    if (starts_with(line, name) && line.size > name.size && line.bytes[name.size] == ' ')
      return expected_number((struct text){line.bytes + name.size + 1, line.size - name.size - 1});
  return NONE;
}

static void check_number(const char *what, double expected, double found) {
  /* beyond 2^53 the last digit depends on the order of rounding; so does what is just below the bound */
  if (expected == found || fabs(expected - found) <= expected * 1e-12) return;
  if (fmax(expected, found) > 9.99e17) return;
  broken("%s is %.17g, not %.17g", what, expected, found);
}

void fuzz_counts(struct text input) {
  static const struct text names[] = {TEXT("max"), TEXT("oom_kill"), TEXT("oom")};
  begin_leaves(TEXT(""), input);
  if (input.size > CORE_PIECE) input.size = CORE_PIECE;
  const struct text path = TEXT("/file");
  check_number("the number", expected_number(input), w2c_leaves_numberIn(&leaves, new_string(path)));
  for (int i = 0; i < 3; i++)
    check_number(names[i].bytes, expected_count(input, names[i]),
                 w2c_leaves_countIn(&leaves, new_string(path), new_string(names[i])));
}

/* /proc/PID/status, which is the whole input. */

static bool expected_set(struct text digits, unsigned long long *set) {
  char text[17] = "";
  *set = 0;
  if (digits.size != 16) return false;
  memcpy(text, digits.bytes, 16);
  return strspn(text, "0123456789abcdef") == 16 && sscanf(text, "%llx", set) == 1;
}

void fuzz_signals(struct text input) {
  static const struct text names[] = {TEXT("SigBlk:"), TEXT("SigIgn:"), TEXT("SigCgt:")};
  unsigned long long sets[3] = {0};
  int found = 0;
  begin_leaves(TEXT(""), input);
  const struct text list = text_at(w2c_leaves_signalsOf(&leaves, PID));
  if (has_long_lines(input)) return;
  struct text rest = input, line;
  while (cut(&rest, '\n', &line)) {
    for (int i = 0; i < 3; i++) {
      if (starts_with(line, names[i]) && line.size > 8) found += expected_set(without_start(line, 8), &sets[i]);
    }
  }
  char expected[3 * 64 * 12], name[16], *at = expected;
  *at = '\0';
  for (int i = 0; found == 3 && i < 3; i++) {
    for (int signo = 1; signo <= 64; signo++)
      if (sets[i] >> (signo - 1) & 1) at += sprintf(at, "%s ", signal_name(signo, name));
    if (at > expected && at[-1] == ' ') at--;
    at += sprintf(at, "\n");
  }
  if (!equals(list, (struct text){expected, (size_t)(at - expected)}))
    broken("the signals are '%s', not '%.*s'", expected, (int)list.size, list.bytes);
}
