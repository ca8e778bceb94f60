/** --status --json: docs/status.schema.json. */
import { timestamp } from "../base/clock";
import { quoted } from "../base/json";
import { SignalSet } from "../base/signal-set";
import { digits } from "../base/text";
import { VERSION_TEXT } from "../base/version";
import { UNLIMITED } from "../proc/file";
import { Limit } from "../proc/limits";
import { commandOf } from "../proc/process-name";
import { Finding } from "./findings";
import { HOST, POD } from "./pid1";
import { Report } from "./report";
import { Status } from "./status";

export class JsonReport extends Report {
  constructor(private readonly status: Status) {
    super();
  }

  /** Everything up to the list of zombies. */
  begin(): void {
    const status = this.status;
    const shared = status.pid1.namespace === HOST ? '"host"' : status.pid1.namespace === POD ? '"pod"' : "null";
    status.print(`{"schema":1,"version":"${VERSION_TEXT}","time":"${timestamp(status.kernel.wallClock())}",`);
    status.print(`"healthy":${status.findings.length === 0 ? "true" : "false"},`);
    status.print(`"findings":${findings(status.findings)},"notes":${findings(status.notes)},`);
    status.print(`"pid1":${this.pid1()},"namespace_shared_with":${shared},`);
    status.print(`"pids":${limit(status.pids, "limit_hits")},"memory":${limit(status.memory, "oom_kills")},`);
    status.print(`"pid_max":${number(status.pidMax)},"threads":${status.threads},"zombies":[`);
  }

  /** One zombie, and who ought to reap it. */
  zombie(index: i32, isFirst: bool): void {
    const table = this.status.table;
    const at = table.indexOf(table.parents[index]);
    const who = at < 0 ? "null" : this.brief(at);
    this.status.print(`${isFirst ? "" : ","}{"zombie":${this.brief(index)},"parent":${who}}`);
  }

  /** From the list of zombies to that of processes. */
  beginProcesses(): void {
    this.status.print('],"processes":[\n');
  }

  /** One process. */
  process(index: i32, _depth: i32, isFirst: bool): void {
    const status = this.status;
    const table = status.table;
    const state = quoted(String.fromCharCode(table.states[index]));
    const head = `${isFirst ? "" : ",\n"}{"pid":${table.pids[index]},"parent":${table.parents[index]},"state":${state}`;
    const command = quoted(commandOf(this.status.kernel, table.pids[index]));
    this.status.print(`${head},"threads":${table.threads[index]},"age":${status.ageOf(index)},"command":${command}}`);
  }

  end(): void {
    this.status.print("\n]}\n");
  }

  private pid1(): string {
    const pid1 = this.status.pid1;
    if (pid1.name.length === 0) return "null";
    const set = pid1.status;
    const signals = pid1.signalsSeen
      ? `{"caught":${names(set.caught)},"ignored":${names(set.ignored)},"blocked":${names(set.blocked)}}`
      : "null";
    const who = `"name":${quoted(pid1.name)},"command":${quoted(pid1.command)}`;
    return `{${who},"reaps":"${pid1.reaps}","because":"${pid1.because}","signals":${signals}}`;
  }

  private brief(index: i32): string {
    const status = this.status;
    const pid = status.table.pids[index];
    return `{"pid":${pid},"command":${quoted(commandOf(this.status.kernel, pid))},"age":${status.ageOf(index)}}`;
  }
}

function findings(list: Finding[]): string {
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
  const max = unlimited ? '"unlimited"' : number(limit.max);
  const figures = `"current":${number(limit.current)},"max":${max},"peak":${number(limit.peak)}`;
  return `{"cgroup":${quoted(limit.directory)},${figures},"${hits}":${number(limit.hits)}}`;
}

function number(value: f64): string {
  return value < 0 ? "null" : digits(value);
}
