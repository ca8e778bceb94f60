/**
 * What runs rarely, apart in the binary. The kernel maps 16 pages of a file around the one that is touched
 * (fault_around_bytes), so that code which only --status needs would count as memory of every tsinit if it lay between
 * the rest. Cold are the functions below and those that only they call; the linker puts them at an address of
 * their own, which nothing touches until one of them is called.
 *
 * This is a transform for asc (--transform): its optimizer would put a function with one caller into that caller.
 */

import { existsSync } from "node:fs";
import { LiteralKind, Node, NodeKind } from "assemblyscript";
import binaryen from "assemblyscript/binaryen";
import { Transform } from "assemblyscript/transform";

/** Only names are compared and looked up; what is longer is a sentence, or a name that is rarely asked for. */
const isName = (text) => text.length < 20;

/** Stands in the linear memory behind the texts of what runs often. */
const BOUNDARY = "~~~ cold ~~~";

/** Files of src/core, or functions of them or of AssemblyScript's library. */
const COLD = [
  ..."clock descendants errno help json json-log license limits mounts process-status".split(" "),
  ..."death amount command findings pid1 process-tree status status-json status-text spawn survivors termination-log zombies".split(
    " ",
  ),
  ..."personas/messages personas/refusal personas/usage kernel/Kernel#print init/Init#fail signals/signalName".split(
    " ",
  ),
  ..."options/exitCodeOf personas/numbers argv/CommandLine#refuse argv/CommandLine#refuseUnknown".split(" "),
  ..."forwarder/Forwarder#sayFailed".split(" "),
  ..."init/Init#watchParent init/Init#explain".split(" "),
  ..."cgroup/findCgroup counters/Counter#look lines/Lines#readFrom shutdown/Shutdown#setTimer".split(" "),
  ..."~lib/util/string/joinReferenceArray ~lib/staticarray/StaticArray<~lib/string/String>#join".split(" "),
  ..."peerOptions nameOf whoseOption insteadOf".split(" ").map((name) => `personas/peer-options/${name}`),
  ..."text/joined printable utf8 processes/ProcessTable processes/ProcessStat scope/Scope#send scope/Scope#survivors watch/Watch#look watch/Watch#confirmPids watch/Watch#confirmZombies shutdown/Shutdown#resume forwarder/Forwarder#resume init/Init#resume init/Init#failToPrint shutdown/Shutdown#terminate shutdown/Shutdown#kill shutdown/Shutdown#giveUp".split(
    " ",
  ),
];

/** What options, names and messages need: whoever gives none should not pay for it, whoever does not for what is cold. */
const OF_OPTIONS = [
  ..."duration options/apply options/singleChild signals/signalNumber environment/applyFlag".split(" "),
  ..."readLong readCluster take takeNext".split(" ").map((name) => `argv/CommandLine#${name}`),
  ..."log/Log#say log/Log#prefix personas/persona/personaName kernel/Kernel#log".split(" "),
  ..."personas/peer-options/findOption personas/peer-options/ownOption personas/called/Called#be".split(" "),
  ..."options/optionTable options/OptionSpec text/decimal log/Log#text log/Log#number log/Log#raw".split(" "),
  "~lib/array/Array<src/core/options/OptionSpec>",
  ..."personas/hand-over environment/readPeerEnvironment environment/readTini forwarder/Forwarder#farewell".split(" "),
];

/** A file's functions are called after it: FILE/FUNCTION. */
const prefixOf = (name) =>
  name.startsWith("~lib/")
    ? name
    : `src/core/${name}${existsSync(new URL(`../src/core/${name}.ts`, import.meta.url)) ? "/" : ""}`;
const cold = COLD.map(prefixOf);
const ofOptions = OF_OPTIONS.map(prefixOf);

export default class extends Transform {
  /**
   * Texts lie in the linear memory in the order in which they are compiled first. A file that is compiled before all others
   * and names those of the hot files puts them together, and the boundary behind them.
   */
  afterParse(parser) {
    const hot = parser.sources.filter(
      ({ internalPath }) => !cold.includes(`${internalPath}/`) && internalPath.startsWith("src/"),
    );
    const texts = new Set(hot.flatMap((source) => [...textsOf(source.statements)]).filter(isName));
    parser.parseFile([...texts, BOUNDARY].map((text) => `${JSON.stringify(text)};`).join("\n"), "texts.ts", true);
    parser.sources.unshift(parser.sources.pop());
    for (const { statements } of parser.sources.filter(({ internalPath }) => internalPath.startsWith("src/core/")))
      pack(statements);
  }

  afterCompile(module) {
    for (const prefix of [...cold, ...ofOptions]) {
      binaryen.setPassArgument("no-inline", `${prefix}*`);
      module.runPasses(["no-inline"]);
    }
    binaryen.clearPassArguments();
  }
}

/** What packed() made. */
const isPacked = new WeakSet();

/** Has the long texts in functions stored with a byte a character, to be made wide (src/native/kernel.ts) where they are used. */
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

/** All literal texts below a node of AssemblyScript's syntax tree. */
function* textsOf(node) {
  if (node === null || typeof node !== "object") return;
  if (typeof node.value === "string" && node.literalKind === LiteralKind.String) yield node.value;
  if (node.literalKind === LiteralKind.Template) yield* node.parts;
  for (const [key, child] of Object.entries(node)) if (key !== "range") yield* textsOf(child);
}

/** Where the cold texts begin in the linear memory. */
export function coldTexts(memory) {
  return memory.indexOf(Buffer.from(BOUNDARY, "utf16le"));
}

/** wasm2c's name of a function or file: what is no letter or digit stands there as its number. */
const mangled = (name) => name.replace(/[^A-Za-z0-9]/g, (c) => `0x${c.charCodeAt(0).toString(16).toUpperCase()}`);
/** Whether a function is one of those. The optimizer makes one of what is the same, and accessors of a field at the same place are. */
const isOneOf = (prefixes) => {
  const starts = prefixes.map((prefix) => `w2c_core_${mangled(prefix)}`);
  return (name) => starts.some((start) => name.startsWith(start)) && !/0x23[gs]et0x3A/.test(name);
};
const isCold = isOneOf(cold);
const isOfOptions = isOneOf(ofOptions);

/** Puts functions of core.c apart: the cold ones, and those of options. `calls` says of each function which others it calls. */
export function markCold(source, calls) {
  const sections = new Map();
  const visit = (name, section) => {
    if (sections.has(name) || isCold(name) || (section === "" && isOfOptions(name))) return;
    sections.set(name, section);
    for (const callee of calls.get(name) ?? []) visit(callee, section);
  };
  const called = new Set([...calls.values()].flatMap((callees) => [...callees]));
  for (const name of calls.keys()) if (!called.has(name)) visit(name, "");
  for (const name of calls.keys()) if (isOfOptions(name)) visit(name, ".options");
  return source.replace(/^static (\w+ (w2c_core_\w+)\(w2c_core\*[^{;]*\);)$/gm, (declaration, rest, name) => {
    const section = sections.get(name) ?? ".cold";
    return section === "" ? declaration : `static __attribute__((noinline, section("${section}"))) ${rest}`;
  });
}
