/*
 * The Node host's way to the system calls: sys.h and handlers.h as functions of JavaScript, and nothing else. What they do, take
 * and throw is said in src/node/addon.ts. In C, so that it wants nothing of the image but a C library, old or new.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <node_api.h>

#include "handlers.h"
#include "libuv.h"

enum { MOST_ARGUMENTS = 7 };

static napi_value undefined(napi_env env) {
  napi_value value = NULL;
  napi_get_undefined(env, &value);
  return value;
}

static napi_value number(napi_env env, double value) {
  napi_value result = NULL;
  napi_create_double(env, value, &result);
  return result;
}

static napi_value boolean(napi_env env, bool value) {
  napi_value result = NULL;
  napi_get_boolean(env, value, &result);
  return result;
}

static napi_value refuse(napi_env env, const char *sentence) {
  napi_throw_type_error(env, NULL, sentence);
  return NULL;
}

/* The result of a system call as a number, or an Error as Node's own are. */
static napi_value answer(napi_env env, long result, const char *syscall) {
  if (result >= 0) return number(env, (double)result);
  char text[64];
  const char *code_name = uv_err_name((int)result);
  const size_t length = strlen(syscall), rest = sizeof text - length - 2;
  memcpy(text, syscall, length);
  text[length] = ' ';
  strncpy(text + length + 1, code_name, rest)[rest] = '\0';
  napi_value message, code, name, error;
  napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &message);
  napi_create_string_utf8(env, code_name, NAPI_AUTO_LENGTH, &code);
  napi_create_string_utf8(env, syscall, NAPI_AUTO_LENGTH, &name);
  napi_create_error(env, code, message, &error);
  napi_set_named_property(env, error, "errno", number(env, (double)result));
  napi_set_named_property(env, error, "syscall", name);
  napi_throw(env, error);
  return NULL;
}

/* The arguments; those that are missing are `undefined`. */
static size_t arguments(napi_env env, napi_callback_info info, napi_value *values) {
  size_t count = MOST_ARGUMENTS;
  napi_get_cb_info(env, info, &count, values, NULL, NULL);
  return count;
}

/* Whether the arguments are so many numbers; otherwise an exception is pending. */
static bool numbers(napi_env env, napi_callback_info info, size_t count, double *result) {
  napi_value values[MOST_ARGUMENTS];
  bool good = arguments(env, info, values) == count;
  for (size_t i = 0; good && i < count; i++) good = napi_get_value_double(env, values[i], &result[i]) == napi_ok;
  if (!good) refuse(env, count == 1 ? "a number expected" : "numbers expected");
  return good;
}

/* A string of bytes, to be freed; NULL: it is none, and an exception is pending. */
static char *bytes(napi_env env, napi_value value, size_t *length) {
  if (napi_get_value_string_latin1(env, value, NULL, 0, length) != napi_ok) return refuse(env, "a string expected"), NULL;
  char *text = malloc(*length + 1);
  if (!text) return refuse(env, "a shorter string expected"), NULL;
  napi_get_value_string_latin1(env, value, text, *length + 1, length);
  return text;
}

static void free_list(char **list) {
  for (char **one = list; list && *one; one++) free(*one);
  free(list);
}

/* An array of strings as the kernel takes it, to be freed; NULL: it is none, and an exception is pending. */
static char **list(napi_env env, napi_value array) {
  uint32_t count = 0;
  napi_get_array_length(env, array, &count);
  char **result = calloc((size_t)count + 1, sizeof *result);
  for (uint32_t i = 0; result && i < count; i++) {
    napi_value one = NULL;
    size_t length;
    napi_get_element(env, array, i, &one);
    if (!(result[i] = bytes(env, one, &length))) return free_list(result), NULL;
  }
  return result;
}

/* Another array of the same strings. */
static char **copy(char **list) {
  size_t count = 0;
  while (list[count]) count++;
  char **result = calloc(count + 1, sizeof *result);
  if (result) memcpy(result, list, count * sizeof *result);
  return result;
}

static bool is_list(napi_env env, napi_value value, uint32_t least) {
  bool is_array = false;
  uint32_t count = 0;
  return napi_is_array(env, value, &is_array) == napi_ok && is_array && napi_get_array_length(env, value, &count) == napi_ok &&
         count >= least;
}

/* A number that is a property; 0 if it is none. */
static int64_t integer_at(napi_env env, napi_value object, const char *name) {
  napi_value value = NULL;
  int64_t result = 0;
  if (napi_get_named_property(env, object, name, &value) == napi_ok) napi_get_value_int64(env, value, &result);
  return result;
}

static struct uv_loop_s *event_loop(napi_env env) {
  struct uv_loop_s *loop = NULL;
  napi_get_uv_event_loop(env, &loop);
  return loop;
}

