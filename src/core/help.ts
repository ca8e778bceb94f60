/** What --help prints. */
import { OPTIONS } from "./options";

export function helpText(): string {
  let text = `Usage: tsinit [OPTIONS] [--] PROGRAM [ARGUMENTS]

Runs PROGRAM as a container's init (PID 1) should: forwards signals to it, reaps
every orphan, and exits with PROGRAM's exit code.

Options (each with the variable that sets it as well):
`;
  for (let i: i32 = 0; i < OPTIONS.length; i++) {
    const spec = OPTIONS[i];
    let names = spec.short.length > 0 ? `  -${spec.short}, --${spec.long}` : `      --${spec.long}`;
    if (spec.value.length > 0) names += ` ${spec.value}`;
    text += `${names}\n          ${spec.help}\n`;
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
