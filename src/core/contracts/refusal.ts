/** What is said to a command line that is not accepted, and how: as the program does whose name it is. */

import { Kernel } from "../base/kernel";
import { shown } from "../base/printable";
import { FATAL, Log } from "../log/log";
import { fileName } from "../options/called";
import { BAD_VALUE, CommandLine, NO_PROGRAM, NO_VALUE, UNKNOWN_OPTION } from "../options/command-line";
import { CATATONIT, DUMB_INIT, PAUSE, TINI } from "./persona";
import { usageLine, usageText } from "./usage";

/** Says on stderr what is wrong with the command line. */
export function sayRefusal(kernel: Kernel, log: Log, line: CommandLine): void {
  const path = kernel.argumentCount() > 0 ? shown(kernel.argument(0)) : "";
  switch (log.persona) {
    case TINI:
      if (line.reason === BAD_VALUE) log.say(FATAL, "failed", `Not a valid option for ${line.option}: ${line.value}`);
      else kernel.log(2, getoptLine(path, line) + usageText(TINI, fileName(path)));
      break;
    case DUMB_INIT:
      if (line.reason === NO_PROGRAM) kernel.log(2, usageLine(DUMB_INIT, fileName(path)));
      else kernel.log(2, line.reason === BAD_VALUE ? rewriteUsage() : getoptLine(path, line));
      break;
    case CATATONIT:
      if (line.reason === NO_PROGRAM) log.say(FATAL, "failed", "missing program name");
      kernel.log(2, getoptLine(path, line) + usageLine(CATATONIT, fileName(path)));
      break;
    case PAUSE:
      kernel.log(2, getoptLine(path, line));
      break;
    default:
      log.say(FATAL, "failed", line.error);
  }
}

/** What dumb-init says to a -r that it does not understand. */
function rewriteUsage(): string {
  return `Usage: -r option takes <signum>:<signum>, where <signum> is between 1 and 31.
The second may be 0: the signal is dropped. This option can be repeated.
Use --help for full usage.
`;
}

/** What getopt(3) says, and then what the right option is. */
function getoptLine(path: string, line: CommandLine): string {
  const option = shown(line.option);
  const letter = option.substring(1);
  const isLong = option.startsWith("--") && letter.length > 1;
  const instead = line.instead.length > 0 ? `: ${line.instead}` : "";
  if (line.reason === UNKNOWN_OPTION)
    return `${path}: ${isLong ? `unrecognized option '${option}'` : `invalid option -- '${letter}'`}${instead}\n`;
  if (line.reason === NO_VALUE)
    return isLong
      ? `${path}: option '${option}' requires an argument\n`
      : `${path}: option requires an argument -- '${letter}'\n`;
  return line.reason === NO_PROGRAM ? "" : `${path}: ${line.error}\n`;
}
