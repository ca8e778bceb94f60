/** What the annotations of a container or pod say: `dev.tsinit/inject`, and `dev.tsinit/OPTION` for each long option of the init. */
import { shown } from "../core/base/printable";
import { OptionSpec } from "../core/options/option";
import { Options } from "../core/options/options";
import { optionTable } from "../core/options/table";
import { isNo, isYes } from "../core/options/values";
import { Container, INJECT, PREFIX } from "./container";
import { Members, textAt } from "./members";
import { Report } from "./report";

/** Neither asked for nor refused. */
export const NOT_SAID: i32 = 0;
export const REFUSED: i32 = 1;
export const ASKED: i32 = 2;

/** Whether the container is to have the init. */
export function wish(container: Container): i32 {
  const value = container.wish;
  if (value.length === 0) return NOT_SAID;
  return isYes(value) ? ASKED : isNo(value) ? REFUSED : NOT_SAID;
}

/** The options that they give the init. What it would not accept is left out, and reported: the container is to start. */
export function annotatedOptions(container: Container, report: Report): string[] {
  const found: string[] = [];
  if (!container.hasOptions) return found;
  const members = new Members(container.bytes, container.annotations);
  while (members.next()) {
    if (!members.mayBegin(PREFIX)) continue;
    const key = members.key();
    if (!key.startsWith(PREFIX) || key === INJECT) continue;
    const value = textAt(container.bytes, members.start, members.end);
    const spec = optionOf(key.substring(PREFIX.length));
    const complaint = spec === null ? "is no option of tsinit" : complaintOf(spec, value);
    if (complaint.length > 0) report.warn(`annotation ${shown(key)}: '${shown(value)}' ${complaint}`);
    else if (spec !== null && spec.value.length > 0) found.push(`--${spec.long}=${value}`);
    else if (spec !== null && isYes(value)) found.push(`--${spec.long}`);
  }
  return found;
}

/** The option of that name, unless it stands for something else than a program that runs. */
function optionOf(name: string): OptionSpec | null {
  const table = optionTable();
  for (let i: i32 = 0; i < table.length; i++) {
    const spec = table[i];
    if (spec.long === name && name !== "pause" && spec.isOfLibrary()) return spec;
  }
  return null;
}

/** What is wrong with a value; "" if nothing is. */
function complaintOf(spec: OptionSpec, value: string): string {
  if (spec.value.length > 0) return spec.apply(new Options(), value);
  return isYes(value) || isNo(value) ? "" : "is neither yes (1, true, yes, on) nor no (0, false, no, off)";
}
