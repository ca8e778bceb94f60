/** The options of supervise() as those of the command line, which src/core reads and judges. */
import type { OptionSpec } from "../core/options/option";
import { optionTable } from "../core/options/table";
import type { SuperviseOptions } from "./options";

type Value = boolean | number | string | string[] | undefined;

/** More of one option changes nothing: verbosity has an end. */
const MOST = 4;

/** The arguments after `tsinit`. The options are as their types say: check.ts. */
export function commandLine(options: SuperviseOptions): string[] {
  const values = options as Record<string, Value>;
  return [
    ...optionTable().flatMap((spec) => argumentsOf(spec, values[camelCase(spec.long)])),
    "--",
    ...(options.command ?? []),
  ];
}

function argumentsOf({ long, value: kind }: OptionSpec, value: Value): string[] {
  if (value === undefined || value === false) return [];
  if (kind === "") return Array<string>(value === true ? 1 : Math.min(Number(value), MOST)).fill(`--${long}`);
  if (value === true) return [`--${long}`];
  return [value].flat().map((one) => `--${long}=${kind === "TIME" && typeof one === "number" ? `${one}ms` : one}`);
}

/** The name of an option in supervise(). */
export function camelCase(long: string): string {
  return long.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