/* The function that handleSignals() was given. */
static struct {
  napi_env env;
  napi_ref function;
  napi_async_context context;
} starved;

static void on_starved(void) {
  const napi_env env = starved.env;
  napi_handle_scope scope;
  napi_value global, function, error;
  if (napi_open_handle_scope(env, &scope) != napi_ok) return;
  napi_get_reference_value(env, starved.function, &function);
  napi_get_global(env, &global);
  if (napi_make_callback(env, starved.context, global, function, 0, NULL, NULL) == napi_pending_exception) {
    napi_get_and_clear_last_exception(env, &error);
    napi_fatal_exception(env, error);
  }
  napi_close_handle_scope(env, scope);
}

static void forget_starved(void) {
  if (!starved.function) return;
  sys_on_starved = NULL;
  napi_delete_reference(starved.env, starved.function);
  napi_async_destroy(starved.env, starved.context);
  starved.function = NULL;
}

static void remember_starved(napi_env env, napi_value function) {
  forget_starved();
  napi_value name;
  napi_create_string_utf8(env, "tsinit", NAPI_AUTO_LENGTH, &name);
  napi_create_reference(env, function, 1, &starved.function);
  napi_async_init(env, NULL, name, &starved.context);
  starved.env = env;
  sys_on_starved = on_starved;
}

static napi_value handle_signals(napi_env env, napi_callback_info info) {
  napi_value values[MOST_ARGUMENTS];
  napi_valuetype type;
  if (arguments(env, info, values) != 2 || !is_list(env, values[0], 0) || napi_typeof(env, values[1], &type) != napi_ok ||
      type != napi_function)
    return refuse(env, "an array of signals and a function expected");
  uint32_t count = 0;
  uint64_t wanted = 0;
  napi_get_array_length(env, values[0], &count);
  for (uint32_t i = 0; i < count; i++) {
    napi_value one = NULL;
    uint32_t signo = 0;
    napi_get_element(env, values[0], i, &one);
    napi_get_value_uint32(env, one, &signo);
    if (signo >= 1 && signo <= CORE_SIGRTMAX) wanted |= (uint64_t)1 << (signo - 1);
  }
  const int descriptor = sys_handle_signals(wanted, event_loop(env));
  if (descriptor >= 0) remember_starved(env, values[1]);
  return answer(env, descriptor, "pipe2");
}

static napi_value release_signals(napi_env env, napi_callback_info info) {
  (void)info;
  sys_release_signals();
  forget_starved();
  return undefined(env);
}

static napi_value wait_signal(napi_env env, napi_callback_info info) {
  double ms;
  return numbers(env, info, 1, &ms) ? number(env, sys_wait_handled_signal(ms)) : NULL;
}

/* Of the program: `directory` is kept alive by the caller. */
static struct sys_setting setting_of(napi_env env, napi_value wanted, const char *directory) {
  struct sys_setting setting = {.directory = *directory ? directory : NULL};
  napi_value stdio = NULL;
  napi_get_named_property(env, wanted, "stdio", &stdio);
  for (uint32_t i = 0; i < 3; i++) {
    napi_value one = NULL;
    if (napi_get_element(env, stdio, i, &one) == napi_ok) napi_get_value_int32(env, one, &setting.stdio[i]);
  }
  setting.user = integer_at(env, wanted, "uid");
  setting.group = integer_at(env, wanted, "gid");
  return setting;
}

static napi_value spawn(napi_env env, napi_callback_info info) {
  napi_value values[MOST_ARGUMENTS], cwd = NULL;
  const size_t count = arguments(env, info, values);
  if (count != 7 || !is_list(env, values[0], 1) || !is_list(env, values[1], 0) ||
      napi_get_named_property(env, values[6], "cwd", &cwd) != napi_ok)
    return refuse(env, "an array of arguments, one of variables, place and setting expected");
  size_t length;
  char *directory = bytes(env, cwd, &length);
  char **argv = directory ? list(env, values[0]) : NULL, **variables = argv ? list(env, values[1]) : NULL;
  char **envp = variables ? copy(variables) : NULL; /* in which sys_spawn() may put LISTEN_PID */
  napi_value result = NULL;
  if (envp) {
    struct sys_child child = {.argv = argv, .envp = envp};
    bool listen_pid = false;
    napi_get_value_int32(env, values[2], &child.place);
    napi_get_value_int32(env, values[3], &child.terminal);
    napi_get_value_int32(env, values[4], &child.death_signal);
    napi_get_value_bool(env, values[5], &listen_pid);
    child.listen_pid = listen_pid;
    const struct sys_setting setting = setting_of(env, values[6], directory);
    sys_set_setting(&setting);
    result = answer(env, sys_spawn_by_handlers(&child), "clone");
  }
  free(envp);
  free_list(variables);
  free_list(argv);
  free(directory);
  return result;
}

