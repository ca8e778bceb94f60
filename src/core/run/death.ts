/** Why the program died, in one line: for whoever reads the log of a container that is gone. */

import { age } from "../base/clock";
import { endingSignal, exitCode, hasDumpedCore } from "../base/exit";
import { shown } from "../base/printable";
import { SIGKILL, signalName } from "../base/signals";
import { digits } from "../base/text";
import { Log } from "../log/log";
import { Counter } from "../proc/counters";
import { Shutdown } from "./shutdown";
import { Watch } from "./watch";

/** If the last look is no longer ago than this, in ms, a count of the OOM killer that has moved since then has moved just now. */
const RECENT: f64 = 2000;

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
  const isKilled = signo === SIGKILL && !shutdown.hasKilled();
  const killer = isKilled ? ofThis(watch) : verdict(oom, "yes, of others", "no", "oom_kill");
  const limit = verdict(pids, "hit", "not hit", "pids.events max");
  const stopping = stage(shutdown);
  const line = `Main child ${pid} (${shown(program)}) ${how}; OOM killer: ${killer}; pids limit: ${limit}; stopping: ${stopping}`;
  log.number("child", pid);
  log.text("command", program);
  if (signo > 0) log.text("signal", signalName(signo));
  else log.number("status", exitCode(status));
  log.raw("core_dumped", truth(core));
  log.raw("oom_killed", answer(killer, "yes", "no"));
  log.raw("pids_limit_hit", answer(limit, "hit", "not"));
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

/** What was counted while the program ran. */
function verdict(counter: Counter, yes: string, no: string, name: string): string {
  if (counter.hasMoved()) return `${yes} (${name} ${digits(counter.first)} -> ${digits(counter.now)})`;
  if (counter.now < 0) return "unknown";
  return counter.first < 0 && counter.now > 0 ? `perhaps (${name} is ${digits(counter.now)})` : no;
}

/**
 * Whether it was the OOM killer who sent KILL. It has counted up since the last look; that it was this process is only sure if that
 * look is not long ago, and it has killed as many as were found killed.
 */
function ofThis(watch: Watch): string {
  const oom = watch.oom;
  if (oom.before < 0) return verdict(oom, "", "no", "oom_kill");
  const kills = oom.now - oom.before;
  if (kills <= 0) return "no";
  const figures = `oom_kill ${digits(oom.before)} -> ${digits(oom.now)}`;
  if (kills >= watch.killed && oom.gap() <= RECENT) return `yes (${figures})`;
  return `perhaps (${figures} in the last ${age(Math.floor(oom.gap() * 0.001) as i32)})`;
}

/** For JSON: what a verdict begins with. */
function answer(verdict: string, yes: string, no: string): string {
  return verdict.startsWith(yes) ? "true" : verdict.startsWith(no) ? "false" : "null";
}

function truth(value: bool): string {
  return value ? "true" : "false";
}
