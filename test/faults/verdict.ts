/**
 * What may come of a system call that fails: the same as without it or, where that cannot be, less, said in a true sentence.
 * Never a hang, a spin, a wrong exit code, an output that is cut short, or a sentence that is not true.
 */
import { readFileSync } from "node:fs";
import { errorText } from "../../src/core/base/errno";
import type { Fault, Injected } from "../support/inject";
import { errno } from "./errnos";
import { KILLING, NOTHING, type Scenario, UNTOLD, WAITING } from "./scenarios";

/** On a processor, in ms; and so many calls more than twice as many as usual. Who spins makes 15 and more in a millisecond. */
const MOST_CPU = 200;
const MOST_CALLS = 500;
const MOST_CALLS_PER_MS = 3;

/** Without these no program can be started as it has to be: it is said, and nothing is. */
const STARTING = ["clone", "execve", "faccessat", "rt_sigprocmask", "rt_sigaction"];

/** Without these somebody does not get a signal, is not there to get it, or is not seen: it is said. */
const SIGNALLING = ["kill", "pidfd_send_signal", "setpgid", "prctl"];
const LOOKING = ["readlink", "readlinkat", "openat", "open", "getdents64", "read"];

/** With these a message of the init's own does not come out, or its output, and that cannot be said. */
const WRITING = ["write", "writev", "pwritev2", "sendmsg", "splice", "fstat", "poll", "ppoll"];

/** With these the program does not get the terminal. Where they fail it may be that there is none: nothing is said. */
const TERMINAL = ["ioctl", "getpgid", "getsid", "setsid"];

/** Answers that say how things are: the init believes them, also where the injection lies. */
const BELIEVED = ["openat:ENOENT", "wait4:ECHILD", "kill:ESRCH", "pidfd_open:ESRCH", "pidfd_send_signal:ESRCH"];

/** What is said of the failure of calls, each before the error's own words. */
const NOT_STARTED = [/^exec \S+ failed: /, /^sh: /];
const UNSEEN = [
  /^Who is left cannot be seen and is left alone: /,
  /^Who is to be signalled cannot be seen: /,
  /^The processes cannot be seen: \/proc: /,
  /^Somebody may not have been sent SIG\w+: a process in \/proc cannot be read: /,
];
const NOT_WRITTEN = [/^\S+ could not be written: /];
const NOT_SENT = [/^SIG\w+ could not be sent to process( group)? \d+: /, ...UNSEEN];
const SENTENCES: Record<string, RegExp[]> = {
  rt_sigprocmask: [/^signals cannot be blocked: /, ...NOT_STARTED],
  clone: [/^fork failed: /],
  execve: NOT_STARTED,
  faccessat: NOT_STARTED,
  prctl: [/^Orphans will not be reaped: no child subreaper: /, /^SIGTERM will not come when the parent ends: /],
  kill: NOT_SENT,
  pidfd_send_signal: NOT_SENT,
  setpgid: NOT_SENT,
  ...Object.fromEntries(LOOKING.map((call) => [call, [...NOT_SENT, ...NOT_WRITTEN]])),
  ...Object.fromEntries(WRITING.map((call) => [call, NOT_WRITTEN])),
};

/** What follows from a signal that somebody did not get. */
const CONSEQUENCES = [
  WAITING,
  /^Those who are left may not be signalled by this user, and are not waited for: /,
  /^The grace period is over: SIGKILL is sent to those who are left/,
  /^Some processes have not ended after SIGKILL and are left behind$/,
];