static napi_value spawn_failure(napi_env env, napi_callback_info info) {
  (void)info;
  int error = 0;
  napi_value result = NULL;
  napi_create_object(env, &result);
  napi_set_named_property(env, result, "step", number(env, sys_spawn_failure(&error)));
  napi_set_named_property(env, result, "errno", number(env, error));
  return result;
}

static napi_value make_pipe(napi_env env, napi_callback_info info) {
  (void)info;
  int ends[2];
  const int result = sys_make_pipe(ends);
  if (result < 0) return answer(env, result, "pipe2");
  napi_value array = NULL;
  napi_create_array_with_length(env, 2, &array);
  for (uint32_t i = 0; i < 2; i++) napi_set_element(env, array, i, number(env, ends[i]));
  return array;
}

static napi_value peek(napi_env env, napi_callback_info info) {
  (void)info;
  const pid_t pid = sys_peek();
  if (pid != -ECHILD) return answer(env, pid, "waitid");
  napi_value nobody = NULL;
  napi_get_null(env, &nobody);
  return nobody;
}

static napi_value reap(napi_env env, napi_callback_info info) {
  double wanted;
  if (!numbers(env, info, 1, &wanted)) return NULL;
  int status = 0;
  const pid_t pid = sys_reap_one((pid_t)wanted, &status);
  if (pid != 0) return answer(env, pid < 0 ? pid : status, "waitpid");
  napi_value nothing = NULL;
  napi_get_null(env, &nothing);
  return nothing;
}

struct collection {
  napi_env env;
  napi_value array;
  uint32_t count;
};

static void collect(struct uv_handle_s *handle, void *data) {
  struct collection *all = data;
  if (strcmp(uv_handle_type_name(uv_handle_get_type(handle)), "process")) return;
  /* once it has been reaped it is active no more, and its pid may have become another's */
  if (uv_is_active(handle)) napi_set_element(all->env, all->array, all->count++, number(all->env, uv_process_get_pid(handle)));
}

static napi_value children_of_event_loop(napi_env env, napi_callback_info info) {
  (void)info;
  struct collection all = {.env = env};
  napi_create_array(env, &all.array);
  uv_walk(event_loop(env), collect, &all);
  return all.array;
}

/* Functions that take numbers and answer with one, or fail. */

#define CALL(name, count, syscall, call)                             \
  static napi_value name(napi_env env, napi_callback_info info) {    \
    double n[MOST_ARGUMENTS] = {0};                                  \
    return numbers(env, info, count, n) ? answer(env, call, syscall) : NULL; \
  }

CALL(pass_on, 1, "fcntl", sys_pass_on((int)n[0]))
CALL(kill_one, 2, "kill", sys_kill((pid_t)n[0], (int)n[1]))
CALL(kill_group, 2, "kill", sys_kill_group((pid_t)n[0], (int)n[1]))
CALL(kill_namespace, 1, "kill", sys_kill_namespace((int)n[0]))
CALL(hold_process, 1, "pidfd_open", sys_hold_process((pid_t)n[0]))
CALL(kill_held, 2, "pidfd_send_signal", sys_kill_held((int)n[0], (int)n[1]))
CALL(release_process, 1, "close", (sys_release_process((int)n[0]), 0))
CALL(take_back, 2, "fcntl", (sys_take_back((int)n[0], (int)n[1]), 0))
CALL(take_foreground_back, 2, "ioctl", (sys_take_foreground_back((int)n[0], (pid_t)n[1]), 0))
CALL(open_processes, 0, "open", sys_open_processes())
CALL(open_descriptors, 1, "open", sys_open_descriptors((pid_t)n[0]))
CALL(next_process, 0, "getdents64", sys_next_listed())
CALL(process_limit_near, 1, "getrlimit", sys_process_limit_near((int)n[0]))
CALL(become_subreaper, 0, "prctl", sys_become_subreaper())
CALL(cease_subreaper, 0, "prctl", sys_cease_subreaper())
CALL(is_subreaper, 0, "prctl", sys_is_subreaper())
CALL(set_parent_death_signal, 1, "prctl", sys_set_parent_death_signal((int)n[0]))
CALL(parent_death_signal, 0, "prctl", sys_parent_death_signal())

static napi_value foreground_terminal(napi_env env, napi_callback_info info) {
  (void)info;
  return number(env, sys_foreground_terminal());
}

static napi_value leave_terminal(napi_env env, napi_callback_info info) {
  (void)info;
  return boolean(env, sys_leave_terminal() > 0);
}

