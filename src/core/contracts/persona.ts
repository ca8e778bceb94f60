/** Whose contract the one binary keeps: that of the program by whose name it is called. docs/migrating.md */
import { SIGCHLD, SIGTSTP, SIGTTIN, SIGTTOU } from "../base/signals";

export const TSINIT: i32 = 0;
export const TINI: i32 = 1;
export const DUMB_INIT: i32 = 2;
export const CATATONIT: i32 = 3;
export const PAUSE: i32 = 4;
export const PERSONAS: i32 = 5;

/** Whose contract comes with a name; -1 if it is nobody's. */
export function personaOf(name: string): i32 {
  switch (name) {
    case "tsinit":
      return TSINIT;
    case "tini":
    case "tini-static":
    case "docker-init":
      return TINI;
    case "dumb-init":
      return DUMB_INIT;
    case "catatonit":
    case "podman-init":
      return CATATONIT;
    case "pause":
      return PAUSE;
    default:
      return -1;
  }
}

/** What each calls itself in its messages, whatever the name of its file. */
export function personaName(id: i32): string {
  switch (id) {
    case TINI:
      return "tini";
    case DUMB_INIT:
      return "dumb-init";
    case CATATONIT:
      return "catatonit";
    case PAUSE:
      return "pause";
    default:
      return "tsinit";
  }
}

/**
 * Whether a signal that was sent to the init is meant for the program. CHLD is the init's own business. TTIN and TTOU come
 * from the terminal and tell the init, not the program, that it is in the background; so does TSTP, to catatonit. dumb-init
 * passes them all on.
 */
export function isForwarded(id: i32, signo: i32): bool {
  if (signo === SIGCHLD) return false;
  if (signo === SIGTTIN || signo === SIGTTOU) return id === DUMB_INIT;
  return signo !== SIGTSTP || id !== CATATONIT;
}

/** Whether the signal says that the terminal is another's now: dumb-init then stops itself too. */
export function suspends(id: i32, signo: i32): bool {
  return id === DUMB_INIT && (signo === SIGTSTP || signo === SIGTTIN || signo === SIGTTOU);
}
