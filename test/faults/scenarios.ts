/** What tsinit does in the tests, each in some 20 ms, with an outcome that is known. The programs are shells. */
import { dist } from "../support/fixtures";
import type { InjectOptions } from "../support/inject";

export interface Scenario {
  name: string;
  /** The command, which executes tsinit. */
  command: string[];
  below?: boolean;
  streams?: InjectOptions["streams"];
  env?: Record<string, string>;
  /** What has to come of it. */
  code: number;
  stdout: string;
  /** What may be there too if the terminal cannot be given to the program. */
  orElse?: string;
  /** Each is the message of one line on stderr that has to be there, and there is no other, unless it `tells` more. */
  says: RegExp[];
  tells?: boolean;
  /** Whether stderr is one JSON object a line. */
  json?: boolean;
  /** How many ms pass at least: nobody is killed before the time. */
  atLeast?: number;
  /** Where the termination log is. */
  log?: string;
  /** What is on stdout is about how things stand on this machine. */
  isReport?: boolean;
  /** The init does not wait for those who are left. */
  isHasty?: boolean;
}

/** Turns of 10 ms, some 600 ms in all: for the signal that may never come. Then they say "nothing" and exit with UNTOLD. */
const TURNS = 'i=0; while [ $i -lt 60 ] && [ -z "$told" ]; do sleep 0.01; i=$((i+1)); done';
/** The code of a program that was to get a signal and did not. */
export const UNTOLD = 99;
export const NOTHING = "nothing";

const quiet = (script: string) => ["--", "sh", "-c", `exec 2>/dev/null; ${script}`];
const tsinit = (...args: string[]) => [dist("tsinit"), ...args];

/** A program that asks for `signal` and exits with 7 on it. */
const asks = (signal: string) =>
  quiet(`trap "told=1; echo ${signal}" ${signal}; kill -${signal} $PPID; ${TURNS}
[ "$told" ] || { echo ${NOTHING}; exit ${UNTOLD}; }; exit 7`);

/** A program that makes an orphan, which lives a little longer than its parent, and sees whether it is reaped. */
const ORPHAN = quiet(`
orphan=$(sh -c '(while kill -0 $$; do sleep 0.01; done) >/dev/null & echo $!')
i=0; while kill -0 $orphan && [ $i -lt 100 ]; do sleep 0.01; i=$((i+1)); done
kill -0 $orphan && echo left || echo reaped; exit 3`);

/** A program that exits with 5 and leaves a daemon, which on TERM says "bye". */
const LEAVES = quiet(`trap "told=1" USR1
(told=; trap "told=1; echo bye" TERM; kill -USR1 $$; ${TURNS}) &
${TURNS}; exit 5`);

/** The same with a daemon that ignores TERM. */
const LEAVES_STUBBORN = quiet(`trap "told=1" USR1
(trap "" TERM; kill -USR1 $$; exec sleep 100) &
${TURNS}; exit 5`);

/** A program that has tsinit send HUP to all, waits for its daemon to say so, says so too and exits with 6. */
const HUP_TO_ALL = quiet(`trap "ready=1" USR1; trap "told=1" HUP
(told=; trap "told=1; echo daemon" HUP; kill -USR1 $$; ${TURNS}) & daemon=$!
while [ -z "$ready" ]; do sleep 0.01; done
kill -HUP $PPID; ${TURNS}; wait $daemon; echo program
[ "$told" ] || { echo ${NOTHING}; exit ${UNTOLD}; }; exit 6`);

/** A program that ignores TERM, which it asks for. */
const STUBBORN = quiet('trap "" TERM; echo out; kill -TERM $PPID; exec sleep 100');

/** Says whether it is in the foreground of its terminal: tpgid of proc(5) is the process itself. */
const FOREGROUND = quiet(`read -r _ _ _ _ _ _ _ tpgid _ < /proc/$$/stat
[ $tpgid = $$ ] && echo foreground || echo background; exit 9`);

/** Somebody who asks `tsinit ARGUMENTS`, which starts no program, for its end, as soon as it waits for signals, until told. */
const ASK = `p=$$; (exec 2>/dev/null
until grep -q "(tsinit) S" /proc/$p/stat; do sleep 0.01; done
while kill -TERM $p && sleep 0.1; do :; done) & exec "$@"`;
const asked = (...args: string[]) => ["sh", "-c", ASK, "sh", ...tsinit(...args)];

const GRACE = ["--grace", "400ms"];
const SHORT = ["--grace", "100ms"];
/** May come before KILLING: where nobody can be seen it does not. */
export const WAITING = /^Still waiting for .*; whoever has not had SIGTERM gets it now$/;
export const KILLING = /^The grace period is over: SIGKILL is sent to those who are left(: \d+ \(sleep\))?$/;
const TIMEOUT = /^The program has not ended within the stop timeout$/;
const died = (signal: string) =>
  new RegExp(
    `^Main child \\d+ \\(sh\\) was ended by ${signal} \\(no core dumped\\); OOM killer: (no|unknown); pids limit: (not hit|unknown); stopping: `,
  );

