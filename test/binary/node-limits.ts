/**
 * What tsinit-node cannot do of the contract, by the names of the tests (a part of each), and why. All of it lies in
 * Node, before or outside of any code of ours. docs/node.md tells it to users.
 */
import type { Limit } from "../support/limits";

const RESET = "Node resets signal masks and dispositions when it starts, so what was inherited cannot be known";
const DESCRIPTORS = "Node needs descriptors of its own, and keeps the inherited ones above 2 from its children";
const MEMORY = "Node's heap alone is a thousand times larger";
const PIDS = "every thread counts: it takes 5 to run one program, and below 4 Node hangs or aborts";

export const NODE_LIMITS: Limit[] = [
  { file: "inherited-state", test: "blocked signals", reason: RESET },
  { file: "inherited-state", test: "ignored signals", reason: RESET },
  { file: "names", test: "ignored signals and the mask reach the program", reason: RESET },
  {
    file: "signal-forwarding",
    test: "signals sent inside the namespace",
    reason: `${RESET}: the shell of the test is not spared`,
  },
  {
    file: "signal-forwarding",
    test: "signals that were pending when tsinit started are not lost",
    reason: "a signal that comes in the first 25 ms, or was pending before, meets a Node that does not listen yet",
  },
  { file: "inherited-state", test: "a descriptor above 2", reason: DESCRIPTORS },
  { file: "idle", test: "no descriptor above 2", reason: DESCRIPTORS },
  { file: "names", test: "no descriptor above 2 is kept", reason: DESCRIPTORS },
  {
    file: "inherited-state",
    test: "closed descriptors stay closed",
    reason: "Node opens /dev/null where 0, 1 or 2 is closed",
  },
  {
    file: "inherited-state",
    test: "resource limits and umask",
    reason: "Node raises the soft limit of open files to the hard one; what it was cannot be known",
  },
  {
    file: "spawn",
    test: "RLIMIT_NPROC says no",
    reason: "Node aborts where it cannot have its three threads, before it could say why",
  },
  { file: "pids-limit", test: "a limit of 1: 125", reason: PIDS },
  { file: "pids-limit", test: "a limit of 2 is enough", reason: PIDS },
  { file: "pids-limit", test: "a limit further up", reason: PIDS },
  { file: "idle", test: "one thread", reason: "Node has three at least" },
  { file: "idle", test: "at most 80 kB of memory", reason: MEMORY },
  { file: "zombies", test: "orphans, with options", reason: `${MEMORY}, and grows and shrinks with its garbage` },
  {
    file: "log-never-blocks",
    test: "not one that somebody has sent: XFSZ",
    reason: "the packed executable writes its addon to a file as it starts, which no file of 1000 bytes can hold",
  },
  { file: "idle", test: "one system call for an event", reason: "the event loop makes several" },
  {
    file: "refused",
    test: "refused",
    reason: "which calls Node makes, and what it does where they are refused, is its own affair",
  },
  {
    file: "refused",
    test: "is not there: the other one is waited in",
    reason: "the event loop waits in epoll_wait(2), and Node alone makes more calls at its start",
  },
  {
    file: "stopping",
    test: "while signals come without pause",
    reason: "a handler runs for each signal before anything else does: whoever sends fast enough leaves Node no time",
  },
];
