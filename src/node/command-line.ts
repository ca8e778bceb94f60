/** The options of supervise() as those of the command line, which src/core reads and judges. */
import type { OptionSpec } from "../core/options/option";
import { optionTable } from "../core/options/table";
import type { SuperviseOptions } from "./options";

type Value = boolean | number | string | string[] | undefined;

/** The arguments after `tsinit`. */
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
  if (kind === "") return Array<string>(value === true ? 1 : Number(value)).fill(`--${long}`);
  if (value === true) return [`--${long}`];
  return [value].flat().map((one) => `--${long}=${kind === "TIME" && typeof one === "number" ? `${one}ms` : one}`);
}

function camelCase(long: string): string {
  return long.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
