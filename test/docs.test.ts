/** The documents name the options, files and folders that there are. Figures: figures.test.ts. What is generated: generated.test.ts. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { PLACES } from "../scripts/release/places.mjs";
import { helpText } from "../src/core/options/help";
import type { OptionSpec } from "../src/core/options/option";
import { optionTable } from "../src/core/options/table";

const OPTIONS = optionTable();

const root = new URL("../", import.meta.url);
const read = (name: string) => readFileSync(new URL(name, root), "utf8");
/** Without what only sets the type: `code`, **bold**, *italic*. */
const plain = (text: string) => text.replaceAll(/[`*]/g, "");

/** What the manual page says of each option: one paragraph. */
const DESCRIPTIONS = new Map(
  plain(read("docs/tsinit.8.md"))
    .split("\n\n")
    .filter((paragraph) => paragraph.startsWith("-"))
    .map((paragraph) => [/^(?:-\w.*?, )?--([a-z-]+)/.exec(paragraph)?.[1], paragraph]),
);

/** The option's names, each with its value: `-p SIG`, `--parent-death-signal SIG`; `--name[=VALUE]` if it can be left out. */
function forms({ short, long, value }: OptionSpec): string[] {
  const names = short === "" ? [`--${long}`] : [`-${short}`, `--${long}`];
  return names.map((name) => (value === "" || value.startsWith("[") ? name + value : `${name} ${value}`));
}

function variables(text: string): string[] {
  return [...new Set(plain(text).match(/\bTSINIT_[A-Z_]*[A-Z]\b/g))].sort();
}

describe("the manual page", () => {
  test("describes the options that there are, in the order of the help", () => {
    expect([...DESCRIPTIONS.keys()]).toEqual(OPTIONS.map(({ long }) => long));
  });

  test.each(OPTIONS.map((spec) => [spec.long, spec] as const))("--%s: names, variable, default", (long, spec) => {
    const description = DESCRIPTIONS.get(long) ?? "";
    expect(description.split("\n: ")[0].split(", ")).toEqual(forms(spec));
    expect(variables(description)).toEqual(variables(spec.namedVariable()));
    const value = spec.defaultValue();
    if (value !== "") expect(description).toMatch(new RegExp(`\\bdefault: ${value}(?=\\W)`, "i"));
  });
});

test.each(["README.md", "docs/tsinit.8.md"])("%s names the variables that there are", (document) => {
  expect(variables(read(document))).toEqual(variables(helpText()));
});

const decisions = readdirSync(new URL("docs/decisions", root)).map((name) => `docs/decisions/${name}`);

test.each(["docs/stopping.md", "docs/decisions/stopping.md"])("%s names no option that there isn't", (document) => {
  const named = plain(read(document)).match(/(?<=--)[a-z][a-z-]+/g) ?? [];
  expect(OPTIONS.map(({ long }) => long)).toEqual(expect.arrayContaining([...new Set(named)]));
});

test("docs/decisions/README.md lists every decision, and files that there are", () => {
  const index = read("docs/decisions/README.md");
  const listed = [...index.matchAll(/\]\((.*?)\)/g)].map(([, name]) => `docs/decisions/${name}`);
  expect([...listed, "docs/decisions/README.md"].sort()).toEqual(decisions.sort());
  for (const [, file] of index.matchAll(/`(.*?)`/g)) expect(existsSync(new URL(file, root)), file).toBe(true);
});

/** In these, options of other programs stand behind the program's name: `docker run --init`. */
const GUIDES = ["docs/kubernetes.md", "docs/migrating.md", "examples/kubernetes/README.md"];
/** What is said by whose name tsinit is called, and what only one of these names has. */
const OF_NAMES = ["as", "single-child"];

test.each(GUIDES)("%s: an option by itself is one that there is", (document) => {
  const named = [...read(document).matchAll(/`--([a-z-]+)/g)].map(([, long]) => long);
  expect([...OPTIONS.map(({ long }) => long), ...OF_NAMES]).toEqual(expect.arrayContaining(named));
});

const manifests = readdirSync(new URL("examples/kubernetes", root))
  .filter((name) => name.endsWith(".yaml"))
  .map((name) => `examples/kubernetes/${name}`);

test.each([...GUIDES, ...manifests, "Dockerfile.example"])("%s names no variable that there isn't", (document) => {
  expect(variables(helpText())).toEqual(expect.arrayContaining(variables(read(document))));
});

