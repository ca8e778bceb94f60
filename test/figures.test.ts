/** Figures in the documents are those of the sources and of dist/tsinit. Options and their defaults: docs.test.ts. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { callGraph } from "../scripts/build/stack.mjs";
import { ARCHITECTURES } from "../scripts/release/architectures.mjs";
import { allContracts, contractOf } from "../src/core/contracts/by-name";

const root = new URL("../", import.meta.url);
const read = (name: string) => readFileSync(new URL(name, root), "utf8");

const WORDS = new Map([
  ...["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"].map(
    (word, i) => [i + 1, word] as const,
  ),
  [20, "twenty"],
  [30, "thirty"],
]);

/** The value of `const NAME = ...`, `NAME: i32 = ...` or `#define NAME ...` in a source file. */
function constant(file: string, name: string): number {
  const [, value] =
    new RegExp(`(?:\\bconst|#define) ${name}\\b(?:: \\w+)?(?: =)? ([0-9]+(?: << [0-9]+)?)`).exec(read(file)) ?? [];
  if (value === undefined) throw new Error(`${file} has no number ${name}: adapt test/figures.test.ts`);
  const [number, shift = 0] = value.split(" << ").map(Number);
  return number * 2 ** shift;
}

/** How a number may be written. */
const forms = (value: number) => [String(value), value.toLocaleString("en-US"), WORDS.get(value) ?? String(value)];

const HOST = "src/core/base/host.ts";
const KERNEL = "src/core/base/kernel.ts";
const SHUTDOWN = "src/core/run/shutdown.ts";
const WATCH = "src/core/run/watch.ts";

/** A phrase of a document, with {} for the number; the file and the name of the constant; what it is divided by. */
type Stated = [phrase: string, file: string, name: string, unit?: number];

const STATED: Record<string, Stated[]> = {
  "README.md": [
    ["has {} seconds (`--grace`)", HOST, "DEFAULT_GRACE", 1000],
    ["it looks by itself, every {} to", SHUTDOWN, "FIRST_LOOK"],
    ["to {} ms.", SHUTDOWN, "LAST_LOOK"],
  ],
  "docs/decisions/bounds.md": [
    ["lives for months, in {} MiB of memory", HOST, "LINEAR_MEMORY", 1 << 20],
    ["| looks at /proc for one signal | {};", "src/core/proc/everyone.ts", "MOST_LOOKS"],
    ["; {} without a new descendant", "src/core/proc/everyone.ts", "LOOKS_FOR_UNREAD"],
    ["| processes that cannot be signalled | {} sentences", "src/core/run/failures.ts", "MOST"],
    ["| processes named when they are killed | {} |", "src/core/proc/survivors.ts", "MOST"],
    ["| children reaped at once | {} |", HOST, "REAPED_BEFORE_EVENTS"],
    ["| events between two looks at the clock | {} |", HOST, "EVENTS_BEFORE_REAPING"],
    ["| parents whose zombies are counted | {} |", "src/core/proc/zombies.ts", "MOST_PARENTS"],
    ["| `--status`: processes | {} |", "src/core/status/look.ts", "MOST_PROCESSES"],
    ["that get a sentence | {} |", "src/core/status/findings.ts", "MOST_PARENTS"],
    ["| a command line | {} bytes", "src/core/proc/process-name.ts", "LONGEST"],
    ["| a page of {} bytes of /proc/self/cgroup", KERNEL, "PIECE"],
    ["| cgroups above each other | {},", "src/core/proc/limits.ts", "MOST_LEVELS"],
    ["other files of lines | {} MiB", "src/core/proc/lines.ts", "LONGEST", 1 << 20],
    ["MiB, lines of {} bytes", KERNEL, "PIECE"],
    ["| a name or path in a message | {} bytes", "src/core/base/printable.ts", "LONGEST"],
    ["| a message | {} bytes", KERNEL, "LONGEST_MESSAGE"],
    ["| a JSON field | {} bytes", "src/core/log/log.ts", "LONGEST_FIELD"],
    ["| the termination message | {} bytes", KERNEL, "LONGEST_MESSAGE"],
  ],
  "docs/decisions/begin-anew.md": [
    ["the {} MiB of memory may be full", HOST, "LINEAR_MEMORY", 1 << 20],
    ["and {} numbers in which the core notes", KERNEL, "NOTES"],
    ["This is done {} times within a minute", "native/binary/after-trap.c", "MOST_BEGINNINGS"],
  ],
  "docs/decisions/counters.md": [["# Counters are read first after {} ms", WATCH, "DELAY"]],
  "docs/decisions/garbage.md": [
    ["ran out of its {} MiB", HOST, "LINEAR_MEMORY", 1 << 20],
    ["Below {} bytes", "src/binary/entry.ts", "LITTER"],
  ],
  "docs/decisions/reaping.md": [
    ["So after {} events without CHLD", HOST, "EVENTS_BEFORE_REAPING"],
    ["So no more than {} are reaped at once", HOST, "REAPED_BEFORE_EVENTS"],
  ],
  "docs/decisions/stopping.md": [
    ["at most {} times, because a fork storm", "src/core/proc/everyone.ts", "MOST_LOOKS"],
    ["**KILL every {} ms.**", SHUTDOWN, "BETWEEN_KILLS"],
    ["**{} second after the first KILL", SHUTDOWN, "KILL_WAITS", 1000],
    ["So after {} rounds of reaping", SHUTDOWN, "ENDS_ONE_BY_ONE"],
    ["**A look every {} to", SHUTDOWN, "FIRST_LOOK"],
    ["to {} ms, at strangers alone", SHUTDOWN, "LAST_LOOK"],
  ],
  "docs/log.md": [
    ["one write of at most {} bytes", KERNEL, "LONGEST_MESSAGE"],
    ["the same zombies after {} (", WATCH, "ZOMBIES_FOR", 1000],
    ["`pid` and `command`, {} at most", "src/core/proc/survivors.ts", "MOST"],
  ],
  "docs/status.md": [
    ["if it is still one {} s later", "src/core/status/report.ts", "PATIENCE", 1000],
    ["there are more than {} processes", "src/core/status/look.ts", "MOST_PROCESSES"],
    ["| {} % of the pids limit are in use", WATCH, "NEAR"],
    ["a living process has {} zombies or more", "src/core/proc/zombies.ts", "MANY"],
    ["only if there are more than {}, at most every", "src/core/proc/zombies.ts", "MANY"],
    ["at most every {} s", WATCH, "BETWEEN_SCANS", 1000],
    ["the same line, at most {} bytes", KERNEL, "LONGEST_MESSAGE"],
  ],
  "docs/tsinit.8.md": [
    ["{} second after the first KILL it exits", SHUTDOWN, "KILL_WAITS", 1000],
    ["**{}** : tsinit itself failed", "src/core/base/exit.ts", "EXIT_FAILURE"],
    ["**{}** : The program was found and cannot", "src/core/base/exit.ts", "EXIT_NOT_EXECUTABLE"],
    ["**{}** : The program was not found", "src/core/base/exit.ts", "EXIT_NOT_FOUND"],
    ["{} as well if the program does not even end on KILL", "src/core/base/exit.ts", "EXIT_KILLED"],
  ],
  "docs/node.md": [["longer than `hookTimeout` ({} s)", "src/node/hooks.ts", "TIMEOUT", 1000]],
  "src/node/options.ts": [["is waited for, in ms; {} if not given", "src/node/hooks.ts", "TIMEOUT"]],
};

