/** Why the program died, in one line: for whoever reads the log of a container that is gone. */

import { endingSignal, exitCode, hasDumpedCore } from "../base/exit";
import { shown } from "../base/printable";
import { SIGKILL, signalName } from "../base/signals";
import { digits } from "../base/text";
import { Log } from "../log/log";
import { Counter } from "../proc/counters";
import { Shutdown } from "./shutdown";
import { Watch } from "./watch";

/**
 * Says it, if the end was abnormal: by a signal that the init had not sent on to it or, of a program that failed, in a
 * container whose limits were hit while it ran. `expected`: the signal was sent. Returns the line, or "".
 */
export function explain(
  log: Log,
  shutdown: Shutdown,
  watch: Watch,
  status: i32,
  expected: bool,
  pid: i32,
  program: string,
): string {
  const signo = endingSignal(status);
  if (status === 0 || expected) return "";
  const oom = watch.oom;
  const pids = watch.pids;
  oom.look();
  pids.look();
  if (signo === 0 && !oom.hasMoved() && !pids.hasMoved()) return "";
  const core = hasDumpedCore(status);
  const how =
    signo > 0
      ? `was ended by ${signalName(signo)} (${core ? "core dumped" : "no core dumped"})`
      : `exited with status ${exitCode(status)}`;
  const killer = verdict(oom, signo === SIGKILL ? "yes" : "yes, of others", "no", "oom_kill");
  const limit = verdict(pids, "hit", "not hit", "pids.events max");
  const stopping = stage(shutdown);
  const line = `Main child ${pid} (${shown(program)}) ${how}; OOM killer: ${killer}; pids limit: ${limit}; stopping: ${stopping}`;
  log.number("child", pid);
  log.text("command", program);
  if (signo > 0) log.text("signal", signalName(signo));
  else log.number("status", exitCode(status));
  log.raw("core_dumped", truth(core));
  log.raw("oom_killed", moved(oom));
  log.raw("pids_limit_hit", moved(pids));
  log.text("stage", shutdown.hasKilled() ? "killing" : shutdown.hasTerminated() ? "terminating" : "running");
  log.raw("stopping_ms", shutdown.stoppingFor() < 0 ? "null" : `${shutdown.stoppingFor()}`);
  const killed = shutdown.killed();
  if (killed !== null) log.raw("killed", killed.json());
  log.remark("died", line);
  return line;
}

/** Which stage of stopping it was in, and how long that took. */
function stage(shutdown: Shutdown): string {
  const ms = shutdown.stoppingFor();
  if (ms < 0) return "no";
  const killed = shutdown.killed();
  if (killed !== null && shutdown.hasKilled()) return `for ${ms} ms, killed at the deadline: ${killed.text()}`;
  return `for ${ms} ms` + (shutdown.hasTerminated() ? ", in the grace period" : "");
}

function verdict(counter: Counter, yes: string, no: string, name: string): string {
  if (counter.hasMoved()) return `${yes} (${name} ${digits(counter.first)} -> ${digits(counter.now)})`;
  if (counter.mayHaveMoved()) return `perhaps (${name} is ${digits(counter.now)})`;
  return counter.now < 0 ? "unknown" : no;
}

function truth(value: bool): string {
  return value ? "true" : "false";
}

function moved(counter: Counter): string {
  return counter.now < 0 || counter.mayHaveMoved() ? "null" : truth(counter.hasMoved());
}
