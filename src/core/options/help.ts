/** What --help prints. */
import { OptionSpec } from "./option";
import { optionTable } from "./table";

export function helpText(): string {
  let text = `Usage: tsinit [OPTIONS] [--] PROGRAM [ARGUMENTS]

Runs PROGRAM as a container's init (PID 1) should: forwards signals to it, reaps
every orphan, and exits with PROGRAM's exit code.

Options (each with the variable that sets it as well):
`;
  const options = optionTable();
  for (let i: i32 = 0; i < options.length; i++) text += entryOf(options[i]);
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

/** The names, and below them what it is for, the variable and the default. */
function entryOf(spec: OptionSpec): string {
  let text = spec.short.length > 0 ? `  -${spec.short}, --${spec.long}` : `      --${spec.long}`;
  if (spec.value.length > 0) text += spec.value.startsWith("[") ? spec.value : ` ${spec.value}`;
  text += `\n          ${spec.help().replace("\n", "\n          ")}\n`;
  const variable = spec.namedVariable();
  const value = spec.defaultValue();
  if (variable.length > 0 && value.length > 0) return `${text}          ${variable} (default: ${value})\n`;
  if (variable.length > 0) return `${text}          ${variable}\n`;
  return value.length > 0 ? `${text}          (default: ${value})\n` : text;
}