describe.each(Object.entries(STATED))("%s", (document, stated) => {
  const text = read(document).replaceAll(/\s+/g, " ").toLowerCase();
  test.each(stated)("%s: %s, %s", (phrase, file, name, unit = 1) => {
    const value = constant(file, name) / unit;
    const wanted = forms(value).map((form) => phrase.replace("{}", form).toLowerCase());
    expect(
      wanted.some((one) => text.includes(one)),
      `${document} should say: ${wanted[0]}`,
    ).toBe(true);
  });
});

test.each([
  ["README.md", "| 125 | tsinit itself failed", "EXIT_FAILURE"],
  ["README.md", "| 126 | The program was found", "EXIT_NOT_EXECUTABLE"],
  ["README.md", "| 127 | The program was not found", "EXIT_NOT_FOUND"],
  ["docs/status.md", "| 125 | nothing could be seen", "EXIT_FAILURE"],
])("%s: %s", (document, row, name) => {
  expect(read(document)).toContain(row);
  expect(row).toContain(`| ${constant("src/core/base/exit.ts", name)} |`);
});

describe("sizes", () => {
  const size = statSync(new URL("dist/tsinit", root)).size / 1000;

  /** All numbers that stand where the pattern has its group. */
  const figures = (document: string, pattern: RegExp) => {
    const found = [...read(document).replaceAll(/\s+/g, " ").matchAll(pattern)].map(([, number]) => Number(number));
    expect(found, `${document}: ${pattern}`).not.toEqual([]);
    return found;
  };

  const mustBeNear = (stated: number[], value: number) => {
    for (const figure of stated) expect(Math.abs(figure / value - 1), `${figure}, really ${value}`).toBeLessThan(0.05);
  };

  test.each([
    ["README.md", /static Linux binary of (\d+) kB/g],
    ["CHANGELOG.md", /static binary of (\d+) kB/g],
    ["docs/node.md", /\| file \| (\d+) kB/g],
  ])("%s: the file, within 5 %%", (document, pattern) => mustBeNear(figures(document, pattern), size));

  test("docs/decisions/size.md: the file that the flags were measured with, within 10 %", () => {
    for (const bytes of figures("docs/decisions/size.md", /\| as it is \| (\d+) \|/g))
      expect(Math.abs(bytes / 1000 / size - 1), `${bytes} bytes: run node scripts/measure-flags.mjs`).toBeLessThan(0.1);
  });

  test("docs/decisions: what preloading is worth stands in size.md", () => {
    const [[, file, rss, anonymous]] = read("docs/decisions/size.md").matchAll(
      /\(`memory.S`\) \| \d+ \(−(\d+)\) .*\(\+(\d+)\) \| \d+ \(\+(\d+)\) \|$/gm,
    );
    const text = read("docs/decisions/preloaded-memory.md").replaceAll(/\s+/g, " ");
    expect(text).toContain(`${rss} kB less peak RSS, ${anonymous} kB less RssAnon`);
    expect(text).toContain(`for ${Math.round(Number(file) / 1000)} kB of the file`);
  });

  test("README.md: with glibc, as in docs/decisions/size.md", () => {
    const [bytes] = figures("docs/decisions/size.md", /\| glibc \(`CC=gcc`\) \| (\d+) /g);
    mustBeNear(figures("README.md", /with glibc: larger \((\d+) kB\)/g), bytes / 1000);
  });

  test.for([["memory.bin", "docs/decisions/begin-anew.md"]])(
    "the preloaded memory, within 5 %%: %s, %s",
    ([file, document], { skip }) => {
      const path = new URL(`build/tsinit/${file}`, root);
      skip(!existsSync(path), "this build does not preload the memory");
      mustBeNear(figures(document, /the first (\d+) kB, which are in the file/g), statSync(path).size / 1000);
    },
  );

  test("docs/decisions/bounded-stack.md: the greatest depth of calls, within a fifth", () => {
    const calls: Map<string, Set<string>> = callGraph(read("build/tsinit/core.c"));
    const depths = new Map<string, number>();
    const depth = (name: string): number => {
      const known = depths.get(name);
      if (known !== undefined) return known;
      const below = [...(calls.get(name) ?? [])].map(depth);
      depths.set(name, 1 + Math.max(0, ...below));
      return 1 + Math.max(0, ...below);
    };
    const deepest = Math.max(...[...calls.keys()].map(depth));
    const [stated] = figures("docs/decisions/bounded-stack.md", /when it is built: about (\d+) functions/g);
    expect(Math.abs(stated / deepest - 1), `${stated}, really ${deepest}`).toBeLessThan(0.2);
  });

  test("docs/developing.md: the limits are those of the tests", () => {
    const text = read("docs/developing.md");
    const most = ARCHITECTURES.find(({ debian }) => debian === "amd64")?.most ?? 0;
    const [, rss] = /at most (\d+) kB of memory ever/.exec(read("test/binary/idle.test.ts")) ?? [];
    expect(text).toContain(`The file has at most ${most / 1000} kB, peak RSS at most ${rss} kB`);
  });
});