const DOCUMENTS = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "docs/developing.md",
  "docs/log.md",
  "docs/node.md",
  "docs/status.md",
  "docs/runtime.md",
  "docs/stopping.md",
  "docs/tsinit.8.md",
  ...GUIDES,
  ...decisions,
];

const links = DOCUMENTS.flatMap((document) =>
  [...read(document).matchAll(/\]\(([^):#]+)\)/g)].map(([, link]) => ({ document, link })),
);

/** The anchors that GitHub makes of a document's headings. */
function anchors(document: string): string[] {
  const headings = read(document).match(/(?<=^#+ ).*/gm) ?? [];
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
}

const sections = DOCUMENTS.flatMap((document) =>
  [...read(document).matchAll(/\]\(([^):#]*)#([^)]+)\)/g)].map(([, file, section]) => ({
    document,
    target: file === "" ? document : join(dirname(document), file),
    section,
  })),
);

test.for(sections)("$document: $target has a section $section", ({ target, section }) => {
  expect(anchors(target)).toContain(section);
});

const places = [...DOCUMENTS, "Dockerfile.example", ...manifests].flatMap((document) =>
  [
    ...read(document).matchAll(
      /https:\/\/github\.com\/[\w-]+\/tsinit\b|\b[\w.-]+\.\w+\/tsinit\/tsinit(?=:)|@\w+\/tsinit\b/g,
    ),
  ].map(([place]) => ({ document, place })),
);

test("a release lies at no other place than scripts/release/places.mjs says", () => {
  const { repository, image, npm } = PLACES;
  expect(places.filter(({ place }) => ![repository, image, npm].includes(place))).toEqual([]);
  expect([...new Set(places.map(({ place }) => place))].sort()).toEqual([npm, image, repository]);
});

test.for(links)("$document: $link is there", ({ document, link }, { skip }) => {
  const target = new URL(`${dirname(document)}/${link}`, root);
  skip(/^bench\/results\./.test(link) && !existsSync(target), "npm run bench has not written it yet");
  expect(existsSync(target)).toBe(true);
});

describe("docs/developing.md", () => {
  const text = read("docs/developing.md");
  const files = execFileSync("git", ["ls-files", "src", "native", "test", "scripts"], { cwd: root, encoding: "utf8" });
  /** Folders with files of the source; those of data, below a folder of the map, are not in it. */
  const folders = new Set(
    files
      .split("\n")
      .filter((file) => file.includes("/") && !file.startsWith("test/fuzz/corpus/"))
      .map(dirname),
  );

  test("every folder of src, native, test and scripts is in the map", () => {
    const map = text.split("\n## ")[1];
    const listed = new Set(
      [...map.matchAll(/`((?:src|native|test|scripts)(?:\/[\w-]+)*)`/g)].map(([, folder]) => folder),
    );
    expect([...folders].filter((folder) => !listed.has(folder))).toEqual([]);
  });

  test("every path in it exists", () => {
    const named = [...text.matchAll(/`((?:src|native|test|scripts|docs|bench|completions|examples)\b[\w./-]*)`/g)];
    const paths = named.map(([, path]) => path);
    expect(paths.length).toBeGreaterThan(50);
    expect(paths.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
  });

  test("every name of a constant or a function in it is in the sources", () => {
    const sources = files.split("\n").filter((file) => /^(src|native)\/.*\.\w+$/.test(file));
    const all = sources.map(read).join("\n");
    const names = [...text.matchAll(/`(?:\w+\.)?([A-Za-z]\w+)\(\)`|`([A-Z_]{4,}|[A-Z][a-z]+[A-Z]\w+)`/g)].map(
      ([, called, named]) => called ?? named,
    );
    expect(names.filter((name) => !new RegExp(`\\b${name}`).test(all))).toEqual([]);
  });
});

test("docs/log.md lists every event", () => {
  const sources = readdirSync(new URL("src/core", root), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => read(`src/core/${name}`));
  const events = sources.flatMap((text) => [
    ...text.matchAll(/\b(?:say|sayAsIs)\(\s*\w+,\s*"([\w-]+)"/g),
    ...text.matchAll(/\bremark\(\s*"([\w-]+)"/g),
  ]);
  const listed = [...read("docs/log.md").matchAll(/`([\w-]+)`/g)].map(([, name]) => name);
  expect(events.length).toBeGreaterThan(30);
  expect(listed).toEqual(expect.arrayContaining([...new Set(events.map(([, name]) => name))]));
});
