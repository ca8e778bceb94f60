/** --status --json: docs/status.schema.json. */
import { timestamp } from "./clock";
import { commandOf } from "./command";
import { UNLIMITED } from "./file";
import { Finding } from "./findings";
import { quoted } from "./json";
import { Kernel } from "./kernel";
import { Limit } from "./limits";
import { HOST, POD } from "./pid1";
import { SignalSet } from "./signal-set";
import { Status } from "./status";
import { digits } from "./text";
import { VERSION_TEXT } from "./version";

export class JsonReport {
  constructor(private readonly kernel: Kernel) {}

  /** Everything up to the list of processes. */
  begin(status: Status): void {
    const shared = status.pid1.namespace === HOST ? '"host"' : status.pid1.namespace === POD ? '"pod"' : "null";
    this.write(`{"schema":1,"version":"${VERSION_TEXT}","time":"${timestamp(this.kernel.wallClock())}",`);
    this.write(`"healthy":${status.findings.length === 0 ? "true" : "false"},`);
    this.write(`"findings":${findings(status.findings)},"notes":${findings(status.notes)},`);
    this.write(`"pid1":${this.pid1(status)},"namespace_shared_with":${shared},`);
    this.write(`"pids":${limit(status.pids, "limit_hits")},"memory":${limit(status.memory, "oom_kills")},`);
    this.write(`"pid_max":${number(status.pidMax)},"threads":${status.threads},"zombies":[`);
    for (let i: i32 = 0; i < status.zombies.length; i++) this.zombie(status, status.zombies[i], i === 0);
    this.write('],"processes":[\n');
  }

  /** One process. */
  process(status: Status, index: i32, isFirst: bool): void {
    const table = status.table;
    const state = quoted(String.fromCharCode(table.states[index]));
    const head = `${isFirst ? "" : ",\n"}{"pid":${table.pids[index]},"parent":${table.parents[index]},"state":${state}`;
    const command = quoted(commandOf(this.kernel, table.pids[index]));
    this.write(`${head},"threads":${table.threads[index]},"age":${status.ageOf(index)},"command":${command}}`);
  }

  end(): void {
    this.write("\n]}\n");
  }

  private pid1(status: Status): string {
    const pid1 = status.pid1;
    if (pid1.name.length === 0) return "null";
    const set = pid1.status;
    const signals = pid1.signalsSeen
      ? `{"caught":${names(set.caught)},"ignored":${names(set.ignored)},"blocked":${names(set.blocked)}}`
      : "null";
    const who = `"name":${quoted(pid1.name)},"command":${quoted(pid1.command)}`;
    return `{${who},"reaps":"${pid1.reaps}","because":"${pid1.because}","signals":${signals}}`;
  }

  private zombie(status: Status, index: i32, isFirst: bool): void {
    const parent = status.table.parents[index];
    const at = status.table.indexOf(parent);
    const who = at < 0 ? "null" : this.brief(status, at);
    const zombie = this.brief(status, index);
    this.write(`${isFirst ? "" : ","}{"zombie":${zombie},"parent":${who}}`);
  }

  private brief(status: Status, index: i32): string {
    const pid = status.table.pids[index];
    return `{"pid":${pid},"command":${quoted(commandOf(this.kernel, pid))},"age":${status.ageOf(index)}}`;
  }

  private write(text: string): void {
    this.kernel.print(text);
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
