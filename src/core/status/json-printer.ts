/** --status --json: docs/status.schema.json. */
import { timestamp } from "../base/clock";
import { quoted } from "../base/json";
import { Kernel } from "../base/kernel";
import { SignalSet } from "../base/signal-set";
import { signalName } from "../base/signals";
import { digits } from "../base/text";
import { VERSION_TEXT } from "../base/version";
import { UNLIMITED } from "../proc/file";
import { Limit } from "../proc/limits";
import { Pressure } from "../proc/pressure";
import { Finding, Findings } from "./findings";
import { HOST, POD } from "./pid1";
import { Printer } from "./printer";
import { cpuTime, Seen } from "./seen";
import { Usage } from "./usage";

export class JsonPrinter extends Printer {
  /** The parent of the last zombie, as an index into the table, and what is printed of it: many have the same one. */
  private parent: i32 = -1;
  private parentText: string = "";

  constructor(
    kernel: Kernel,
    private readonly seen: Seen,
    private readonly findings: Findings,
  ) {
    super(kernel);
  }

  /** Everything up to the list of zombies. */
  begin(): void {
    const seen = this.seen;
    const shared = seen.pid1.namespace === HOST ? '"host"' : seen.pid1.namespace === POD ? '"pod"' : "null";
    this.print(`{"schema":1,"version":"${VERSION_TEXT}","time":"${timestamp(this.kernel.wallClock())}",`);
    this.print(`"healthy":${this.findings.list.length === 0 ? "true" : "false"},`);
    this.print(`"findings":${sentences(this.findings.list)},"notes":${sentences(this.findings.notes)},`);
    this.print(`"pid1":${this.pid1()},"namespace_shared_with":${shared},`);
    this.print(`"pids":${limit(seen.pids, "limit_hits")},"memory":${limit(seen.memory, "oom_kills")},`);
    this.print(`"uptime":${seen.ageOf(seen.table.indexOf(1))},"pressure":{"memory":${waits(seen.onMemory)},`);
    this.print(`"cpu":${waits(seen.onCpu)},"io":${waits(seen.onIo)}},"largest":[`);
    const largest = seen.table.largest;
    for (let i: i32 = 0; i < largest.pids.length; i++) {
      const usage = new Usage(this.kernel, largest.pids[i]);
      const index = seen.table.indexOf(largest.pids[i]);
      const threads = seen.table.threads[index];
      const who = this.brief(index);
      const files = `"files":${number(usage.files)},"max_files":${number(usage.maxFiles)}`;
      const used = `"rss":${number(usage.rss)},"cpu":${cpuTime(largest, i)},"threads":${threads},${files}`;
      this.print(`${i > 0 ? "," : ""}{"process":${who},${used}}`);
    }
    this.print("],");
    this.print(`"pid_max":${number(seen.pidMax)},"threads":${seen.threads},"zombies":[`);
  }

  /** One zombie, and who ought to reap it. */
  zombie(index: i32, isFirst: bool): void {
    const table = this.seen.table;
    const parent = table.indexOf(table.parents[index]);
    if (isFirst || parent !== this.parent) this.parentText = parent < 0 ? "null" : this.brief(parent);
    this.parent = parent;
    this.print(`${isFirst ? "" : ","}{"zombie":${this.brief(index)},"parent":${this.parentText}}`);
  }

  /** From the list of zombies to that of processes. */
  beginProcesses(): void {
    this.print('],"processes":[\n');
  }

  /** One process. */
  process(index: i32, _depth: i32, isFirst: bool): void {
    const seen = this.seen;
    const table = seen.table;
    this.lines++;
    const state = quoted(String.fromCharCode(table.states[index]));
    const head = `${isFirst ? "" : ",\n"}{"pid":${table.pids[index]},"parent":${table.parents[index]},"state":${state}`;
    const command = quoted(seen.commandOf(this.kernel, index));
    this.print(`${head},"threads":${table.threads[index]},"age":${seen.ageOf(index)},"command":${command}}`);
  }

  end(): void {
    this.print("\n]}\n");
  }

  private pid1(): string {
    const pid1 = this.seen.pid1;
    if (pid1.name.length === 0) return "null";
    const set = pid1.processStatus;
    const signals = pid1.signalsSeen
      ? `{"caught":${names(set.caught)},"ignored":${names(set.ignored)},"blocked":${names(set.blocked)}}`
      : "null";
    let stops = "";
    for (let i: i32 = 0; i < pid1.stops.length; i++) {
      const stop = pid1.stops[i];
      const signal = `"signal":"${signalName(stop.signo)}","handled":"${stop.handled}"`;
      stops += `${i > 0 ? "," : ""}{${signal},"because":${quoted(stop.because)}}`;
    }
    const who = `"name":${quoted(pid1.name)},"command":${quoted(pid1.command)}`;
    return `{${who},"reaps":"${pid1.reaps}","because":"${pid1.because}","stop_signals":[${stops}],"signals":${signals}}`;
  }

  private brief(index: i32): string {
    const seen = this.seen;
    const pid = seen.table.pids[index];
    return `{"pid":${pid},"command":${quoted(seen.commandOf(this.kernel, index))},"age":${seen.ageOf(index)}}`;
  }
}

function waits(pressure: Pressure): string {
  if (pressure.some.length === 0) return "null";
  return `{"some":${pressure.some},"full":${pressure.full.length > 0 ? pressure.full : "null"}}`;
}

function sentences(list: Finding[]): string {
  let text = "";
  for (let i: i32 = 0; i < list.length; i++) {
    text += `${i > 0 ? "," : ""}{"id":"${list[i].id}","message":${quoted(list[i].message)}}`;
  }
  return `[${text}]`;
}

function names(set: SignalSet): string {
  const list = set.names();
  return list.length > 0 ? `["${list.join('","')}"]` : "[]";
}

function limit(limit: Limit, hits: string): string {
  if (limit.current < 0) return "null";
  const unlimited = limit.max === UNLIMITED;
  const max = !unlimited ? number(limit.max) : limit.isWhole ? '"unlimited"' : '"none seen"';
  const set = hits === "oom_kills" ? `,"working_set":${number(limit.workingSet)}` : "";
  const figures = `"current":${number(limit.current)},"max":${max},"peak":${number(limit.peak)}`;
  return `{"cgroup":${quoted(limit.directory)},${figures},"${hits}":${number(limit.hits)}${set}}`;
}

function number(value: f64): string {
  return value < 0 ? "null" : digits(value);
}
