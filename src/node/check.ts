/** Whether the options of supervise() are what their types say: the values of the command line's are judged by src/core. */
import { statSync } from "node:fs";
import type { OptionSpec } from "../core/options/option";
import { optionTable } from "../core/options/table";
import { camelCase } from "./command-line";
import { milliseconds, shown, timeComplaint } from "./time";

/** Answers what was expected of a value, as the end of a sentence; "" if it is that. */
type Check = (value: unknown) => string;

const expected =
  (what: string, isIt: (value: unknown) => boolean): Check =>
  (value) =>
    isIt(value) ? "" : `${what} was expected, not ${shown(value)}`;

const isText = (value: unknown) => typeof value === "string";
const isTexts = (value: unknown) => Array.isArray(value) && value.every(isText);
const isObject = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);

const isVariable = (value: unknown) => ["string", "number", "boolean", "undefined"].includes(typeof value);

const HOOK = expected("a function", (value) => typeof value === "function");
const ID = expected(
  "a number",
  (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) < 2 ** 32 - 1,
);
const STREAM = (value: unknown) =>
  ["inherit", "pipe", "ignore"].includes(value as string) || (Number.isInteger(value) && Number(value) >= 0);

/** The options that the command line does not have. */
const OWN: Record<string, Check> = {
  command: expected('an array of texts, ["sh", "-c", "exit 1"],', isTexts),
  env: expected("an object of texts", (value) => isObject(value) && Object.values(value as object).every(isVariable)),
  cwd: (value) => {
    const isPlace = isText(value) || value instanceof URL;
    if (!isPlace) return `a path was expected, not ${shown(value)}`;
    return isDirectory(value as string) ? "" : `${value} is no directory`;
  },
  stdio: expected(
    '"inherit", "pipe", "ignore" or an array of three of these, or of descriptors,',
    (value) => (isText(value) && STREAM(value)) || (Array.isArray(value) && value.length === 3 && value.every(STREAM)),
  ),
  uid: ID,
  gid: ID,
  signal: expected("an AbortSignal", (value) => isObject(value) && "aborted" in Object(value)),
  hookTimeout: expected(
    'a number of ms, Infinity or text with a unit, "5s",',
    (value) => !Number.isNaN(milliseconds(value)),
  ),
  onStart: HOOK,
  onSignal: HOOK,
  beforeStop: HOOK,
  onReap: HOOK,
  onExit: HOOK,
};

const CHECKS: Record<string, Check> = {
  ...OWN,
  ...Object.fromEntries(
    optionTable()
      .filter((spec) => spec.isOfLibrary())
      .map((spec) => [camelCase(spec.long), checkOf(spec)]),
  ),
};

function checkOf(spec: OptionSpec): Check {
  if (spec.value === "TIME") return timeComplaint;
  if (spec.value === "" && spec.isRepeatable())
    return expected("a whole number from 0 on", (value) => Number.isInteger(value) && Number(value) >= 0);
  if (spec.value === "") return expected("true or false", (value) => typeof value === "boolean");
  if (spec.value.startsWith("["))
    return expected("text or true", (value) => isText(value) || typeof value === "boolean");
  if (spec.isRepeatable()) return expected("text or an array of texts", (value) => isText(value) || isTexts(value));
  return expected("text", isText);
}

/** Why the options are not acceptable, in one sentence; "" if they are. One that is undefined is not there. */
export function refusal(options: unknown, names: string[] = Object.keys(CHECKS)): string {
  if (!isObject(options)) return `an object with options was expected, not ${shown(options)}`;
  for (const [name, value] of Object.entries(options as object)) {
    if (!names.includes(name)) return `unknown option ${shown(name)}; there are ${names.join(", ")}`;
    const complaint = value === undefined ? "" : CHECKS[name](value);
    if (complaint !== "") return `${name}: ${complaint}`;
  }
  return "";
}

function isDirectory(path: string | URL): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
