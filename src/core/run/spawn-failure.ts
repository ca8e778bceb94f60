/** Why the program did not start, in a sentence. */
import { EAGAIN, errorText } from "../base/errno";
import { FAILED_FORK, FAILED_INTERPRETER, Kernel, SpawnFailure } from "../base/kernel";
import { shown } from "../base/printable";
import { digits } from "../base/text";
import { Contract } from "../contracts/contract";
import { findCgroup } from "../proc/cgroup";
import { pidsLimit } from "../proc/limits";

export function spawnFailureText(kernel: Kernel, contract: Contract, program: string, failure: SpawnFailure): string {
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
