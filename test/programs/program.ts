/** What is told of a program, so that it can be started, given work, and judged. */
import type { Box } from "./box";
import type { Stopped, Trial } from "./trial";

export interface Program {
  name: string;
  /** Commands that it takes, and the Debian packages that bring them. */
  needs: Record<string, string>;
  /** The npm package that it is, if it isn't one of Debian's. */
  npm?: string;
  /** Whether it is tried in the tests as well: it starts and stops in a few seconds. */
  light?: boolean;
  /** The STOPSIGNAL of its image, without SIG; TERM if not given. */
  stopSignal?: string;
  /** How it can be started; the trial's directory is given. */
  ways(directory: string): Record<string, string[]>;
  /** Shell commands that are run in its namespaces before it starts. */
  setup?(directory: string): string;
  /** Makes what is there before it starts for the first time: its configuration, its database. */
  prepare?(trial: Trial): Promise<void>;
  /** Waits until it is ready. */
  ready(box: Box, trial: Trial): Promise<void>;
  /** Puts work in flight. Returns what, after the stop, says what of it was lost: NOTHING or a few words. */
  work(box: Box, trial: Trial): Promise<Judge>;
}

/** The names of the ways. */
export function waysOf(program: Program): string[] {
  return Object.keys(program.ways(""));
}

export type Judge = (stopped: Stopped) => Promise<string> | string;

export const NOTHING = "nothing";

/** "nothing", or those of the losses that there are. */
export function losses(...found: (string | false)[]): string {
  return found.filter(Boolean).join(", ") || NOTHING;
}

/** How many of the things that were in flight are gone. */
export function lostOf(lost: number, all: number, what: string): string {
  return lost === 0 ? NOTHING : `${lost} of ${all} ${what}`;
}

/**
 * The usual ways to start a program: `command` in the foreground, which the init executes or a script runs, and `daemon`,
 * by which a script starts it in the background, to wait for something else.
 */
export function usual(command: string, daemon?: string): Record<string, string[]> {
  return {
    direct: ["sh", "-c", `exec ${command}`],
    script: ["sh", "-c", `${command}; code=$?; exit $code`],
    ...(daemon ? { daemon: ["sh", "-c", `${daemon}; tail -f /dev/null`] } : {}),
  };
}

/** As a user who is not root, as images do with gosu. */
export function as(user: string): string {
  return `setpriv --reuid=${user} --regid=${user} --init-groups`;
}