/** What is wrong with a run in which a call failed; "" if nothing is. `usual`: the same without. */
export function judge(scenario: Scenario, usual: Injected, run: Injected, fault?: Fault): string {
  if (run.timedOut) return "hangs";
  if (run.count > 2 * usual.count + MOST_CALLS + MOST_CALLS_PER_MS * run.ms)
    return `spins: ${run.count} calls, ${run.cpuMs} ms`;
  if (run.cpuMs > MOST_CPU) return `spins: ${run.cpuMs} ms`;
  const { messages, output, garbage } = read(scenario, run);
  if (garbage !== undefined) return `garbage: ${garbage}`;
  const said = fault ? messages.filter((message) => isAbout(message, fault)) : [];
  const others = messages.filter((message) => !said.includes(message));
  const stray = others.find((message) => !isUsual(message, scenario, fault));
  if (stray !== undefined) return `not true, or about something else: ${stray}`;
  const call = fault?.call ?? "";

  if (STARTING.includes(call) && run.code !== scenario.code && isRefusal(run.code, scenario)) {
    if (output !== "") return `refused with ${run.code}, and yet there is output: ${output}`;
    return said.length === 1 ? "" : `refused with ${run.code} without a sentence`;
  }
  const isBelieved = BELIEVED.some((lie) => fault && lie === `${call}:${nameOf(call, fault.errno)}`);
  const isSaid = said.length > 0 || isBelieved || WRITING.includes(call);
  const mayLose = (SIGNALLING.includes(call) || LOOKING.includes(call) || isBelieved) && isSaid;

  if (run.code !== scenario.code && scenario.isReport)
    return run.code === 125 && isSaid ? "" : `exit code ${run.code} instead of ${scenario.code}`;
  if (run.code !== scenario.code && !(mayLose && run.code === UNTOLD))
    return `exit code ${run.code} instead of ${scenario.code}${messages.map((message) => `; ${message}`).join("")}`;
  const missing = scenario.says.find((says) => !messages.some((message) => says.test(message)));
  if (missing && !WRITING.includes(call) && !mayLose) return `not said: ${missing.source}`;
  if (scenario.isReport)
    return isWhole(output, usual.stdout) ? "" : `cut short, with code ${run.code}: ${output.slice(-80)}`;
  if (output === scenario.orElse && TERMINAL.includes(call)) return "";
  if (output !== scenario.stdout && !(mayLose && isLess(output, scenario.stdout)))
    return `the program's output is ${JSON.stringify(output)}`;
  if (scenario.atLeast && run.ms < scenario.atLeast && !mayLose) return `${run.ms} ms, too early`;
  const written = scenario.log ? readIfThere(scenario.log) : "";
  if (scenario.log && !scenario.says[0].test(written) && said.length === 0)
    return `the termination log is ${JSON.stringify(written)}`;
  return "";
}

/** The init's messages without what stands before each, and what else there is. On a terminal they are one stream. */
function read(scenario: Scenario, run: Injected): { messages: string[]; output: string; garbage?: string } {
  const messages: string[] = [];
  const rest: string[] = [];
  const lines = (text: string) => text.split("\n").filter(Boolean);
  const streams = scenario.streams === "terminal" ? [...lines(run.stdout), ...lines(run.stderr)] : lines(run.stderr);
  for (const line of streams) {
    const message = scenario.json
      ? messageOf(line)
      : /^\[(?:\w+ {0,2}tsinit \(\d+\)|dumb-init)\] ([ -~]+)$/.exec(line)?.[1];
    if (message === undefined) rest.push(line);
    else messages.push(message);
  }
  const internal = messages.find((message) => message.startsWith("internal error"));
  if (scenario.streams === "terminal")
    return { messages, output: rest.map((line) => `${line}\n`).join(""), garbage: internal };
  return { messages, output: run.stdout, garbage: internal ?? rest[0] };
}

function messageOf(line: string): string | undefined {
  try {
    return JSON.parse(line).message;
  } catch {
    return undefined;
  }
}

/** Whether a message is the one for this fault, and has its error in words. */
function isAbout(message: string, { call, errno: number }: Fault): boolean {
  const sentences = SENTENCES[call] ?? [];
  const words = [errorText(number), `error ${number}`];
  if (call === "setpgid") words.push(errorText(errno("ESRCH"))); // of the group that was not made
  return sentences.some((sentence) => sentence.test(message)) && words.some((text) => message.includes(text));
}

function isUsual(message: string, scenario: Scenario, fault?: Fault): boolean {
  if (scenario.tells || scenario.says.some((says) => says.test(message))) return true;
  if (scenario.says.includes(KILLING) && WAITING.test(message)) return true;
  return fault !== undefined && CONSEQUENCES.some((consequence) => consequence.test(message));
}

function isRefusal(code: number, scenario: Scenario): boolean {
  return (scenario.name.startsWith("dumb-init") ? [1, 2] : [125, 126, 127]).includes(code);
}

function nameOf(call: string, number: number): string {
  return ["ECHILD", "ENOENT", "ESRCH"].find((name) => errno(name) === number) ?? call;
}

/** Whether nobody said what nobody was to say. */
function isLess(output: string, whole: string): boolean {
  return output.split("\n").every((line) => line === "" || line === NOTHING || whole.split("\n").includes(line));
}

/** Whether a report has an end, and is not shorter than it can be with something in it unknown. */
function isWhole(output: string, usual: string): boolean {
  return output.split("\n").at(-2) === usual.split("\n").at(-2) || /^(Healthy| {2}\S.*\.$|\]})/m.test(output);
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
