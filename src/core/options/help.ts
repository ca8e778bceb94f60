/** What --help prints. */
import { optionTable } from "./options";

export function helpText(): string {
  let text = `Usage: tsinit [OPTIONS] [--] PROGRAM [ARGUMENTS]

Runs PROGRAM as a container's init (PID 1) should: forwards signals to it, reaps
every orphan, and exits with PROGRAM's exit code.

Options (each with the variable that sets it as well):
`;
  const options = optionTable();
  for (let i: i32 = 0; i < options.length; i++) {
    const spec = options[i];
    let names = spec.short.length > 0 ? `  -${spec.short}, --${spec.long}` : `      --${spec.long}`;
    if (spec.value.length > 0) names += spec.value.startsWith("[") ? spec.value : ` ${spec.value}`;
    text += `${names}\n          ${explanation(spec.long)}\n`;
    if (spec.variable.length > 0) text += `          ${spec.variable}\n`;
  }
  return (
    text +
    `
TINI_SUBREAPER, TINI_KILL_PROCESS_GROUP and TINI_VERBOSITY work as in tini.
Options end at the first operand, which is PROGRAM.

Exit code: PROGRAM's, or 128 + the number of the signal that ended it; 127 if it
is not found, 126 if it cannot be executed, 125 if tsinit itself fails.
`
  );
}

/** What an option is for. It is not in the table of options, which is used at every start. */
function explanation(long: string): string {
  switch (long) {
    case "group":
      return "forward signals to the program's process group";
    case "all":
      return "forward signals to every process in scope: as PID 1 the\n          whole PID namespace, otherwise tsinit's descendants";
    case "rewrite":
      return "forward signal TO where FROM comes (0: drop it); repeatable";
    case "grace":
      return "once PROGRAM has ended, everyone left in scope gets TERM, and\n          KILL after TIME; 0: exit at once (default 5s)";
    case "stop-timeout":
      return "do so too if PROGRAM has not ended TIME after the first stop\n          signal (default: off)";
    case "stop-signal":
      return "SIG is a stop signal as TERM is; repeatable";
    case "term-delay":
      return "hold the first stop signal back for TIME (default 0)";
    case "remap-exit":
      return "exit with M (default 0) where PROGRAM's code is N; repeatable";
    case "subreaper":
      return "be a child subreaper (when not PID 1 tsinit always is)";
    case "parent-death-signal":
      return "get SIG when the parent process ends";
    case "child-death-signal":
      return "PROGRAM gets SIG when tsinit ends";
    case "pause":
      return "run no program: reap, and stop on INT or TERM";
    case "termination-log":
      return "write there why PROGRAM died (default /dev/termination-log)";
    case "log-format":
      return "messages are text (default) or json";
    case "status":
      return "run no program: say how things stand in this container, and exit\n          with 0 (healthy), 1 (findings) or 125 (nothing could be seen)";
    case "json":
      return "with --status: as JSON";
    case "max-zombies":
      return "with --status: N zombies are no finding yet (default 0)";
    case "max-pids":
      return "with --status: so much of the pids limit is a finding (default 90)";
    case "warn-on-reap":
      return "warn of every orphan reaped";
    case "verbose":
      return "say more; up to -vvv (TSINIT_VERBOSITY: 0 to 4, default 1)";
    case "as":
      return "keep the contract of the init NAME, as when called by that\n          name; has to come first";
    case "license":
      return "print the licence and exit";
    case "help":
      return "print this help and exit";
    case "version":
      return "print the version and exit";
    default:
      return "";
  }
}
