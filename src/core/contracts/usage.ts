/** What the others print of themselves: version, usage. */
import { VERSION_TEXT } from "../base/version";
import { CATATONIT, DUMB_INIT, PAUSE, TINI } from "./persona";

/** The line of --version: whose contract it is, of which version, and who keeps it. */
export function versionText(id: i32): string {
  switch (id) {
    case TINI:
      // dockerd looks for "tini version X - git.Y", and has no use for a Y with a dot
      return `tini version 0.19.0_tsinit_${VERSION_TEXT} - git.tsinit`;
    case DUMB_INIT:
      return `dumb-init v1.2.5_tsinit_${VERSION_TEXT}`;
    case CATATONIT:
      return `tini version 0.2.1_catatonit_tsinit_${VERSION_TEXT}`;
    case PAUSE:
      return `pause.c 3.10_tsinit_${VERSION_TEXT}`;
    default:
      return `tsinit version ${VERSION_TEXT}`;
  }
}

/** The usage, as the program `id` has it; `name` is the last part of argv[0]. */
export function usageText(id: i32, name: string): string {
  switch (id) {
    case TINI:
      return `${name} (${versionText(TINI)})
Usage: ${name} [OPTIONS] PROGRAM -- [ARGS] | --version

Execute a program under the supervision of a valid init process (${name})

Command line options:

  --version: Print the version and exit.
  -h: Print this help and exit.
  -s: Be a child subreaper.
  -p SIGNAL: Get SIGNAL when the parent ends: "-p SIGKILL".
  -v: Be more verbose; up to -vvv.
  -w: Warn of every orphan reaped.
  -g: Forward signals to the program's process group.
  -e EXIT_CODE: Exit with 0 where the program exits with EXIT_CODE (0 to 255).
  -l: Print the licence and exit.

Environment variables:

  TINI_SUBREAPER: As -s.
  TINI_VERBOSITY: The verbosity (default: 1).
  TINI_KILL_PROCESS_GROUP: As -g.

${more()}`;
    case DUMB_INIT:
      return `${versionText(DUMB_INIT)}
Usage: ${name} [option] command [[arg] ...]

Optional arguments:
   -c, --single-child   Signal the command alone, in this session.
   -r, --rewrite s:r    Forward signal r where signal s comes; 0: none. Repeatable.
   -v, --verbose        Say on stderr what happens.
   -h, --help           Print this help and exit.
   -V, --version        Print the version and exit.

${more()}`;
    case CATATONIT:
      return `${usageLine(CATATONIT, name)}
options:
  -g              Forward signals to the program's process group.
  -h              Print this help.
  -L              Print the licence.
  -P              Run no program: reap, and quit on SIGINT or SIGTERM.
  -V, --version   Print the version.

${more()}`;
    default:
      return "";
  }
}

function more(): string {
  return "This is tsinit, called by another name. Its TSINIT_* variables work as well.\n";
}

/** The short form of the usage, for those who were called in a wrong way. */
export function usageLine(id: i32, name: string): string {
  return id === DUMB_INIT
    ? `Usage: ${name} [option] program [args]\nTry ${name} --help for full usage.\n`
    : `usage: ${name} [-ghLPV] [--] <progname> [<arguments>...]\n`;
}
