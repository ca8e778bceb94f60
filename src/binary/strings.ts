/** Texts of the native code, carried across: those of the command line and the environment, and what it has found. */
import * as host from "./host";

/** Room for `length` characters, to be filled by native code. */
export function emptyString(length: i32): string {
  return changetype<string>(__new(<usize>length << 1, idof<string>()));
}

/** What the native code has just found, of that length; "" if that is below 0: it has found nothing. */
export function found(length: i32): string {
  if (length < 0) return "";
  const text = emptyString(length);
  host.variableText(changetype<usize>(text));
  return text;
}

export function argument(index: i32): string {
  const text = emptyString(host.argumentLength(index));
  host.argumentText(index, changetype<usize>(text));
  return text;
}

/** The environment variable's value, or null if it is not set. */
export function variable(name: string): string | null {
  const length = host.variableLength(changetype<usize>(name), name.length);
  return length < 0 ? null : found(length);
}
