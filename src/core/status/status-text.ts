/** --status for people: aligned columns, and colours on a terminal. */

import { age } from "../base/clock";
import { printable } from "../base/printable";
import { SignalSet } from "../base/signal-set";
import { SIGTERM } from "../base/signals";
import { Limit } from "../proc/limits";
import { commandOf } from "../proc/process-name";
import { amount, bytes, percent } from "./amount";
import { HOST, POD } from "./pid1";
import { Report } from "./report";
import { Status } from "./status";

const RED: string = "31";
const GREEN: string = "32";
const YELLOW: string = "33";
const BOLD: string = "1";
/** Width of the names of the facts. */
const NAMES: i32 = 11;

export class TextReport extends Report {
  private readonly coloured: bool;

  constructor(private readonly status: Status) {
    super();
    const kernel = status.kernel;
    // no-color.org: set to anything but the empty text
    const refusal = kernel.variable("NO_COLOR");
    this.coloured = kernel.isTerminal(1) && (refusal === null || refusal.length === 0);
  }

  /** All but the processes and the findings. */
  begin(): void {
    const status = this.status;
    const pid1 = status.pid1;
    const isHidden = pid1.name.length === 0;
    this.fact("PID 1", isHidden ? "hidden" : this.colour(BOLD, printable(pid1.command)));
    this.fact("reaps", `${pid1.reaps}: ${pid1.because}`);
    if (pid1.signalsSeen) {
      this.fact("TERM", pid1.handles(SIGTERM) ? "handled" : this.colour(YELLOW, "not handled"));
      this.fact("catches", names(pid1.status.caught));
      this.fact("ignores", names(pid1.status.ignored));
      this.fact("blocks", names(pid1.status.blocked));
    }
    this.fact(
      "namespace",
      pid1.namespace === HOST ? "the host's" : pid1.namespace === POD ? "shared in the pod" : "own",
    );
    const count = `${status.table.pids.length} processes, ${status.threads} with their threads`;
    this.fact("seen", `${count}; kernel.pid_max is ${amount(status.pidMax)}`);
    this.fact("zombies", status.zombies.length > 0 ? this.colour(RED, `${status.zombies.length}`) : "0");
    this.pids(status.pids);
    this.memory(status.memory);
  }

  /** Nothing: they are in the list of processes, in red. */
  zombie(_index: i32, _isFirst: bool): void {}

  /** What stands above the processes. */
  beginProcesses(): void {
    this.status.print("\n" + this.colour(BOLD, columns("PID", "STATE", "THREADS", "AGE", "COMMAND")) + "\n");
  }

  /** One process. */
  process(index: i32, depth: i32, _isFirst: bool): void {
    const status = this.status;
    const table = status.table;
    const pid = table.pids[index];
    const command = commandOf(this.status.kernel, pid);
    const isZombie = table.isZombie(index);
    let name = printable(command.length > 0 ? command : "[gone]");
    if (isZombie) name += ` zombie of ${table.parents[index]}`;
    const indent = "  ".repeat(Math.min(depth, 20) as i32);
    const state = printable(String.fromCharCode(table.states[index]));
    const line = columns(`${pid}`, state, `${table.threads[index]}`, age(status.ageOf(index)), indent + name);
    this.status.print((isZombie ? this.colour(RED, line) : line) + "\n");
  }

  /** Findings and notes. */
  end(): void {
    const status = this.status;
    status.print("\n");
    for (let i: i32 = 0; i < status.findings.length; i++) {
      status.print(this.colour(RED, "! " + printable(status.findings[i].message)) + "\n");
    }
    if (status.findings.length === 0)
      this.status.print(this.colour(GREEN, "Healthy: there is nothing to act on.") + "\n");
    for (let i: i32 = 0; i < status.notes.length; i++) this.status.print(`  ${printable(status.notes[i].message)}\n`);
  }

  private pids(limit: Limit): void {
    if (limit.current < 0) return this.fact("pids", "unknown");
    this.fact(
      "pids",
      `${this.use(limit, amount(limit.current), amount(limit.max))}${peak(amount(limit.peak))}, limit hit ${times(limit.hits)}`,
    );
  }

  private memory(limit: Limit): void {
    if (limit.current < 0) return this.fact("memory", "unknown");
    this.fact(
      "memory",
      `${this.use(limit, bytes(limit.current), bytes(limit.max))}${peak(bytes(limit.peak))}, OOM kills: ${amount(limit.hits)}`,
    );
  }

  private use(limit: Limit, current: string, max: string): string {
    if (limit.max < 0) return `${current}, ${max}`;
    const share = `${current} of ${max} (${percent(limit.current, limit.max)} %)`;
    return limit.isAt(90) ? this.colour(YELLOW, share) : share;
  }

  private fact(name: string, value: string): void {
    this.status.print(name.padEnd(NAMES, " ") + value + "\n");
  }

  private colour(code: string, text: string): string {
    return this.coloured ? `\x1b[${code}m${text}\x1b[0m` : text;
  }
}

function peak(value: string): string {
  return value === "unknown" ? "" : `, peak ${value}`;
}

function times(count: f64): string {
  return count < 0 ? "unknown times" : `${amount(count)} times`;
}

function columns(pid: string, state: string, threads: string, age: string, command: string): string {
  return `${pid.padStart(7, " ")}  ${state.padEnd(5, " ")}  ${threads.padStart(7, " ")}  ${age.padStart(5, " ")}  ${command}`;
}

function names(set: SignalSet): string {
  const list = set.names();
  return list.length > 0 ? list.join(" ") : "none";
}
