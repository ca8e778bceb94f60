/**
 * What runs rarely, apart in the binary. The kernel maps 16 pages of a file around the one that is touched
 * (fault_around_bytes), so that code which only --status needs would count as memory of every tsinit if it lay between
 * the rest. Cold are the functions below and those that only they call; the linker puts them at an address of
 * their own, which nothing touches until one of them is called.
 *
 * This is a transform for asc (--transform): its optimizer would put a function with one caller into that caller.
 */

import { existsSync, readFileSync } from "node:fs";
import { LiteralKind, Node, NodeKind } from "assemblyscript";
import binaryen from "assemblyscript/binaryen";
import { Transform } from "assemblyscript/transform";

/** Only names are compared and looked up; what is longer is a sentence, or a name that is rarely asked for. */
const isName = (text) => text.length < 20;

/** The file of the function that packed() calls. */
const WIDE = "src/binary/wide.ts";

/** Stands in the linear memory behind the texts of what runs often. */
const BOUNDARY = "~~~ cold ~~~";

/**
 * What of src/core is hot (""), what is needed for options, names and messages alone (".options"), and what else is cold
 * (".cold"): of each room what holds for all of it, and what of it is otherwise, as FILE or FILE/FUNCTION, where a longer name
 * is more exact. Whoever gives no options should not pay for theirs, and whoever does not for what is cold.
 */
const ROOMS = {
  base: {
    default: "",
    ".options": "duration kernel/Kernel#log signals/signalNumber text/decimal",
    ".cold": "clock errno json kernel/Kernel#print printable signals/signalName text/joined utf8",
  },
  log: {
    default: "",
    ".options": "log/Log#number log/Log#prefix log/Log#raw log/Log#say log/Log#text",
    ".cold": "json-log",
  },
  proc: {
    default: ".cold",
    "": "cgroup counters file lines",
    ".cold": "cgroup/findCgroup counters/Counter#look lines/Lines#readFrom",
  },
  options: {
    default: "",
    ".options":
      "called/Called#be command-line/CommandLine#readCluster command-line/CommandLine#readLong command-line/CommandLine#take " +
      "environment/applyFlag environment/readPeerEnvironment environment/readTini options/OptionSpec " +
      "options/apply options/optionTable options/singleChild peer-options/findOption peer-options/ownOption",
    ".cold": "command-line/CommandLine#refuse help license numbers options/exitCodeOf peer-options",
  },
  contracts: {
    default: ".cold",
    "": "persona",
    ".options": "hand-over persona/personaName",
  },
  run: {
    default: "",
    ".options": "forwarder/Forwarder#farewell",
    ".cold":
      "death forwarder/Forwarder#resume forwarder/Forwarder#sayFailed scope/Scope#send scope/Scope#survivors " +
      "shutdown/Shutdown#giveUp shutdown/Shutdown#kill shutdown/Shutdown#resume shutdown/Shutdown#setTimer " +
      "shutdown/Shutdown#terminate spawn termination-log watch/Watch#confirmPids watch/Watch#confirmZombies watch/Watch#look",
  },
  status: { default: ".cold" },
  ".": {
    default: "",
    ".cold": "init/Init#explain init/Init#fail init/Init#failToPrint init/Init#resume init/Init#watchParent",
  },
};

/** The same of what asc adds to it. */
const LIBRARY = {
  "~lib/util/string/joinReferenceArray": ".cold",
  "~lib/staticarray/StaticArray<~lib/string/String>#join": ".cold",
  "~lib/array/Array<src/core/options/options/OptionSpec>": ".options",
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
   * Texts lie in the linear memory in the order in which they are compiled first. A file that is compiled before all others
   * and names those of the hot files puts them together, and the boundary behind them.
   */
  afterParse(parser) {
    const hot = parser.sources.filter(
      ({ internalPath }) => internalPath.startsWith("src/") && placeOf(`${internalPath}/`) !== ".cold",
    );
    const texts = new Set(hot.flatMap((source) => [...textsOf(source.statements)]).filter(isName));
    parser.parseFile([...texts, BOUNDARY].map((text) => `${JSON.stringify(text)};`).join("\n"), "texts.ts", true);
    parser.sources.unshift(parser.sources.pop());
    for (const { statements } of parser.sources.filter(({ internalPath }) => internalPath.startsWith("src/core/")))
      pack(statements);
    parser.parseFile(readFileSync(new URL(`../${WIDE}`, import.meta.url), "utf8"), WIDE, false);
  }

  afterCompile(module) {
    for (let i = 0; i < module.getNumFunctions(); i++) {
      const { name } = binaryen.getFunctionInfo(module.getFunctionByIndex(i));
      if (placeOf(name) === "") continue;
      binaryen.setPassArgument("no-inline", name);
      module.runPasses(["no-inline"]);
    }
    binaryen.clearPassArguments();
  }
}

