/**
 * Keeps code that runs rarely apart in the binary. When a page of a file is touched the kernel maps 16 pages around it
 * (fault_around_bytes). If code that only --status needs lay between the rest, every tsinit would pay for it in memory. So cold
 * functions, those named below and those that only they call, get an address of their own. Nothing touches it until one of them
 * is called.
 *
 * This is a transform for asc (--transform): its optimizer would merge a function that has one caller into that caller.
 */

import { existsSync, readFileSync } from "node:fs";
import { LiteralKind, Node, NodeKind, Token } from "assemblyscript";
import binaryen from "assemblyscript/binaryen";
import { Transform } from "assemblyscript/transform";

/** Short texts are names, which are compared at every start. Longer ones are sentences, or names that are rarely asked for. */
const isName = (text) => text.length < 20;

/** The file of the function that takes a text from where pack() has put it. */
const WIDE = "src/binary/wide.ts";

/** Where the texts are that each start compares with something. They come first: native/binary/cold.ld has them share a page. */
const START = ["invocation/", "contracts/", "run/start.", "base/text."].map((file) => `src/core/${file}`);

/** This text ends the hot texts in the linear memory. */
const BOUNDARY = "~~~ cold ~~~";

/**
 * Where the code of each room goes: "" is hot; ".options" is needed for options, names and messages only; ".cold" is the rest. A
 * room has a default, and exceptions as FILE or FILE/FUNCTION; the longest name that fits decides. There are three places so that
 * a start without options does not pay for options, and a start with options does not pay for what is cold.
 */
const ROOMS = {
  base: {
    default: "",
    ".options": "duration kernel/Kernel#log signals/signalNumber text/decimal",
    ".cold": "clock errno json kernel/Kernel#print printable signals/signalName text/joined utf8",
  },
  log: {
    default: "",
    ".options": "levels log/Log#number log/Log#raw log/Log#say log/Log#text style",
    "": "style/LogStyle#constructor",
    ".cold": "json-log",
  },
  proc: {
    default: ".cold",
    "": "cgroup counters file lines pids process-set",
    ".cold": "cgroup/findMounted",
  },
  options: {
    default: "",
    ".options": "option table/optionTable table/ownOption",
    ".cold": "help license option/OptionSpec#defaultValue option/OptionSpec#help option/OptionSpec#namedVariable",
  },
  contracts: {
    default: ".options",
    "":
      "by-name contract tini-variables tsinit catatonit/Catatonit#constructor catatonit/Catatonit#isCalled " +
      "dumb-init/DumbInit#constructor dumb-init/DumbInit#isCalled dumb-init/DumbInit#suspendsOn pause/Pause#constructor pause/Pause#isCalled " +
      "peer/Peer#constructor tini/Tini#constructor tini/Tini#isCalled tini/Tini#takesForeground",
    ".options":
      "by-name/isArchitecture by-name/isSeparator by-name/isVersion by-name/withoutBuild tsinit/Tsinit#findOption",
    ".cold":
      "catatonit/Catatonit#help catatonit/Catatonit#say catatonit/Catatonit#version contract/Contract#execFailure " +
      "contract/Contract#fail contract/Contract#help contract/Contract#say contract/Contract#spawnFailureCode " +
      "contract/Contract#version dumb-init/DumbInit#help dumb-init/DumbInit#say " +
      "dumb-init/DumbInit#version numbers other-inits programs pause/Pause#say peer/Peer#sayRefusal pause/Pause#version refusal signal-text tini/Tini#help " +
      "tini/Tini#say tini/Tini#version tsinit/Tsinit#execFailure tsinit/Tsinit#help tsinit/Tsinit#say " +
      "tsinit/Tsinit#spawnFailureCode tsinit/Tsinit#version",
  },
  invocation: {
    default: "",
    ".options":
      "called/Called#be command-line/CommandLine#findDelimiter command-line/CommandLine#readCluster command-line/CommandLine#readLong command-line/CommandLine#take " +
      "environment/Environment#applyFlag",
    ".cold": "answer/put command-line/CommandLine#refuse",
  },
  run: {
    default: "",
    "": "round/Round#reaped",
    ".options": "forwarder/Forwarder#farewell",
    ".cold":
      "death failures forwarder/Forwarder#lookWhySlow forwarder/Forwarder#passOn forwarder/Forwarder#resume pass-on round scope/Scope#hasLiving " +
      "scope/Scope#killed scope/Scope#send shutdown/Shutdown#giveUp shutdown/Shutdown#kill " +
      "shutdown/Shutdown#resume shutdown/Shutdown#send shell shutdown/Shutdown#setTimer shutdown/Shutdown#tell " +
      "shutdown/Shutdown#terminate spawn-failure start/Start#fail start/Start#failFork start/Start#watchParent " +
      "supervisor/Supervisor#explain supervisor/Supervisor#resume target termination-log watch/Watch#confirmPids " +
      "watch/Watch#confirmZombies watch/Watch#look watch/Watch#lookForKills",
  },
  status: { default: ".cold" },
  ".": { default: "", ".cold": "init/Init#fail init/sayUnknownName answering reporting" },
};

