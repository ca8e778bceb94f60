/*
 * The Node host's way to the system calls: sys.h and handlers.h as functions of JavaScript, and nothing else. What they
 * do, take and throw is said in src/node/addon.ts.
 */
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <vector>

#include <napi.h>

extern "C" {
#include "handlers.h"
#include "libuv.h"
}

namespace {

using Napi::CallbackInfo;
using Napi::Env;
using Napi::Value;

/* The result of a system call as a number, or an Error as Node's own are. */
Value Answer(Env env, long result, const char *syscall) {
  if (result >= 0) return Napi::Number::New(env, static_cast<double>(result));
  const int error = static_cast<int>(result);
  const char *code = uv_err_name(error);
  Napi::Error exception = Napi::Error::New(env, std::string(syscall) + " " + code);
  exception.Set("errno", Napi::Number::New(env, error));
  exception.Set("code", Napi::String::New(env, code));
  exception.Set("syscall", Napi::String::New(env, syscall));
  exception.ThrowAsJavaScriptException();
  return env.Undefined();
}

/* Whether the arguments are so many numbers; otherwise an exception is pending. */
bool AreNumbers(const CallbackInfo &info, size_t count) {
  bool good = info.Length() == count;
  for (size_t i = 0; good && i < count; i++) good = info[i].IsNumber();
  if (!good) Napi::TypeError::New(info.Env(), std::to_string(count) + " numbers expected").ThrowAsJavaScriptException();
  return good;
}

int Integer(const CallbackInfo &info, size_t index) { return info[index].As<Napi::Number>().Int32Value(); }

/* A string of bytes; where it is none, an exception is pending then. node-addon-api knows UTF-8 and UTF-16 only. */
std::string Bytes(Env env, Value value) {
  size_t length = 0;
  if (napi_get_value_string_latin1(env, value, nullptr, 0, &length) != napi_ok) {
    Napi::TypeError::New(env, "a string expected").ThrowAsJavaScriptException();
    return "";
  }
  std::string bytes(length, '\0');
  napi_get_value_string_latin1(env, value, &bytes[0], length + 1, &length);
  return bytes;
}

/* An array of strings as the kernel takes it. The pointers are good while this lives. */
class StringList {
 public:
  StringList(Env env, Value value) {
    const Napi::Array array = value.As<Napi::Array>();
    for (uint32_t i = 0; i < array.Length() && !env.IsExceptionPending(); i++) strings_.push_back(Bytes(env, array.Get(i)));
    for (std::string &string : strings_) pointers_.push_back(&string[0]);
    pointers_.push_back(nullptr);
  }
  char **pointers() { return pointers_.data(); }

