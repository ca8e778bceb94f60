/*
 * Of libuv's public interface what is needed here: its headers come with Node's only, its functions with every Node.
 */
#ifndef LIBUV_H
#define LIBUV_H

#include <stddef.h>

struct uv_loop_s;
struct uv_handle_s;
typedef void (*uv_walk_cb)(struct uv_handle_s *handle, void *data);
typedef void (*uv_signal_cb)(struct uv_handle_s *handle, int signo);

void uv_walk(struct uv_loop_s *loop, uv_walk_cb callback, void *data);
size_t uv_handle_size(int type);
int uv_handle_get_type(const struct uv_handle_s *handle);
const char *uv_handle_type_name(int type);
int uv_is_active(const struct uv_handle_s *handle);
void uv_unref(struct uv_handle_s *handle);
int uv_process_get_pid(const struct uv_handle_s *process);
int uv_signal_init(struct uv_loop_s *loop, struct uv_handle_s *signal);
int uv_signal_start(struct uv_handle_s *signal, uv_signal_cb callback, int signo);
int uv_signal_stop(struct uv_handle_s *signal);
const char *uv_err_name(int error);

#endif