/** What packed() made. */
const isPacked = new WeakSet();

/** Has the long texts in functions stored with a byte a character, to be made wide where they are used. */
function pack(node, isInFunction = false) {
  if (isPacked.has(node)) return;
  if (isInFunction && node.literalKind === LiteralKind.Template) isolateLongParts(node);
  for (const [key, child] of Object.entries(node)) {
    if (key === "range" || child === null || typeof child !== "object") continue;
    const text = isInFunction ? wholeText(child) : undefined;
    if (text === undefined || isName(text)) {
      pack(
        child,
        isInFunction || child.kind === NodeKind.FunctionDeclaration || child.kind === NodeKind.MethodDeclaration,
      );
    } else {
      node[key] = packed(text, child.range);
    }
  }
}

/** Makes expressions of a template's long parts: `${a} a long text ${b}` becomes `${a}${" a long text "}${b}`. */
function isolateLongParts(template) {
  for (let i = 0; i < template.parts.length; i++) {
    const text = template.parts[i];
    if (isName(text)) continue;
    for (const parts of [template.parts, template.rawParts]) parts.splice(i, 1, "", "");
    template.expressions.splice(i, 0, packed(text, template.range));
    i++;
  }
}

function packed(text, range) {
  const halved = Buffer.from(`${text}${text.length % 2 === 0 ? "" : "\0"}`, "latin1").toString("utf16le");
  const literal = Node.createStringLiteralExpression(halved, range);
  const call = Node.createCallExpression(Node.createIdentifierExpression("wide", range), null, [literal], range);
  isPacked.add(call);
  return call;
}

/** The text that an expression consists of. */
function wholeText({ literalKind, value, parts }) {
  if (literalKind === LiteralKind.String) return value;
  return literalKind === LiteralKind.Template && parts.length === 1 ? parts[0] : undefined;
}

/** All literal texts below a node of AssemblyScript's syntax tree, but for the paths of imports, which nobody looks at. */
function* textsOf(node) {
  if (node === null || typeof node !== "object" || node.kind === NodeKind.Import) return;
  if (typeof node.value === "string" && node.literalKind === LiteralKind.String) yield node.value;
  if (node.literalKind === LiteralKind.Template) yield* node.parts;
  for (const [key, child] of Object.entries(node)) if (key !== "range") yield* textsOf(child);
}

/** Where the cold texts begin in the linear memory. */
export function coldTexts(memory) {
  return memory.indexOf(Buffer.from(BOUNDARY, "utf16le"));
}

/** What asc called a function: in wasm2c's name of it stands a number for each character that is no letter or digit. */
const originalName = (name) =>
  name
    .slice("w2c_core_".length)
    .replace(/0x([0-9A-F]{2})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));

/** The optimizer makes one of what is the same, and accessors of a field at the same place are: their names say nothing. */
const isAccessor = (name) => /#[gs]et:/.test(name);

/** Puts functions of core.c apart: the cold ones, and those of options. `calls` says of each function which others it calls. */
export function markCold(source, calls) {
  const names = [...calls.keys()].map(originalName);
  const gone = [...PLACES.keys()].filter(
    (name) => !name.endsWith("/") && !names.some((other) => other.startsWith(name)),
  );
  if (gone.length > 0) throw new Error(`scripts/cold.mjs: there is no function of the name of ${gone.join(" or ")}`);
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
