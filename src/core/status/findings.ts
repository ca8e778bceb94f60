/** What a person should act on, and what one should know, each in a sentence. */
import { age } from "../base/clock";
import { SIGTERM } from "../base/signals";
import { digits } from "../base/text";
import { processName } from "../proc/process-name";
import { HOST, OWN, POD } from "./pid1";
import { Status } from "./status";

export class Finding {
  constructor(
    /** What is found, for machines: docs/status.md lists them. */
    readonly id: string,
    readonly message: string,
  ) {}
}

/** Of more parents than that, the zombies are only counted. */
const MOST_PARENTS: i32 = 10;

/** Fills `status.findings` and `status.notes`. */
export function findAll(status: Status): void {
  findZombies(status);
  findTermination(status);
  findLimits(status);
  noteView(status);
}

function findZombies(status: Status): void {
  const zombies = status.zombies;
  if (zombies.length <= status.options.maxZombies) return;
  const told: i32[] = [];
  for (let i: i32 = 0; i < zombies.length && told.length < MOST_PARENTS; i++) {
    const parent = status.table.parents[zombies[i]];
    if (told.includes(parent)) continue;
    told.push(parent);
    status.find("zombies", zombiesOf(status, parent));
  }
}

/** The sentence on one parent. Indexes are in the order of pids: the first is seldom not the oldest. */
function zombiesOf(status: Status, parent: i32): string {
  let count: i32 = 0;
  let oldest: i32 = -1;
  for (let i: i32 = 0; i < status.zombies.length; i++) {
    const index = status.zombies[i];
    if (status.table.parents[index] !== parent) continue;
    count++;
    if (oldest < 0 || status.table.starts[index] < status.table.starts[oldest]) oldest = index;
  }
  const pid = status.table.pids[oldest];
  const example = `${pid} (${processName(status.kernel, pid)}), started ${age(status.ageOf(oldest))} ago`;
  const what = count === 1 ? `a zombie: ${example}` : `${count} zombies; the oldest is ${example}`;
  if (parent === 0)
    return `A process outside of the PID namespace has not reaped ${what}: look for the end of an exec.`;
  const name = processName(status.kernel, parent);
  if (parent === 1 && status.pid1.namespace === OWN) {
    return `PID 1 (${name}) has not reaped ${what}. Run the program under an init, which reaps: tsinit -- PROGRAM.`;
  }
  return `Process ${parent} (${name}) has not reaped ${what}. It must wait for its children; until it does, to restart it frees them.`;
}

function findTermination(status: Status): void {
  const pid1 = status.pid1;
  if (!pid1.signalsSeen || pid1.handles(SIGTERM) || pid1.namespace === HOST) return;
  status.find(
    "no-term-handler",
    `PID 1 (${pid1.name}) has no handler for TERM: docker stop and Kubernetes will wait their whole grace period and then kill. Run it under an init (tsinit -- PROGRAM), or have it handle TERM.`,
  );
}

function findLimits(status: Status): void {
  const pids = status.pids;
  if (pids.isAt(status.options.maxPids)) {
    status.find(
      "pids-limit",
      `${digits(pids.current)} of ${digits(pids.max)} processes and threads are in use: soon nothing can fork. Find who makes them in the list, or raise the limit (${pids.directory}/pids.max).`,
    );
  }
  if (pids.hits > 0) {
    status.note("pids-limit-hit", `The pids limit has made a fork fail ${digits(pids.hits)} times.`);
  }
  if (status.memory.hits > 0) {
    status.note("oom-kills", `The OOM killer has killed ${digits(status.memory.hits)} processes here.`);
  }
}

/** How far the look reached. */
function noteView(status: Status): void {
  if (status.table.indexOf(1) < 0) {
    status.note("hidden", "/proc hides processes (hidepid): run this as root, or as PID 1's user, to see all.");
  }
  if (status.isCut()) status.note("cut", `Only the first ${status.table.pids.length} processes were looked at.`);
  if (status.pidsError.length > 0) status.note("no-pids-cgroup", status.pidsError);
  if (status.memoryError.length > 0) status.note("no-memory-cgroup", status.memoryError);
  if (status.kernel.pid() === 1) {
    status.note(
      "alone",
      "This process is PID 1 itself: run it in a container that runs, by docker exec or kubectl exec.",
    );
  }
  if (status.pid1.namespace === HOST)
    status.note("host", "The PID namespace is the host's: all its processes are listed.");
  if (status.pid1.namespace === POD) status.note("pod", "The PID namespace is shared by the containers of a pod.");
}
