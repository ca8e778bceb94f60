/**
 * Makes from the table of options, src/core/options/table.ts, what others say of them: README's table, the shell completions,
 * and the options of supervise() in src/node/options.ts.
 *
 * Run by hand: node scripts/generate.mjs. test/generated.test.ts fails if that was forgotten.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bashCompletion, fishCompletion, zshCompletion } from "./completions.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (path) => readFileSync(`${root}${path}`, "utf8");

/** Every file that is generated, or has a part that is: path and text. */
export async function generated() {
  const options = await readTable();
  return {
    "README.md": withPart(read("README.md"), "<!-- node scripts/generate.mjs -->", "<!-- -->", readmeTable(options)),
    "completions/tsinit.bash": bashCompletion(options),
    "completions/_tsinit": zshCompletion(options),
    "completions/tsinit.fish": fishCompletion(options),
    "src/node/options.ts": withPart(
      read("src/node/options.ts"),
      "  // node scripts/generate.mjs",
      "  // end",
      libraryTypes(options),
    ),
  };
}

/** The table of the core, an object for each option. */
async function readTable() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    stdin: {
      contents:
        'export { optionTable } from "./src/core/options/table"; export { allContracts } from "./src/core/contracts/by-name";',
      resolveDir: root,
    },
    bundle: true,
    format: "esm",
    write: false,
  });
  const { optionTable, allContracts } = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`
  );
  // the options' room does not know the contracts
  const choicesOf = (spec) =>
    spec.long === "as" ? allContracts().map((contract) => contract.name()) : spec.choices().split(" ").filter(Boolean);
  return optionTable().map((spec) => ({
    short: spec.short,
    long: spec.long,
    value: spec.value,
    variable: spec.namedVariable(),
    default: spec.defaultValue(),
    help: spec.help().replaceAll("\n", " "),
    choices: choicesOf(spec),
    isRepeatable: spec.isRepeatable(),
    isOfLibrary: spec.isOfLibrary(),
  }));
}

/** The text, with what stands between two lines of it replaced. */
function withPart(text, begin, end, part) {
  const start = text.indexOf(`${begin}\n`);
  const stop = text.indexOf(end, start);
  if (start < 0 || stop < 0) throw new Error(`no '${begin}' with '${end}' behind it`);
  return `${text.slice(0, start)}${begin}\n${part}${text.slice(stop)}`;
}

const sentence = (help) => `${help[0].toUpperCase()}${help.slice(1)}.`;
const code = (text) => (text === "" ? "" : `\`${text}\``);

function readmeTable(options) {
  const rows = options.map(({ short, long, value, variable, default: otherwise, help }) => {
    const names = short === "" ? [`--${long}`] : [`-${short}`, `--${long}`];
    const forms = names.map((name) => code(value === "" || value.startsWith("[") ? name + value : `${name} ${value}`));
    return [forms.join(", "), code(variable), code(otherwise), sentence(help)];
  });
  const lines = [["option", "variable", "default", "what it does"], ["---", "---", "---", "---"], ...rows];
  return `\n${lines.map((cells) => `| ${cells.join(" | ")} |\n`).join("")}\n`;
}

/** The options that supervise() has, as properties of an interface. */
function libraryTypes(options) {
  const own = options.filter(({ isOfLibrary }) => isOfLibrary);
  return own.map((option) => `${comment(option)}  ${camelCase(option.long)}?: ${typeOf(option)};\n`).join("");
}

function typeOf({ value, choices, isRepeatable }) {
  if (value === "") return isRepeatable ? "number" : "boolean";
  if (value === "TIME") return "Time";
  if (value === "FORMAT") return choices.map((choice) => `"${choice}"`).join(" | ");
  if (value.startsWith("[")) return "string | boolean";
  return isRepeatable ? "string | string[]" : "string";
}

/** The help as a comment, in several lines where it is long. */
function comment({ value, default: otherwise, help, isRepeatable }) {
  const form = value === "" || value.startsWith("[") ? "" : `\`${value}\`: `;
  let text = `${form}${form === "" ? sentence(help) : `${help}.`}`.replace(/^PROGRAM/, "The program");
  text = text.replaceAll("PROGRAM", "the program");
  if (otherwise !== "") text += ` Default: ${otherwise}.`;
  if (value === "" && isRepeatable) text += " A number: how many times it is given.";
  if (value.startsWith("[")) text += " `true`: no path is given.";
  if (text.length <= 110) return `  /** ${text} */\n`;
  const lines = text.match(/.{1,114}(?: |$)/g).map((line) => `   * ${line.trimEnd()}\n`);
  return `  /**\n${lines.join("")}   */\n`;
}

const camelCase = (long) => long.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(`${root}completions`, { recursive: true });
  for (const [path, text] of Object.entries(await generated())) writeFileSync(`${root}${path}`, text);
}