/** `directory`: one that is there for the termination log. */
export function scenarios(directory: string): Scenario[] {
  const log = `${directory}/termination-log`;
  const list: Scenario[] = [
    {
      name: "mask",
      command: tsinit("--", "grep", "-c", "SigBlk:.0*$", "/proc/self/status"),
      ...{ code: 0, stdout: "1\n", says: [] },
    },
    { name: "plain", command: tsinit("--", "sh", "-c", "echo out; exit 42"), code: 42, stdout: "out\n", says: [] },
    {
      name: "killed",
      command: tsinit("--", "sh", "-c", "echo out; kill -KILL $$"),
      ...{ code: 137, stdout: "out\n", says: [died("SIGKILL")] },
    },
    {
      name: "not found",
      command: tsinit("--", "no-such-program"),
      ...{ code: 127, stdout: "", says: [/^exec no-such-program failed: No such file or directory$/] },
    },
    {
      name: "termination log",
      command: tsinit(`--termination-log=${log}`, "--", "sh", "-c", "echo out; kill -KILL $$"),
      ...{ code: 137, stdout: "out\n", says: [died("SIGKILL")], log },
    },
    { name: "TERM", command: tsinit(...GRACE, ...asks("TERM")), code: 7, stdout: "TERM\n", says: [] },
    {
      name: "below: TERM",
      below: true,
      command: tsinit(...GRACE, ...asks("TERM")),
      code: 7,
      stdout: "TERM\n",
      says: [],
    },
    {
      name: "orphan",
      command: tsinit("-w", ...ORPHAN),
      ...{ code: 3, stdout: "reaped\n", says: [/^Reaped zombie process with pid=\d+$/] },
    },
    { name: "below: orphan", below: true, command: tsinit(...ORPHAN), code: 3, stdout: "reaped\n", says: [] },
    { name: "-vvv", command: tsinit("-vvv", ...ORPHAN), code: 3, stdout: "reaped\n", says: [], tells: true },
    { name: "grace", command: tsinit(...GRACE, ...LEAVES), code: 5, stdout: "bye\n", says: [] },
    { name: "below: grace", below: true, command: tsinit(...GRACE, ...LEAVES), code: 5, stdout: "bye\n", says: [] },
    {
      name: "KILL",
      command: tsinit(...SHORT, ...LEAVES_STUBBORN),
      ...{ code: 5, stdout: "", says: [KILLING], atLeast: 100 },
    },
    {
      name: "below: KILL",
      below: true,
      command: tsinit(...SHORT, ...LEAVES_STUBBORN),
      ...{ code: 5, stdout: "", says: [KILLING], atLeast: 100 },
    },
    {
      name: "--all",
      command: tsinit("--all", ...GRACE, ...HUP_TO_ALL),
      code: 6,
      stdout: "daemon\nprogram\n",
      says: [],
    },
    {
      name: "below: --all",
      below: true,
      command: tsinit("--all", ...GRACE, ...HUP_TO_ALL),
      ...{ code: 6, stdout: "daemon\nprogram\n", says: [] },
    },
    { name: "-g", command: tsinit("-g", ...GRACE, ...HUP_TO_ALL), code: 6, stdout: "daemon\nprogram\n", says: [] },
    {
      name: "--stop-timeout",
      command: tsinit("--stop-timeout", "100ms", ...SHORT, ...STUBBORN),
      ...{ code: 137, stdout: "out\n", says: [TIMEOUT, KILLING, died("SIGKILL")], atLeast: 200 },
    },
    {
      name: "below: --stop-timeout",
      below: true,
      command: tsinit("--stop-timeout", "100ms", ...SHORT, ...STUBBORN),
      ...{ code: 137, stdout: "out\n", says: [TIMEOUT, KILLING, died("SIGKILL")], atLeast: 200 },
    },
    {
      name: "--term-delay",
      command: tsinit("--term-delay", "100ms", ...GRACE, ...asks("TERM")),
      ...{ code: 7, stdout: "TERM\n", says: [], atLeast: 100 },
    },
    { name: "--pause", command: asked("--pause", ...GRACE), code: 0, stdout: "", says: [] },
    { name: "below: --pause", below: true, command: asked("--pause", ...GRACE), code: 0, stdout: "", says: [] },
    {
      name: "terminal",
      streams: "terminal",
      command: ["setsid", "--ctty", ...tsinit(...FOREGROUND)],
      ...{ code: 9, stdout: "foreground\n", orElse: "background\n", says: [] },
    },
    {
      name: "death signals",
      below: true,
      command: tsinit("-p", "TERM", "--child-death-signal", "KILL", "--", "sh", "-c", "echo out; exit 42"),
      ...{ code: 42, stdout: "out\n", says: [] },
    },
    {
      name: "--status",
      command: tsinit("--status"),
      ...{ code: 0, stdout: "Healthy: there is nothing to act on.\n", says: [], isReport: true },
    },
    {
      name: "--status --json",
      streams: "sockets",
      command: tsinit("--status", "--json"),
      ...{ code: 0, stdout: "\n}\n", says: [], isReport: true },
    },
    {
      name: "JSON",
      streams: "sockets",
      command: tsinit("-vvv", "--log-format", "json", ...GRACE, ...asks("TERM")),
      ...{ code: 7, stdout: "TERM\n", says: [], tells: true, json: true },
    },
    {
      name: "dumb-init",
      command: tsinit("--as", "dumb-init", ...asks("TERM")),
      ...{ code: 7, stdout: "TERM\n", says: [], isHasty: true },
    },
    {
      name: "dumb-init on a terminal",
      streams: "terminal",
      command: ["setsid", "--ctty", ...tsinit("--as", "dumb-init", "-v", ...FOREGROUND)],
      ...{ code: 9, stdout: "foreground\n", orElse: "background\n", says: [], tells: true, isHasty: true },
    },
  ];
  return list;
}
