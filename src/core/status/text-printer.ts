/** --status for people: aligned columns, and colours on a terminal. */

import { age } from "../base/clock";
import { Kernel } from "../base/kernel";
import { printable } from "../base/printable";
import { SignalSet } from "../base/signal-set";
import { counted } from "../base/text";
import { ALL } from "../options/options";
import { Limit } from "../proc/limits";
import { Pressure } from "../proc/pressure";
import { processName } from "../proc/process-name";
import { amount, bytes, percent } from "./amount";
import { Findings } from "./findings";
import { HOST, POD } from "./pid1";
import { Printer } from "./printer";
import { cpuTime, Seen } from "./seen";
import { Usage } from "./usage";

const RED: string = "31";
const GREEN: string = "32";
const YELLOW: string = "33";
const BOLD: string = "1";
/** So many that are alike are listed in one line. */
const MANY: i32 = 4;
/** Width of the names of the facts. */
const NAMES: i32 = 11;

export class TextPrinter extends Printer {
  private readonly coloured: bool;
  /** The last processes, as indexes in the table, which are alike: siblings of the same name. */
  private readonly alike: i32[] = [];
  /** How many have been listed. */
  private told: i32 = 0;
  private depth: i32 = 0;

  constructor(
    kernel: Kernel,
    private readonly seen: Seen,
    private readonly findings: Findings,
    /** So many lines of processes are printed at most; unless that is ALL, those that are alike are in one line. */
    private readonly most: i32,
  ) {
    super(kernel);
    // no-color.org: set to anything but the empty text
    const refusal = kernel.variable("NO_COLOR");
    this.coloured = kernel.isTerminal(1) && (refusal === null || refusal.length === 0);
  }

  /** Findings and notes come first: whoever runs a probe keeps little of what it prints. */
  begin(): void {
    const list = this.findings.list;
    const notes = this.findings.notes;
    for (let i: i32 = 0; i < list.length; i++) {
      this.print(this.colour(RED, "! " + printable(list[i].message)) + "\n");
    }
    if (list.length === 0) this.print(this.colour(GREEN, "Healthy: there is nothing to act on.") + "\n");
    for (let i: i32 = 0; i < notes.length; i++) this.print(`  ${printable(notes[i].message)}\n`);
    this.print("\n");
    this.facts();
  }

  private facts(): void {
    const seen = this.seen;
    const pid1 = seen.pid1;
    const isHidden = pid1.name.length === 0;
    this.fact("PID 1", isHidden ? "hidden" : this.colour(BOLD, printable(pid1.command)));
    this.fact("uptime", age(seen.ageOf(seen.table.indexOf(1))));
    this.fact("reaps", `${pid1.reaps}: ${pid1.because}`);
    for (let i: i32 = 0; i < pid1.stops.length; i++) {
      const stop = pid1.stops[i];
      const answer = `${stop.handled}: ${stop.because}`;
      this.fact(stop.name, stop.handled === "yes" ? answer : this.colour(YELLOW, printable(answer)));
    }
    if (pid1.signalsSeen) {
      this.fact("catches", names(pid1.processStatus.caught));
      this.fact("ignores", names(pid1.processStatus.ignored));
      this.fact("blocks", names(pid1.processStatus.blocked));
    }
    this.fact(
      "namespace",
      pid1.namespace === HOST ? "the host's" : pid1.namespace === POD ? "shared in the pod" : "own",
    );
    const count = `${counted(seen.table.pids.length, "process", "es")}, ${counted(seen.threads, "thread", "s")}`;
    this.fact("seen", `${count}; kernel.pid_max is ${amount(seen.pidMax)}`);
    this.fact("zombies", seen.zombies.length > 0 ? this.colour(RED, `${seen.zombies.length}`) : "0");
    this.pids(seen.pids);
    this.memory(seen.memory);
    this.pressure();
    this.largest();
  }

  /** Prints nothing: the zombies are in the list of processes, in red. */
  zombie(_index: i32, _isFirst: bool): void {}

  /** The heads of the columns. */
  beginProcesses(): void {
    if (this.most > 0)
      this.print("\n" + this.colour(BOLD, columns("PID", "STATE", "THREADS", "AGE", "COMMAND")) + "\n");
  }

  /** One process: in a line of its own, unless it is one of many that are alike. */
  process(index: i32, depth: i32, _isFirst: bool): void {
    const table = this.seen.table;
    const alike = this.alike;
    const isGrouped = this.most < ALL;
    const last: i32 = alike.length > 0 ? alike[alike.length - 1] : index;
    const isAlike =
      isGrouped &&
      table.nameHashes[index] === table.nameHashes[last] &&
      table.parents[index] === table.parents[last] &&
      table.isZombie(index) === table.isZombie(last);
    if (!isAlike || (alike.length > 0 && depth !== this.depth)) this.flush();
    this.depth = depth;
    alike.push(index);
    if (!isGrouped) this.flush();
  }