 private:
  std::vector<std::string> strings_;
  std::vector<char *> pointers_;
};

struct uv_loop_s *EventLoop(Env env) {
  struct uv_loop_s *loop = nullptr;
  napi_get_uv_event_loop(env, &loop);
  return loop;
}

Value HandleSignals(const CallbackInfo &info) {
  const Env env = info.Env();
  if (info.Length() != 1 || !info[0].IsArray()) {
    Napi::TypeError::New(env, "an array of signals expected").ThrowAsJavaScriptException();
    return env.Undefined();
  }
  const Napi::Array array = info[0].As<Napi::Array>();
  uint64_t wanted = 0;
  for (uint32_t i = 0; i < array.Length(); i++) {
    const uint32_t signo = Napi::Value(array.Get(i)).ToNumber().Uint32Value();
    if (signo >= 1 && signo <= CORE_SIGRTMAX) wanted |= uint64_t{1} << (signo - 1);
  }
  return Answer(env, sys_handle_signals(wanted, EventLoop(env)), "pipe2");
}

void ReleaseSignals(const CallbackInfo &) { sys_release_signals(); }

Value WaitSignal(const CallbackInfo &info) {
  if (!AreNumbers(info, 1)) return info.Env().Undefined();
  return Napi::Number::New(info.Env(), sys_wait_handled_signal(info[0].As<Napi::Number>().DoubleValue()));
}

Value Spawn(const CallbackInfo &info) {
  const Env env = info.Env();
  if (info.Length() != 7 || !info[0].IsArray() || !info[1].IsArray() || info[0].As<Napi::Array>().Length() == 0 || !info[6].IsObject()) {
    Napi::TypeError::New(env, "an array of arguments, one of variables and a setting expected").ThrowAsJavaScriptException();
    return env.Undefined();
  }
  const Napi::Object wanted = info[6].As<Napi::Object>();
  const Napi::Object stdio = Napi::Value(wanted.Get("stdio")).ToObject();
  const std::string directory = Bytes(env, wanted.Get("cwd"));
  struct sys_setting setting = {};
  setting.directory = directory.empty() ? nullptr : directory.c_str();
  for (uint32_t i = 0; i < 3; i++) setting.stdio[i] = Napi::Value(stdio.Get(i)).ToNumber().Int32Value();
  setting.user = Napi::Value(wanted.Get("uid")).ToNumber().Int64Value();
  setting.group = Napi::Value(wanted.Get("gid")).ToNumber().Int64Value();
  StringList argv(env, info[0]);
  StringList envp(env, info[1]);
  if (env.IsExceptionPending()) return env.Undefined();
  sys_child child = {};
  child.argv = argv.pointers();
  child.envp = envp.pointers();
  child.place = Integer(info, 2);
  child.terminal = Integer(info, 3);
  child.death_signal = Integer(info, 4);
  child.listen_pid = info[5].ToBoolean();
  sys_set_setting(&setting);
  int failed = CORE_FAILED_NOWHERE;
  const pid_t pid = sys_spawn_by_handlers(&child, &failed);
  Napi::Object result = Napi::Object::New(env);
  result.Set("pid", Napi::Number::New(env, pid > 0 ? pid : 0));
  result.Set("failed", Napi::Number::New(env, failed));
  result.Set("errno", Napi::Number::New(env, pid > 0 ? 0 : -pid));
  return result;
}

Value MakePipe(const CallbackInfo &info) {
  int ends[2];
  const int result = sys_make_pipe(ends);
  if (result < 0) return Answer(info.Env(), result, "pipe2");
  Napi::Array array = Napi::Array::New(info.Env(), 2);
  for (uint32_t i = 0; i < 2; i++) array.Set(i, Napi::Number::New(info.Env(), ends[i]));
  return array;
}

Value PassOn(const CallbackInfo &info) {
  return AreNumbers(info, 1) ? Answer(info.Env(), sys_pass_on(Integer(info, 0)), "fcntl") : info.Env().Undefined();
}

void TakeBack(const CallbackInfo &info) {
  if (AreNumbers(info, 2)) sys_take_back(Integer(info, 0), Integer(info, 1));
}

Value Peek(const CallbackInfo &info) {
  const pid_t pid = sys_peek();
  return pid == -ECHILD ? info.Env().Null() : Answer(info.Env(), pid, "waitid");
}

Value Reap(const CallbackInfo &info) {
  if (!AreNumbers(info, 1)) return info.Env().Undefined();
  int status = 0;
  const pid_t pid = sys_reap_one(Integer(info, 0), &status);
  if (pid == 0) return info.Env().Null();
  return Answer(info.Env(), pid < 0 ? pid : status, "waitpid");
}

Value ChildrenOfEventLoop(const CallbackInfo &info) {
  std::vector<int> pids;
  const uv_walk_cb collect = [](uv_handle_s *handle, void *data) {
    if (std::strcmp(uv_handle_type_name(uv_handle_get_type(handle)), "process") != 0) return;
    /* once it has been reaped it is active no more, and its pid may have become another's */
    if (uv_is_active(handle)) static_cast<std::vector<int> *>(data)->push_back(uv_process_get_pid(handle));
  };
  uv_walk(EventLoop(info.Env()), collect, &pids);
  Napi::Array array = Napi::Array::New(info.Env(), pids.size());
  for (uint32_t i = 0; i < pids.size(); i++) array.Set(i, Napi::Number::New(info.Env(), pids[i]));
  return array;
}

Value Kill(const CallbackInfo &info) {
  return AreNumbers(info, 2) ? Answer(info.Env(), sys_kill(Integer(info, 0), Integer(info, 1)), "kill") : info.Env().Undefined();
}

Value KillGroup(const CallbackInfo &info) {
  return AreNumbers(info, 2) ? Answer(info.Env(), sys_kill_group(Integer(info, 0), Integer(info, 1)), "kill") : info.Env().Undefined();
}

Value KillNamespace(const CallbackInfo &info) {
  return AreNumbers(info, 1) ? Answer(info.Env(), sys_kill_namespace(Integer(info, 0)), "kill") : info.Env().Undefined();
}

Value HoldProcess(const CallbackInfo &info) {
  return AreNumbers(info, 1) ? Answer(info.Env(), sys_hold_process(Integer(info, 0)), "pidfd_open") : info.Env().Undefined();
}

Value KillHeld(const CallbackInfo &info) {
  if (!AreNumbers(info, 2)) return info.Env().Undefined();
  return Answer(info.Env(), sys_kill_held(Integer(info, 0), Integer(info, 1)), "pidfd_send_signal");
}

void ReleaseProcess(const CallbackInfo &info) {
  if (AreNumbers(info, 1)) sys_release_process(Integer(info, 0));
}

Value OpenProcesses(const CallbackInfo &info) { return Answer(info.Env(), sys_open_processes(), "open"); }

Value NextProcess(const CallbackInfo &info) { return Napi::Number::New(info.Env(), sys_next_listed()); }

Value BecomeSubreaper(const CallbackInfo &info) { return Answer(info.Env(), sys_become_subreaper(), "prctl"); }

Value CeaseSubreaper(const CallbackInfo &info) { return Answer(info.Env(), sys_cease_subreaper(), "prctl"); }

Value IsSubreaper(const CallbackInfo &info) { return Answer(info.Env(), sys_is_subreaper(), "prctl"); }

Value SetParentDeathSignal(const CallbackInfo &info) {
  if (!AreNumbers(info, 1)) return info.Env().Undefined();
  return Answer(info.Env(), sys_set_parent_death_signal(Integer(info, 0)), "prctl");
}

Value ParentDeathSignal(const CallbackInfo &info) { return Answer(info.Env(), sys_parent_death_signal(), "prctl"); }

Value ForegroundTerminal(const CallbackInfo &info) { return Napi::Number::New(info.Env(), sys_foreground_terminal()); }

void TakeForegroundBack(const CallbackInfo &info) {
  if (AreNumbers(info, 2)) sys_take_foreground_back(Integer(info, 0), Integer(info, 1));
}

Value LeaveTerminal(const CallbackInfo &info) { return Napi::Boolean::New(info.Env(), sys_leave_terminal() > 0); }

void Suspend(const CallbackInfo &) { sys_suspend(); }

Value Now(const CallbackInfo &info) { return Napi::Number::New(info.Env(), sys_now()); }

Value Read(const CallbackInfo &info) {
  char buffer[CORE_PIECE];
  const std::string path = Bytes(info.Env(), info[0]);
  if (info.Env().IsExceptionPending()) return info.Env().Undefined();
  const int offset = Integer(info, 1);
  const ssize_t size = sys_read(path.c_str(), offset, buffer, sizeof buffer);
  if (size < 0) return Answer(info.Env(), size, "read");
  return Napi::Buffer<char>::Copy(info.Env(), buffer, static_cast<size_t>(size));
}

Value Append(const CallbackInfo &info) {
  const std::string path = Bytes(info.Env(), info[0]), bytes = Bytes(info.Env(), info[1]);
  if (info.Env().IsExceptionPending()) return info.Env().Undefined();
  const int result = sys_leave_message(path.c_str(), bytes.data(), bytes.size());
  return result < 0 ? Answer(info.Env(), result, "write") : Napi::Boolean::New(info.Env(), result > 0);
}

Value Print(const CallbackInfo &info) {
  const std::string bytes = Bytes(info.Env(), info[0]);
  if (info.Env().IsExceptionPending()) return info.Env().Undefined();
  return Answer(info.Env(), sys_print(1, bytes.data(), bytes.size()), "write");
}

/* One write for a message; what is longer goes out in pieces, until one is not taken. */
void Log(const CallbackInfo &info) {
  const std::string bytes = Bytes(info.Env(), info[1]);
  if (info.Env().IsExceptionPending()) return;
  for (size_t done = 0; done < bytes.size(); done += CORE_LONGEST_MESSAGE) {
    const size_t size = std::min<size_t>(bytes.size() - done, CORE_LONGEST_MESSAGE);
    if (!sys_log(Integer(info, 0), bytes.data() + done, size)) return;
  }
}

Napi::Object Init(Env env, Napi::Object exports) {
  /* orphans come to the main thread alone, and what it took and is waiting for is one process's, not one thread's */
  if (!sys_is_main_thread()) {
    Napi::Error::New(env, "tsinit works on the main thread only").ThrowAsJavaScriptException();
    return exports;
  }
  const auto add = [&](const char *name, auto function) { exports.Set(name, Napi::Function::New(env, function, name)); };
  add("handleSignals", HandleSignals);
  add("releaseSignals", ReleaseSignals);
  add("waitSignal", WaitSignal);
  add("spawn", Spawn);
  add("makePipe", MakePipe);
  add("passOn", PassOn);
  add("takeBack", TakeBack);
  add("peek", Peek);
  add("reap", Reap);
  add("childrenOfEventLoop", ChildrenOfEventLoop);
  add("kill", Kill);
  add("killGroup", KillGroup);
  add("killNamespace", KillNamespace);
  add("holdProcess", HoldProcess);
  add("killHeld", KillHeld);
  add("releaseProcess", ReleaseProcess);
  add("openProcesses", OpenProcesses);
  add("nextProcess", NextProcess);
  add("becomeSubreaper", BecomeSubreaper);
  add("ceaseSubreaper", CeaseSubreaper);
  add("isSubreaper", IsSubreaper);
  add("setParentDeathSignal", SetParentDeathSignal);
  add("parentDeathSignal", ParentDeathSignal);
  add("foregroundTerminal", ForegroundTerminal);
  add("takeForegroundBack", TakeForegroundBack);
  add("leaveTerminal", LeaveTerminal);
  add("suspend", Suspend);
  add("now", Now);
  add("read", Read);
  add("append", Append);
  add("print", Print);
  add("log", Log);
  return exports;
}

}  // namespace

NODE_API_MODULE(tsinit, Init)
