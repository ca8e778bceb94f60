/** The end of an init whose program did not start. */
import { EAGAIN, errorText } from "../base/errno";
import { FAILED_FORK, FAILED_INTERPRETER, Kernel, SpawnFailure } from "../base/kernel";
import { shown } from "../base/printable";
import { digits } from "../base/text";
import { Contract } from "../contracts/contract";
import { FATAL } from "../log/levels";
import { Log } from "../log/log";
import { Options } from "../options/options";
import { findCgroup } from "../proc/cgroup";
import { pidsLimit } from "../proc/limits";
import { Program } from "./program";

/** Says why the program did not start. Returns the exit code. */
export function failedStart(
  kernel: Kernel,
  contract: Contract,
  options: Options,
  log: Log,
  program: Program,
  failure: SpawnFailure,
): i32 {
  log.say(FATAL, "spawn-failed", spawnFailureText(kernel, contract, kernel.argument(program.index), failure));
  return contract.spawnFailureCode(failure, options);
}

function spawnFailureText(kernel: Kernel, contract: Contract, program: string, failure: SpawnFailure): string {
  const reason = errorText(failure.errno);
  if (failure.step !== FAILED_FORK) {
    const what = contract.execFailure(program);
    return failure.step === FAILED_INTERPRETER
      ? `${what}: ${reason}: the file is there, but its interpreter (the #! line's, or the ELF loader) is not`
      : `${what}: ${reason}`;
  }
  if (failure.errno !== EAGAIN) return `fork failed: ${reason}`;
  // EAGAIN is what every limit on the number of processes answers: clone(2).
  const cgroup = findCgroup(kernel, "pids");
  if (cgroup !== null) {
    const limit = pidsLimit(kernel, cgroup);
    if (limit.isAt(100)) {
      return `fork failed: the pids limit is reached: ${digits(limit.current)} in use, at most ${digits(limit.max)} allowed (${shown(limit.directory)}/pids.max)`;
    }
  }
  return `fork failed: ${reason}: no pids cgroup is full; see RLIMIT_NPROC and kernel.pid_max`;
}
