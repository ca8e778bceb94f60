/** The options that each of the other programs has, and which of ours they are. */

import { CATATONIT, DUMB_INIT, PAUSE, PERSONAS, personaName, TINI, TSINIT } from "../contracts/persona";
import { OptionSpec } from "./option";
import { optionTable, SINGLE_CHILD, singleChild } from "./table";

/** Each as LETTER=OURS or /LONG=OURS, with spaces around. */
function peerOptions(id: i32): string {
  switch (id) {
    case TINI:
      return " g=group s=subreaper p=parent-death-signal v=verbose w=warn-on-reap e=remap-exit l=license h=help /version=version ";
    case DUMB_INIT:
      return " c=single-child /single-child=single-child r=rewrite /rewrite=rewrite v=verbose /verbose=verbose h=help /help=help V=version /version=version ";
    case CATATONIT:
      return " g=group L=license P=pause h=help V=version /version=version ";
    case PAUSE:
      return " v=version ";
    default:
      return "";
  }
}

/** No option of anybody has a longer name. */
const LONGEST_NAME: i32 = 32;

function ownOption(short: string, long: string): OptionSpec | null {
  const options = optionTable();
  for (let i: i32 = 0; i < options.length; i++) {
    if (short.length > 0 ? options[i].short === short : options[i].long === long) return options[i];
  }
  return null;
}

/** The option with that letter or, if that is "", that long name; null if the program `id` has none. */
export function findOption(id: i32, short: string, long: string): OptionSpec | null {
  if (long.length > LONGEST_NAME) return null;
  if (id === TSINIT) return ownOption(short, long);
  const options = peerOptions(id);
  const name = short.length > 0 ? ` ${short}=` : ` /${long}=`;
  const at = options.indexOf(name);
  if (at < 0) return null;
  const start = at + name.length;
  const own = options.substring(start, options.indexOf(" ", start));
  return own === SINGLE_CHILD ? singleChild() : ownOption("", own);
}

/** What the program calls an option of ours: `-g`, `--version`; "" if it has none. */
function nameOf(id: i32, own: OptionSpec): string {
  if (id === TSINIT) return own.long === SINGLE_CHILD ? "" : `--${own.long}`;
  const options = peerOptions(id);
  const end = options.indexOf(`=${own.long} `);
  if (end < 0) return "";
  const name = options.substring(options.lastIndexOf(" ", end) + 1, end);
  return name.startsWith("/") ? `--${name.substring(1)}` : `-${name}`;
}

/** For an option that the program `id` has not: whose it is, and what does the same here. "" if nobody has it. */
export function whoseOption(id: i32, short: string, long: string): string {
  for (let other: i32 = 0; other < PERSONAS; other++) {
    const own = findOption(other, short, long);
    if (own !== null) return `it is an option of ${personaName(other)}, ${insteadOf(id, other, own)}`;
  }
  return "";
}

function insteadOf(id: i32, other: i32, own: OptionSpec): string {
  const here = nameOf(id, own);
  if (here.length > 0) return `here it is ${here}`;
  if (own.long === SINGLE_CHILD) return "here the program alone gets signals anyway";
  if (own.long === "pause" && id === PAUSE) return "which is what it does anyway";
  if (own.variable.length > 0) return `here the variable ${own.variable} does that`;
  return `for which the first option has to be --as ${personaName(other)}`;
}
