/** The rooms of src: which of them may import which, and that no files import each other in a circle. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/**
 * Each room is a folder of src. Beside its own files it may import those of the rooms that are named here. A name that ends
 * with a slash or a colon stands for all rooms, or modules from elsewhere, whose names begin so.
 */
export const ROOMS: Rooms = {
  "core/base": [],
  "core/log": ["core/base"],
  "core/proc": ["core/base"],
  "core/options": ["core/base", "core/log"],
  "core/contracts": ["core/base", "core/log", "core/options"],
  "core/invocation": ["core/base", "core/log", "core/options", "core/contracts"],
  "core/run": ["core/base", "core/log", "core/proc", "core/options", "core/contracts"],
  "core/status": ["core/base", "core/log", "core/proc", "core/options", "core/contracts"],
  core: ["core/"],
  runtime: ["core/base", "core/options", "core/contracts"],
  binary: ["core", "core/", "rt/"],
  "binary/runtime": ["binary", "runtime"],
  node: ["core", "core/", "node:"],
};

type Rooms = Record<string, string[]>;
/** The text of each file, by its path below src without `.ts`. */
type Sources = Record<string, string>;

export interface Offence {
  /** `core/log -> core/contracts`, or the files of a circle with blanks between them. */
  what: string;
  /** Where it is, and what to do. */
  sentence: string;
}

const SRC = fileURLToPath(new URL("../../src", import.meta.url));

export function sources(): Sources {
  const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  return Object.fromEntries(files.map((file) => [file.slice(0, -3), readFileSync(join(SRC, file), "utf8")]));
}

/** Every import that the table does not allow, every file in no room of it, and every circle. */
export function offences(files: Sources, rooms: Rooms = ROOMS): Offence[] {
  const imports = new Map(Object.entries(files).map(([file, text]) => [file, importsOf(file, text)]));
  return [...[...imports].flatMap(([file, all]) => forbidden(file, all, rooms)), ...circles(imports)];
}

interface Import {
  /** A file, by its path below src; or a module from elsewhere, by its name. */
  name: string;
  /** The room of the file, or the name of the module. */
  room: string;
}

/** What a file imports, types too. */
function importsOf(file: string, text: string): Import[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => {
    const name = fileName.startsWith(".") ? join(dirname(file), fileName) : fileName;
    return { name, room: name === fileName ? name : dirname(name) };
  });
}

function forbidden(file: string, imports: Import[], rooms: Rooms): Offence[] {
  const room = dirname(file);
  const others = rooms[room];
  if (!others) {
    const sentence = `src/${room} is no room: move ${file}.ts into one, or add it to the table in test/support/rooms.ts`;
    return [{ what: room, sentence }];
  }
  const mayImport = (name: string) =>
    name === room || others.some((other) => (/[/:]$/.test(other) ? name.startsWith(other) : name === other));
  const advice =
    `but ${room} may import only ${[room, ...others].join(", ")} (test/support/rooms.ts): ` +
    "move what it needs into one of these, or have its caller pass it in";
  return imports
    .filter((one) => !mayImport(one.room))
    .map((one) => ({ what: `${room} -> ${one.room}`, sentence: `src/${file}.ts imports ${one.name}, ${advice}` }));
}

/** Files that import each other, directly or by way of others; those of one circle once. */
function circles(imports: Map<string, Import[]>): Offence[] {
  const reached = new Map([...imports.keys()].map((file) => [file, reachedFrom(file, imports)]));
  const groups = [...reached].map(([file, others]) => [...others].filter((other) => reached.get(other)?.has(file)));
  const found = new Set(groups.filter((group) => group.length > 0).map((group) => group.sort().join(" ")));
  return [...found].map((what) => ({
    what,
    sentence: `a circle of imports: ${what}. Put what they share into a file of its own, which all of them import`,
  }));
}

function reachedFrom(file: string, imports: Map<string, Import[]>): Set<string> {
  const reached = new Set<string>();
  const follow = (from: string) => {
    for (const { name } of imports.get(from) ?? []) {
      if (reached.has(name)) continue;
      reached.add(name);
      follow(name);
    }
  };
  follow(file);
  return reached;
}