test("README.md: whose contract comes with which name", () => {
  const rows = [...read("README.md").matchAll(/^\| (`[^|]+`) \| (?:that of Kubernetes' )?([\w-]+)(?:'s)? \|$/gm)];
  const stated = rows.map(([, names, whose]) => [whose, ...[...names.matchAll(/`(.*?)`/g)].map(([, name]) => name)]);
  const others = allContracts()
    .map((contract) => contract.name())
    .filter((name) => name !== "tsinit");
  expect(stated.map(([whose]) => whose)).toEqual(others);
  for (const [whose, ...names] of stated) for (const name of names) expect(contractOf(name)?.name(), name).toBe(whose);
});

test("docs/status.md and its schema list the findings and notes that there are", () => {
  const ids = [...read("src/core/status/findings.ts").matchAll(/this\.(?:find|note)\(\s*"([a-z-]+)"/g)]
    .map(([, id]) => id)
    .sort();
  const tables = read("docs/status.md").split("## How it is concluded")[0];
  const rows = [...tables.matchAll(/^\| (`[a-z`, -]+`) \|/gm)].flatMap(([, names]) => names.match(/[a-z-]+/g) ?? []);
  expect(rows.sort()).toEqual(ids);
  const [, schema] = /"id":[^[]*\[([^\]]*)\]/.exec(read("docs/status.schema.json")) ?? [];
  expect(JSON.parse(`[${schema}]`).sort()).toEqual(ids);
});
