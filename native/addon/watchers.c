/*
 * libuv sets a signal's disposition when the first watcher of it begins, and the default when the last one ends: with
 * process.on("SIGTERM") and process.off("SIGTERM") a package that has nothing to do with the init would take TERM from it. So each
 * signal that the init takes has a watcher that stays.
 */
#include "handlers.h"

#include <stdlib.h>
#include <string.h>

#include "libuv.h"

/* Made when they are needed first, and kept: a handle that has been initialized is a part of the loop. */
static struct uv_handle_s *watchers[CORE_SIGRTMAX + 1];

static void on_watched(struct uv_handle_s *watcher, int signo) {
  (void)watcher;
  sys_on_watched_signal(signo);
}

/* The type's number is no part of what libuv promises; its name is. */
static size_t size_of_watcher(void) {
  for (int type = 1; uv_handle_size(type) != (size_t)-1; type++)
    if (!strcmp(uv_handle_type_name(type), "signal")) return uv_handle_size(type);
  return 0;
}

static struct uv_handle_s *make_watcher(struct uv_loop_s *loop) {
  const size_t size = size_of_watcher();
  struct uv_handle_s *watcher = size > 0 ? calloc(1, size) : NULL;
  if (!watcher) return NULL;
  if (uv_signal_init(loop, watcher) < 0) return free(watcher), NULL;
  uv_unref(watcher);
  return watcher;
}

void sys_watch_signal(struct uv_loop_s *loop, int signo) {
  if (!watchers[signo]) watchers[signo] = make_watcher(loop);
  if (watchers[signo]) uv_signal_start(watchers[signo], on_watched, signo);
}

bool sys_unwatch_signal(int signo) {
  if (!watchers[signo] || !uv_is_active(watchers[signo])) return false;
  uv_signal_stop(watchers[signo]);
  return true;
}