static napi_value suspend(napi_env env, napi_callback_info info) {
  (void)info;
  sys_suspend();
  return undefined(env);
}

static napi_value now(napi_env env, napi_callback_info info) {
  (void)info;
  return number(env, sys_now());
}

static napi_value since_boot(napi_env env, napi_callback_info info) {
  (void)info;
  return number(env, sys_since_boot());
}

static napi_value read_file(napi_env env, napi_callback_info info) {
  napi_value values[MOST_ARGUMENTS], result = NULL;
  int64_t offset = 0;
  size_t length;
  arguments(env, info, values);
  char *path = bytes(env, values[0], &length);
  if (!path) return NULL;
  napi_get_value_int64(env, values[1], &offset);
  char buffer[CORE_PIECE];
  const ssize_t size = sys_read(path, offset, buffer, sizeof buffer);
  free(path);
  if (size < 0) return answer(env, size, "read");
  napi_create_buffer_copy(env, (size_t)size, buffer, NULL, &result);
  return result;
}

static napi_value append(napi_env env, napi_callback_info info) {
  napi_value values[MOST_ARGUMENTS];
  size_t length, size;
  arguments(env, info, values);
  char *path = bytes(env, values[0], &length), *text = path ? bytes(env, values[1], &size) : NULL;
  napi_value result = NULL;
  if (text) {
    const int left = sys_leave_message(path, text, size);
    result = left < 0 ? answer(env, left, "write") : boolean(env, left > 0);
  }
  free(text);
  free(path);
  return result;
}

static napi_value print(napi_env env, napi_callback_info info) {
  napi_value values[MOST_ARGUMENTS];
  size_t size;
  arguments(env, info, values);
  char *text = bytes(env, values[0], &size);
  if (!text) return NULL;
  const int result = sys_print(1, text, size);
  free(text);
  return answer(env, result, "write");
}

/* One write for a message; what is longer goes out in pieces, until one is not taken. */
static napi_value write_log(napi_env env, napi_callback_info info) {
  napi_value values[MOST_ARGUMENTS];
  int32_t descriptor = 2;
  size_t size;
  arguments(env, info, values);
  napi_get_value_int32(env, values[0], &descriptor);
  char *text = bytes(env, values[1], &size);
  if (!text) return NULL;
  for (size_t done = 0; done < size; done += CORE_LONGEST_MESSAGE) {
    const size_t rest = size - done;
    if (!sys_log(descriptor, text + done, rest < CORE_LONGEST_MESSAGE ? rest : CORE_LONGEST_MESSAGE)) break;
  }
  free(text);
  return undefined(env);
}

static const struct {
  const char *name;
  napi_callback function;
} FUNCTIONS[] = {
    {"handleSignals", handle_signals},
    {"releaseSignals", release_signals},
    {"waitSignal", wait_signal},
    {"spawn", spawn},
    {"spawnFailure", spawn_failure},
    {"makePipe", make_pipe},
    {"passOn", pass_on},
    {"takeBack", take_back},
    {"peek", peek},
    {"reap", reap},
    {"childrenOfEventLoop", children_of_event_loop},
    {"kill", kill_one},
    {"killGroup", kill_group},
    {"killNamespace", kill_namespace},
    {"holdProcess", hold_process},
    {"killHeld", kill_held},
    {"releaseProcess", release_process},
    {"openProcesses", open_processes},
    {"openDescriptors", open_descriptors},
    {"nextProcess", next_process},
    {"processLimitNear", process_limit_near},
    {"becomeSubreaper", become_subreaper},
    {"ceaseSubreaper", cease_subreaper},
    {"isSubreaper", is_subreaper},
    {"setParentDeathSignal", set_parent_death_signal},
    {"parentDeathSignal", parent_death_signal},
    {"foregroundTerminal", foreground_terminal},
    {"takeForegroundBack", take_foreground_back},
    {"leaveTerminal", leave_terminal},
    {"suspend", suspend},
    {"now", now},
    {"sinceBoot", since_boot},
    {"read", read_file},
    {"append", append},
    {"print", print},
    {"log", write_log},
};

NAPI_MODULE_INIT() {
  /* orphans come to the main thread alone, and what it took and is waiting for is one process's, not one thread's */
  if (!sys_is_main_thread()) {
    napi_throw_error(env, NULL, "tsinit works on the main thread only");
    return exports;
  }
  for (size_t i = 0; i < sizeof FUNCTIONS / sizeof FUNCTIONS[0]; i++) {
    napi_value function = NULL;
    napi_create_function(env, FUNCTIONS[i].name, NAPI_AUTO_LENGTH, FUNCTIONS[i].function, NULL, &function);
    napi_set_named_property(env, exports, FUNCTIONS[i].name, function);
  }
  return exports;
}
