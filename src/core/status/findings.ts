/** What a person should act on, and what one should know, each in a sentence. */
import { age } from "../base/clock";
import { Kernel } from "../base/kernel";
import { counted, digits } from "../base/text";
import { Options } from "../options/options";
import { processName } from "../proc/process-name";
import { HOST, OWN, POD } from "./pid1";
import { Seen } from "./seen";

/** For so many parents there is a sentence on their zombies; those of others are only counted. */
const MOST_PARENTS: i32 = 10;

export class Finding {
  constructor(
    /** What is found, for machines: docs/status.md lists them. */
    readonly id: string,
    readonly message: string,
  ) {}
}

export class Findings {
  /** What to act on. */
  readonly list: Finding[] = [];
  /** What one should know but need not act on. */
  readonly notes: Finding[] = [];

  constructor(
    private readonly kernel: Kernel,
    private readonly options: Options,
    private readonly seen: Seen,
  ) {
    this.findZombies();
    this.findTermination();
    this.findLimits();
    this.noteView();
  }

  private find(id: string, message: string): void {
    if (this.options.ignored.includes(` ${id} `)) this.note(id, message);
    else this.list.push(new Finding(id, message));
  }

  private note(id: string, message: string): void {
    this.notes.push(new Finding(id, message));
  }

  private findZombies(): void {
    const zombies = this.seen.zombies;
    if (zombies.length <= this.options.maxZombies) return;
    const told: i32[] = [];
    for (let i: i32 = 0; i < zombies.length && told.length < MOST_PARENTS; i++) {
      const parent = this.seen.table.parents[zombies[i]];
      if (told.includes(parent)) continue;
      told.push(parent);
      this.find("zombies", this.sentenceOn(parent));
    }
  }

  /** The sentence on the zombies of a parent. */
  private sentenceOn(parent: i32): string {
    const seen = this.seen;
    const count = seen.zombiesOf(parent);
    const oldest = seen.oldestZombieOf(parent);
    const pid = seen.table.pids[oldest];
    const example = `${pid} (${processName(this.kernel, pid)}), started ${age(seen.ageOf(oldest))} ago`;
    const what = count === 1 ? `a zombie: ${example}` : `${count} zombies; the oldest is ${example}`;
    if (parent === 0)
      return `The runtime's shim, which is outside of the PID namespace, has not reaped ${what}. It started that for a docker exec, kubectl exec or probe: find the one that has not ended or, if there is none, restart the container.`;
    const name = processName(this.kernel, parent);
    if (parent === 1 && seen.pid1.namespace === OWN) {
      return `PID 1 (${name}) has not reaped ${what}. Run the program under an init, which reaps: tsinit -- PROGRAM.`;
    }
    return `Process ${parent} (${name}) has not reaped ${what}. It must wait for its children; until then, restarting it frees them.`;
  }

  private findTermination(): void {
    const pid1 = this.seen.pid1;
    if (pid1.namespace === HOST) return;
    for (let i: i32 = 0; i < pid1.stops.length; i++) {
      const stop = pid1.stops[i];
      const what = `PID 1 (${pid1.name}) ${stop.because}`;
      const cure = `run it under an init (tsinit -- PROGRAM), or have it handle ${stop.name}.`;
      if (stop.handled === "no")
        this.find(
          "no-term-handler",
          `${what}: docker stop and Kubernetes will wait their whole grace period and then kill. Give the container another stop signal, ${cure}`,
        );
      if (stop.isDoubtful)
        this.find(
          "term-unsure",
          `${what}. docker kill -s ${stop.name} CONTAINER shows whether it ends; if not, ${cure}`,
        );
    }
  }

  private findLimits(): void {
    const pids = this.seen.pids;
    if (pids.isAt(this.options.maxPids)) {
      this.find(
        "pids-limit",
        `${digits(pids.current)} of ${digits(pids.max)} processes and threads are in use: soon nothing can fork. Find in the list who starts them, or raise the limit (${pids.directory}/pids.max).`,
      );
    }
    const limit = this.seen.userLimit;
    if (limit > 0) {
      this.find(
        "user-limit",
        `This user's processes are near their limit of ${limit} (RLIMIT_NPROC, ulimit -u), which counts those of the same user ID in all containers: soon it cannot fork. Raise it (--ulimit nproc=N), or give the container a user ID of its own.`,
      );
    }
    const threads = this.seen.machineThreads;
    if (this.isFull(threads, this.seen.threadsMax))
      this.find("threads-max", full("threads of the machine", threads, "threads-max", this.seen.threadsMax));
    const used = this.processIds();
    if (this.isFull(used, this.seen.pidMax))
      this.find("pid-max", full("process IDs", used, "pid_max", this.seen.pidMax));
    if (pids.hits > 0) {
      this.note("pids-limit-hit", `The pids limit has made ${counted(pids.hits, "fork", "s")} fail.`);
    }
    const kills = this.seen.memory.hits;
    if (kills > 0) this.note("oom-kills", `The OOM killer has killed ${counted(kills, "process", "es")} here.`);
  }

  private isFull(used: f64, max: f64): bool {
    return max > 0 && used * 100 >= max * this.options.maxPids;
  }

  /** How many process IDs are in use: in this namespace or, where the limit is that of the machine, there. */
  private processIds(): f64 {
    const all = this.seen.machineThreads;
    const own: f64 = this.seen.threads;
    return all > own && all <= this.seen.pidMax ? all : own;
  }

  /** How much could be seen, and of whose namespace. */
  private noteView(): void {
    const seen = this.seen;
    if (seen.isHidden) {
      this.note("hidden", "/proc hides processes (hidepid): run this as root, or as PID 1's user, to see all.");
    }
    if (seen.isCut) this.note("cut", `Only the first ${seen.table.pids.length} processes were looked at.`);
    if (seen.pidsError.length > 0) this.note("no-pids-cgroup", seen.pidsError);
    if (seen.memoryError.length > 0) this.note("no-memory-cgroup", seen.memoryError);
    if (this.kernel.pid() === 1) {
      this.note(
        "alone",
        "This process is PID 1 itself: run it in a container that runs, by docker exec or kubectl exec.",
      );
    }
    const namespace = seen.pid1.namespace;
    if (namespace === HOST) this.note("host", "The PID namespace is the host's: all its processes are listed.");
    if (namespace === POD) this.note("pod", "The PID namespace is shared by the containers of a pod.");
  }
}

/** The sentence on a limit of the kernel's. */
function full(what: string, used: f64, name: string, max: f64): string {
  return `${digits(used)} of ${digits(max)} ${what} are in use (sysctl kernel.${name}): soon nothing can fork.`;
}
