/** What qemu-user cannot do of the contract, by the names of the tests (a part of each), and why. */
import type { Limit } from "../support/limits";

const SIGNALS =
  "qemu-user keeps ABRT and two real-time signals for itself, and its C library 32 and 33, so none of them reaches what it runs";
const THREAD = "qemu-user has a second thread, which has a pid and counts as a process";
const MEMORY = "the memory is that of qemu-user, a hundred times more";
const FILE = "in /proc the file and the command line are those of qemu-user";
const LOADER = "qemu-user opens the binary as the user that it runs as, who need not be allowed to read it";
const CALLS = "qemu-user asks of each path whether it is one of its own in /proc, in ten system calls more";

export const EMULATOR_LIMITS: Limit[] = [
  { file: "executable", test: "it runs a program", reason: `${THREAD}: the program is not 2` },
  { file: "idle", test: "one thread", reason: THREAD },
  { file: "idle", test: "kB of memory ever", reason: MEMORY },
  { file: "inherited-state", test: "blocked signals: [ 32, ", reason: SIGNALS },
  { file: "log-never-blocks", test: "with another user's pipe", reason: LOADER },
  { file: "log", test: "the signals that are passed on", reason: SIGNALS },
  { file: "names", test: "/proc/1/exe answers", reason: FILE },
  { file: "names", test: "the init's own command line", reason: FILE },
  { file: "names", test: "none of the signals 32 to 34 ends it", reason: SIGNALS },
  { file: "other-names", test: "TSTP is not forwarded, everything else is", reason: SIGNALS },
  { file: "pids-limit", test: "a limit of 2 is enough", reason: THREAD },
  { file: "pids-limit", test: "a limit of 1: 125", reason: THREAD },
  { file: "pids-limit", test: "a limit further up", reason: THREAD },
  { file: "signal-forwarding", test: "of all 64", reason: SIGNALS },
  { file: "signal-forwarding", test: "signals that were pending when tsinit started", reason: SIGNALS },
  { file: "signal-forwarding", test: "real-time signals are queued", reason: SIGNALS },
  { file: "soak", test: "memory, descriptors and timers stay", reason: MEMORY },
  { file: "soak", test: "all get TERM, codes are kept, memory stays", reason: MEMORY },
  { file: "spawn", test: "RLIMIT_NPROC says no", reason: `${THREAD}: qemu-user itself does not start` },
  { file: "status-crowd", test: "a few system calls for each process", reason: CALLS },
  { file: "status", test: "a pod's pause process", reason: FILE },
  { file: "status", test: "tsinit by any name", reason: FILE },
  { file: "status", test: "of processes", reason: THREAD },
  { file: "status", test: "a user whose processes are near their limit", reason: THREAD },
  { file: "status", test: "columns are aligned", reason: FILE },
  { file: "trap", test: "no memory is left over", reason: MEMORY },
];
