/** Starting the program, and saying why it did not start. */
import { findCgroup } from "./cgroup";
import { EAGAIN, ENOENT, errorText } from "./errno";
import { EXIT_FAILURE, EXIT_NOT_EXECUTABLE, EXIT_NOT_FOUND } from "./exit";
import { FAILED_EXEC, FAILED_FORK, FAILED_INTERPRETER, Kernel, SpawnResult } from "./kernel";
import { pidsLimit } from "./limits";
import { digits } from "./text";

/** The exit code that says which kind of failure it was; every shell has 126 and 127. */
export function spawnFailureCode(result: SpawnResult): i32 {
  if (result.failed === FAILED_FORK) return EXIT_FAILURE;
  return result.errno === ENOENT ? EXIT_NOT_FOUND : EXIT_NOT_EXECUTABLE;
}

/** Why `program` did not start, in a sentence. */
export function spawnFailureText(kernel: Kernel, program: string, result: SpawnResult): string {
  const reason = errorText(result.errno);
  const name = program.length > 0 ? program : "''";
  if (result.failed === FAILED_INTERPRETER) {
    return `exec ${name} failed: the file is there, but its interpreter (the #! line's, or the ELF loader) is not`;
  }
  if (result.failed === FAILED_EXEC) return `exec ${name} failed: ${reason}`;
  if (result.errno !== EAGAIN) return `fork failed: ${reason}`;
  // EAGAIN is what every limit on the number of processes answers: clone(2).
  const cgroup = findCgroup(kernel, "pids");
  if (cgroup !== null) {
    const limit = pidsLimit(kernel, cgroup);
    if (limit.isAt(100)) {
      return `fork failed: the pids limit is reached: ${digits(limit.current)} in use, at most ${digits(limit.max)} allowed (${limit.directory}/pids.max)`;
    }
  }
  return `fork failed: ${reason}: no pids cgroup is full; see RLIMIT_NPROC and kernel.pid_max`;
}