  /** Prints those that are alike: a few each in a line, many in one. */
  private flush(): void {
    const alike = this.alike;
    const isMany = alike.length >= MANY;
    const lines: i32 = isMany ? 1 : alike.length;
    for (let i: i32 = 0; i < lines && this.lines < this.most; i++) {
      this.told += isMany ? alike.length : 1;
      const pid = this.seen.table.pids[alike[i]];
      const name = isMany ? processName(this.kernel, pid) : this.seen.commandOf(this.kernel, alike[i]);
      const command = printable(name.length > 0 ? name : "[gone]");
      this.line(alike[i], isMany ? `${alike.length} ${command}` : command, isMany);
    }
    alike.length = 0;
  }

  private line(index: i32, command: string, isMany: bool): void {
    const seen = this.seen;
    const table = seen.table;
    const parent = table.parents[index];
    const isZombie = table.isZombie(index);
    let name = "  ".repeat(Math.min(this.depth, 20) as i32) + command;
    if (isMany) name += `${isZombie ? ", zombies" : ""}, children of PID ${parent}`;
    else if (isZombie) name += ` zombie of ${parent}`;
    const state = printable(String.fromCharCode(table.states[index]));
    const line = columns(`${table.pids[index]}`, state, `${table.threads[index]}`, age(seen.ageOf(index)), name);
    this.print((isZombie ? this.colour(RED, line) : line) + "\n");
    this.lines++;
  }

  /** The last processes, and how many more there are. */
  end(): void {
    this.flush();
    const left = this.seen.table.pids.length - this.told;
    if (left > 0 && this.most > 0) this.print(`        and ${left} more: --processes=all\n`);
  }

  private pressure(): void {
    const seen = this.seen;
    if (seen.onMemory.some.length === 0) return;
    const all = `memory ${waits(seen.onMemory)}, cpu ${waits(seen.onCpu)}, io ${waits(seen.onIo)}`;
    this.fact("pressure", `${all} (% of 10 s in which some or all had to wait)`);
  }

  private largest(): void {
    const largest = this.seen.table.largest;
    for (let i: i32 = 0; i < largest.pids.length; i++) {
      const pid = largest.pids[i];
      const index = this.seen.table.indexOf(pid);
      const usage = new Usage(this.kernel, pid);
      const times = `CPU ${age(cpuTime(largest, i))}, age ${age(this.seen.ageOf(index))}`;
      const what = `${bytes(usage.rss)}, ${times}, threads ${this.seen.table.threads[index]}`;
      const files = `${what}, files ${amount(usage.files)} of ${amount(usage.maxFiles)}`;
      this.fact(i === 0 ? "largest" : "", `${files}: ${pid} (${printable(processName(this.kernel, pid))})`);
    }
  }

  private pids(limit: Limit): void {
    if (limit.current < 0) return this.fact("pids", "unknown");
    this.fact(
      "pids",
      `${this.use(limit, amount(limit.current), amount(limit.max))}${peak(amount(limit.peak))}, limit hits: ${amount(limit.hits)}, in ${limit.directory}`,
    );
  }

  private memory(limit: Limit): void {
    if (limit.current < 0) return this.fact("memory", "unknown");
    this.fact(
      "memory",
      `${this.use(limit, bytes(limit.current), bytes(limit.max))}, working set ${bytes(limit.workingSet)}${share(limit)}${peak(bytes(limit.peak))}, OOM kills: ${amount(limit.hits)}, in ${limit.directory}`,
    );
  }

  private use(limit: Limit, current: string, max: string): string {
    if (limit.max < 0) return `${current}, ${limit.isWhole ? max : "no limit to be seen"}`;
    const share = `${current} of ${max} (${percent(limit.current, limit.max)} %)`;
    return limit.isAt(90) ? this.colour(YELLOW, share) : share;
  }

  private fact(name: string, value: string): void {
    this.print(name.padEnd(NAMES, " ") + value + "\n");
  }

  private colour(code: string, text: string): string {
    return this.coloured ? `\x1b[${code}m${text}\x1b[0m` : text;
  }
}

/** How much of the limit the working set is. */
function share(limit: Limit): string {
  return limit.max < 0 || limit.workingSet < 0 ? "" : ` (${percent(limit.workingSet, limit.max)} %)`;
}

function waits(pressure: Pressure): string {
  return `${pressure.some} / ${pressure.full}`;
}

function peak(value: string): string {
  return value === "unknown" ? "" : `, peak ${value}`;
}

function columns(pid: string, state: string, threads: string, age: string, command: string): string {
  return `${pid.padStart(7, " ")}  ${state.padEnd(5, " ")}  ${threads.padStart(7, " ")}  ${age.padStart(5, " ")}  ${command}`;
}

function names(set: SignalSet): string {
  const list = set.names();
  return list.length > 0 ? list.join(" ") : "none";
}
