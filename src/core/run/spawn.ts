/** Starting the program, and saying why it did not start. */

import { EACCES, EAGAIN, ENOENT, errorText } from "../base/errno";
import { EXIT_FAILURE, EXIT_NO_EXEC, EXIT_NOT_EXECUTABLE, EXIT_NOT_FOUND, EXIT_PEER_FAILURE } from "../base/exit";
import { FAILED_FORK, FAILED_INTERPRETER, Kernel, SpawnResult } from "../base/kernel";
import { shown } from "../base/printable";
import { digits } from "../base/text";
import { CATATONIT, DUMB_INIT, TINI, TSINIT } from "../contracts/persona";
import { findCgroup } from "../proc/cgroup";
import { pidsLimit } from "../proc/limits";

/** The exit code of the init's own failures. */
export function failureCode(persona: i32): i32 {
  return persona === TSINIT ? EXIT_FAILURE : EXIT_PEER_FAILURE;
}

/** The exit code that says which kind of failure it was; every shell has 126 and 127. */
export function spawnFailureCode(persona: i32, result: SpawnResult): i32 {
  if (result.failed === FAILED_FORK || persona === CATATONIT) return failureCode(persona);
  if (persona === DUMB_INIT) return EXIT_NO_EXEC;
  if (result.errno === ENOENT) return EXIT_NOT_FOUND;
  return persona === TINI && result.errno !== EACCES ? EXIT_PEER_FAILURE : EXIT_NOT_EXECUTABLE;
}

/** Why `program` did not start, in a sentence. */
export function spawnFailureText(kernel: Kernel, persona: i32, program: string, result: SpawnResult): string {
  const reason = errorText(result.errno);
  if (result.failed !== FAILED_FORK) {
    const name = program.length === 0 && persona === TSINIT ? "''" : shown(program);
    const what = persona === DUMB_INIT ? name : persona === CATATONIT ? "failed to exec pid1" : `exec ${name} failed`;
    return result.failed === FAILED_INTERPRETER
      ? `${what}: ${reason}: the file is there, but its interpreter (the #! line's, or the ELF loader) is not`
      : `${what}: ${reason}`;
  }
  if (result.errno !== EAGAIN) return `fork failed: ${reason}`;
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
