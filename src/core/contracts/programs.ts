/** What is known of programs that are PID 1 in containers: their names, and what they make of a stop signal. */
import { SIGCONT, SIGINT, SIGTERM } from "../base/signals";
import { lastPart } from "../base/text";
import { contractOf } from "./by-name";

export const UNKNOWN: i32 = -1;
/** Reaps whatever comes to it, and ends on whatever asks for that. */
export const INIT: i32 = 0;
export const SHELL: i32 = 1;
/** Catches INT and TERM whether or not the program in it does, and reaps only what it has started itself. */
export const NODE: i32 = 2;
/** Reaps only what it has started itself. */
const JAVA: i32 = 3;
export const SYSTEMD: i32 = 4;
/** busybox's or another one of that name. */
export const SYSTEM_INIT: i32 = 5;
export const RUNIT: i32 = 6;
/** The first of the signals on which systemd ends, RTMIN+3 to RTMIN+5, and the last. */
const FIRST: i32 = 37;
const LAST: i32 = 39;

/**
 * What a process of that name, with that command line, is. A script's name is its file's; its command line begins with the
 * interpreter: execve(2).
 */
export function kindOf(name: string, command: string): i32 {
  const first = firstWord(command);
  const applet = first === "busybox" ? kindOfWord(firstWord(command.substring(command.indexOf(" ") + 1))) : UNKNOWN;
  const interpreter = applet === UNKNOWN ? kindOfWord(first) : applet;
  if (interpreter === SHELL || interpreter === NODE) return interpreter;
  if (name.startsWith("tini-") || name.startsWith("tsinit-") || contractOf(name) !== null) return INIT;
  const kind = kindOfWord(firstWord(name));
  return kind === UNKNOWN ? applet : kind;
}

function firstWord(text: string): string {
  const end = text.indexOf(" ");
  return lastPart(end < 0 ? text : text.substring(0, end));
}

function kindOfWord(word: string): i32 {
  const names = [
    " s6-svscan my_init ",
    " sh bash dash ash ksh zsh ",
    " node nodejs npm yarn pnpm MainThread node-MainThread ",
    " java ",
    " systemd ",
    " init ",
    " runit ",
  ];
  for (let kind: i32 = INIT; kind <= RUNIT; kind++) if (names[kind].includes(` ${word} `)) return kind;
  return UNKNOWN;
}

/** Whether such a program reaps orphans: "yes", "no", or "" if that depends on other things. */
export function reapsAs(kind: i32): string {
  if (kind === NODE || kind === JAVA) return "no";
  return kind === INIT || kind >= SYSTEMD ? "yes" : "";
}

/** The signal on which such a program ends whatever else it handles, if that is not `signo`; "" if there is no such rule. */
export function otherStop(kind: i32, signo: i32): string {
  if (kind === SYSTEMD && (signo < FIRST || signo > LAST)) return "SIGRTMIN+3";
  return kind === RUNIT && signo !== SIGCONT ? "SIGCONT" : "";
}

/** Why such a program may not end on a signal that it handles; "" if nothing is known. */
export function doubtOf(kind: i32, signo: i32): string {
  if (kind === NODE && (signo === SIGTERM || signo === SIGINT))
    return "Node catches that itself and, unless the program has a handler too, raises it again, which the kernel drops";
  if (kind === SYSTEM_INIT) return "it takes that for a reboot, which a container may not do";
  return "";
}