/** The same for functions of AssemblyScript's library. */
const LIBRARY = {
  "~lib/util/string/joinReferenceArray": ".cold",
  "~lib/staticarray/StaticArray<~lib/string/String>#join": ".cold",
};

/** The place of each function whose name begins so: of several, the longest decides. */
const PLACES = new Map(Object.entries(LIBRARY));
for (const [room, { default: place, ...others }] of Object.entries(ROOMS)) {
  const folder = room === "." ? "src/core/" : `src/core/${room}/`;
  PLACES.set(folder, place);
  for (const [other, names] of Object.entries(others)) {
    for (const name of names.split(" ")) {
      const isFile = existsSync(new URL(`../${folder}${name}.ts`, import.meta.url));
      PLACES.set(`${folder}${name}${isFile ? "/" : ""}`, other);
    }
  }
}

/** Where a function, or a file with a slash behind, belongs. */
function placeOf(name) {
  const prefixes = [...PLACES.keys()].filter((prefix) => name.startsWith(prefix));
  return PLACES.get(prefixes.sort((a, b) => b.length - a.length)[0]) ?? "";
}

export default class extends Transform {
  /**
   * A text's place in the linear memory depends on when it is compiled first. So a file is compiled before all others that has
   * all hot texts, and then the boundary.
   */
  afterParse(parser) {
    const sources = parser.sources.filter(({ internalPath }) => internalPath.startsWith("src/"));
    const textsOf = (sources) =>
      sources.flatMap(({ internalPath, statements }) => [...hotTexts(statements, `${internalPath}/`)]).filter(isName);
    const ofStart = START.flatMap((start) =>
      sources.filter(({ internalPath }) => `${internalPath}.`.startsWith(start)),
    );
    const texts = new Set([...textsOf(ofStart), ...textsOf(sources)]);
    parser.parseFile([...texts, BOUNDARY].map((text) => `${JSON.stringify(text)};`).join("\n"), "texts.ts", true);
    parser.sources.unshift(parser.sources.pop());
    const core = parser.sources.filter(({ internalPath }) => internalPath.startsWith("src/core/"));
    for (const { internalPath, statements } of core) chainTemplates(statements, `${internalPath}/`, "");
    const packed = pack(
      core.flatMap(({ internalPath, statements }) => [...usesOfTexts(statements, `${internalPath}/`)]),
    );
    const source = readFileSync(new URL(`../${WIDE}`, import.meta.url), "utf8");
    const escaped = packed.replace(/./gs, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
    parser.parseFile(
      source.replace("PACKED", () => escaped),
      WIDE,
      false,
    );
  }

  afterCompile(module) {
    const names = Array.from(
      { length: module.getNumFunctions() },
      (_, i) => binaryen.getFunctionInfo(module.getFunctionByIndex(i)).name,
    );
    if (names.includes("src/core/init/Init#start")) mustExist(names);
    for (const name of names.filter((name) => placeOf(name) !== "")) {
      binaryen.setPassArgument("no-inline", name);
      module.runPasses(["no-inline"]);
    }
    binaryen.clearPassArguments();
  }
}

/** A name above that no longer fits anything would silently make code hot, and cost every tsinit memory. */
function mustExist(names) {
  const gone = [...PLACES.keys()].filter(
    (name) => !name.endsWith("/") && !names.some((other) => other.startsWith(name)),
  );
  if (gone.length > 0) throw new Error(`scripts/cold.mjs: there is no function of the name of ${gone.join(" or ")}`);
}

/**
 * Makes `${a} and ${b}` of a cold function `a.toString() + " and " + b.toString()`: of a template the compiler makes an array, and
 * each store into it is checked. It takes more time and memory, and less room.
 */
function chainTemplates(node, name, place) {
  if (node === null || typeof node !== "object") return;
  const isFunction = node.kind === NodeKind.FunctionDeclaration || node.kind === NodeKind.MethodDeclaration;
  const isClass = node.kind === NodeKind.ClassDeclaration;
  const inside = isFunction || isClass ? name + node.name.text : name;
  const placeInside = isFunction ? placeOf(inside) : place;
  for (const [key, child] of Object.entries(node)) {
    if (key === "range") continue;
    chainTemplates(child, isClass ? `${inside}#` : inside, placeInside);
    if (placeInside === ".cold" && child?.literalKind === LiteralKind.Template && child.parts.length > 1)
      node[key] = chained(child);
  }
}

function chained({ parts, expressions, range }) {
  const pieces = parts.flatMap((part, i) => {
    const text = part === "" ? [] : [Node.createStringLiteralExpression(part, range)];
    if (i === parts.length - 1) return text;
    const name = Node.createIdentifierExpression("toString", range);
    const method = Node.createPropertyAccessExpression(expressions[i], name, range);
    return [...text, Node.createCallExpression(method, null, [], range)];
  });
  return pieces.reduce((left, right) => Node.createBinaryExpression(Token.Plus, left, right, range));
}

/** What a text takes in the wasm's data, and a call of wide() in the code: bytes, of which the call's are roughly so many. */
const sizeOf = (text) => (20 + 2 * text.length + 15) & ~15;
const CALL = 16;

/**
 * Puts long texts of functions, and of cold functions all that make the file smaller there, behind each other into one text, of
 * which wide() takes them when they are used. Returns that text, with one byte a character, not two.
 */
function pack(uses) {
  const kept = new Set(uses.filter(({ place, text }) => place !== ".cold" && isName(text)).map(({ text }) => text));
  const count = new Map();
  for (const { text } of uses) count.set(text, (count.get(text) ?? 0) + 1);
  const isPacked = ({ place, text }) => {
    if (place === undefined || !isName(text)) return place !== undefined;
    return !kept.has(text) && text.length > 0 && count.get(text) * CALL + text.length < sizeOf(text);
  };
  const chosen = uses.filter(isPacked);
  let all = "";
  for (const text of [...new Set(chosen.map(({ text }) => text))].sort((a, b) => b.length - a.length))
    if (!all.includes(text)) all += text;
  // of a template the last part first, so that the others stay where they are
  for (const { text, range, replace } of chosen.reverse()) {
    const numbers = [all.indexOf(text), text.length].map((n) => Node.createIntegerLiteralExpression(i64_new(n), range));
    replace(Node.createCallExpression(Node.createIdentifierExpression("wide", range), null, numbers, range));
  }
  return Buffer.from(`${all}${all.length % 2 === 0 ? "" : " "}`, "latin1").toString("utf16le");
}

/**
 * Each text below a node of AssemblyScript's syntax tree: its place, undefined outside of functions, and how to put an expression
 * where it is. `${a} a part ${b}` becomes `${a}${" a part "}${b}` for that.
 */
function* usesOfTexts(node, name, place) {
  if (node === null || typeof node !== "object" || node.kind === NodeKind.Import) return;
  const isFunction = node.kind === NodeKind.FunctionDeclaration || node.kind === NodeKind.MethodDeclaration;
  const isClass = node.kind === NodeKind.ClassDeclaration;
  const inside = isFunction || isClass ? name + node.name.text : name;
  const placeInside = isFunction ? placeOf(inside) : place;
  if (node.literalKind === LiteralKind.Template) {
    for (const [i, text] of node.parts.entries()) {
      const replace = (expression) => {
        for (const parts of [node.parts, node.rawParts]) parts.splice(i, 1, "", "");
        node.expressions.splice(i, 0, expression);
      };
      yield { text, place, range: node.range, replace };
    }
  }
  for (const [key, child] of Object.entries(node)) {
    if (key === "range") continue;
    const text = child === null ? undefined : wholeText(child);
    const replace = (expression) => {
      node[key] = expression;
    };
    if (text !== undefined) yield { text, place: placeInside, range: child.range, replace };
    else yield* usesOfTexts(child, isClass ? `${inside}#` : inside, placeInside);
  }
}

/** The text that an expression consists of. */
function wholeText({ literalKind, value, parts }) {
  if (literalKind === LiteralKind.String) return value;
  return literalKind === LiteralKind.Template && parts.length === 1 ? parts[0] : undefined;
}

/** All literal texts below a node of AssemblyScript's syntax tree, except those in functions that are not hot. */
function* hotTexts(node, name) {
  if (node === null || typeof node !== "object" || node.kind === NodeKind.Import) return;
  if (typeof node.value === "string" && node.literalKind === LiteralKind.String) yield node.value;
  if (node.literalKind === LiteralKind.Template) yield* node.parts;
  const isFunction = node.kind === NodeKind.FunctionDeclaration || node.kind === NodeKind.MethodDeclaration;
  const inside = isFunction || node.kind === NodeKind.ClassDeclaration ? name + node.name.text : name;
  if (isFunction && placeOf(inside) !== "") return;
  const nameInside = node.kind === NodeKind.ClassDeclaration ? `${inside}#` : inside;
  for (const [key, child] of Object.entries(node)) if (key !== "range") yield* hotTexts(child, nameInside);
}

/** Where the cold texts begin in the linear memory. */
export function coldTexts(memory) {
  return memory.indexOf(Buffer.from(BOUNDARY, "utf16le"));
}

/** asc's name of a function. wasm2c replaces each character that is not a letter or digit by its number. */
const originalName = (name) =>
  name
    .slice("w2c_core_".length)
    .replace(/0x([0-9A-F]{2})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));

/** The optimizer merges functions with the same code, such as accessors of fields at the same offset: their names say nothing. */
const isAccessor = (name) => /#[gs]et:|~visit$/.test(name);

/** Puts the functions of core.c into their sections. `calls`: the functions that each one calls. */
export function markCold(source, calls) {
  const sections = new Map();
  const place = (name) => (isAccessor(originalName(name)) ? "" : placeOf(originalName(name)));
  const visit = (name, section) => {
    if (sections.has(name) || place(name) === ".cold" || (section === "" && place(name) === ".options")) return;
    sections.set(name, section);
    for (const callee of calls.get(name) ?? []) visit(callee, section);
  };
  const called = new Set([...calls.values()].flatMap((callees) => [...callees]));
  for (const name of calls.keys()) if (!called.has(name)) visit(name, "");
  for (const name of calls.keys()) if (place(name) === ".options") visit(name, ".options");
  return source.replace(/^static (\w+ (w2c_core_\w+)\(w2c_core\*[^{;]*\);)$/gm, (declaration, rest, name) => {
    const section = sections.get(name) ?? ".cold";
    return section === "" ? declaration : `static __attribute__((noinline, section("${section}"))) ${rest}`;
  });
}
