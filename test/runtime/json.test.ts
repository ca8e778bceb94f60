/** JSON is read as JSON.parse() reads it, and is edited byte by byte. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Bytes } from "../../src/runtime/bytes";
import { endOfDocument, endOfString } from "../../src/runtime/json";
import { textAt } from "../../src/runtime/members";
import { CONFIGS, mutated, randomFrom } from "./support/configs";
import { mustBeChangedWell, parsed } from "./support/expectation";
import { BUNDLE, call, change, MemoryHost } from "./support/memory-host";
import { callCompiled } from "./support/wasm-wrapper";

/** All of them: scripts/configs.mjs. */
const MUTATIONS = Number(process.env.TSINIT_MUTATIONS ?? 3000);

/** These bytes, loaded. */
function loaded(content: string): Bytes {
  const host = new MemoryHost({ files: { [BUNDLE]: content } });
  host.load(BUNDLE);
  return host;
}

const bytesOf = (text: string) => Buffer.from(text, "utf8").toString("latin1");
const isValid = (bytes: string) => endOfDocument(loaded(bytes)) === bytes.length;

/** JSON with blanks where they may be. */
function spaced(text: string, seed: number): string {
  const random = randomFrom(seed);
  let inString = false;
  let result = "";
  for (let i = 0; i < text.length; i++) {
    const blank = !inString && /[{}[\]:,]/.test(text[i]) ? " \n\t\r".slice(0, random(5)) : "";
    if (text[i] === "\\") result += text[i++];
    else if (text[i] === '"') inString = !inString;
    result += blank + text[i] + blank;
  }
  return result;
}

describe("the grammar", () => {
  test("any value is valid, with blanks or not", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.integer(), (json, seed) => isValid(bytesOf(spaced(json, seed)))),
    );
  });

  test("whatever is made of the signs of JSON is valid for both or for neither", () => {
    const pieces = [
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"',
      "\\",
      "-",
      "+",
      ".",
      "e",
      "0",
      "1",
      " ",
      "\n",
      "\\u00",
      "ab",
      "\\n",
    ];
    const more = ["null", "true", "false", '"k":', "1.5", "-0", "1e3", '""', "\u0000", "é", "\u2028", "\ufeff"];
    const piece = fc.constantFrom(...pieces, ...more);
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (list) => {
        const bytes = bytesOf(list.join(""));
        expect(isValid(bytes), bytes).toBe(parsed(bytes) !== undefined);
      }),
      { numRuns: 20_000 },
    );
  });

  test.each([
    ...["0", "-0", "10", "1.0", "1e5", "1E+5", "1e-05", '"\\ud800"', '"\x7f"', " [ ] ", "[[],{}]", '{"a":{"a":[]}}'],
    ...[
      "",
      " ",
      "01",
      "1.",
      ".5",
      "+1",
      "1e",
      "-",
      "--1",
      "0x1",
      "tru",
      "truee",
      "nul",
      "[1,]",
      "[,1]",
      '{"a"}',
      '{"a":}',
    ],
    ...[
      '{"a":1,}',
      "{,}",
      "[}",
      '{"a":1]',
      '"',
      '"\\"',
      '"\\x"',
      '"\\u12g4"',
      '"\n"',
      "'a'",
      "[1 2]",
      "[]]",
      "{}{}",
      "NaN",
      "1\0",
    ],
  ])("%j", (json) => expect(isValid(json)).toBe(parsed(json) !== undefined));

  test("no depth is too much", () => {
    const depth = 100_000;
    expect(isValid("[".repeat(depth) + "]".repeat(depth))).toBe(true);
    expect(isValid(`${"[".repeat(depth)}${"]".repeat(depth - 1)}}`)).toBe(false);
    expect(isValid(`${'{"a":['.repeat(depth)}${"]}".repeat(depth)}`)).toBe(true);
  });

  test("a text means what JSON.parse() says, escapes and all", () => {
    const escaped = fc
      .string({ unit: "binary" })
      .map((text) =>
        [...JSON.stringify(text)].map((c, i) => (i % 3 === 1 && /\w/.test(c) && text.length < 9 ? c : c)).join(""),
      );
    const units = fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 8 })
      .map((codes) => `"${codes.map((code) => `\\u${code.toString(16).padStart(4, "0")}`).join("")}"`);
    const short = fc.constantFrom(
      '"\\b\\f\\n\\r\\t\\/\\\\\\""',
      '"a\\u0041\\ud83d\\ude00b"',
      '"\\ud83dx"',
      '"\\ude00"',
    );
    fc.assert(
      fc.property(fc.oneof(escaped, units, short), (json) => {
        const bytes = loaded(bytesOf(json));
        const text = textAt(bytes, 0, endOfString(bytes, 0));
        expect(text).toBe(bytesOf(JSON.parse(json).toWellFormed()));
      }),
    );
  });
});

/** The options that were put in, which have to be those of the annotation; where that is there twice, the last one counts. */
function optionsIn(before: string, after: string): string[] {
  const args: string[] = (parsed(after) as { process?: { args?: string[] } } | undefined)?.process?.args ?? [];
  const options = args.slice(1, args.indexOf("--"));
  if (before === after || options.length === 0) return [];
  const { annotations } = parsed(before) as { annotations: Record<string, string> };
  expect(options.at(-1)).toBe(bytesOf(`--grace=${annotations["dev.tsinit/grace"]}`));
  expect(options.every((option) => option.startsWith("--grace="))).toBe(true);
  return options;
}

describe("the two changes", () => {
  test.each(Object.entries(CONFIGS))("%s, as an engine has written it", (name, config) => {
    const { config: after, said } = change(config);
    const isLeft = /init|infra|host-pid/.test(name);
    expect(mustBeChangedWell(config, after, config.includes('"dev.tsinit/grace":"20s"') ? ["--grace=20s"] : [])).toBe(
      !isLeft && name !== "podman-annotations",
    );
    expect(said).toBe("");
    expect(change(after).config).toBe(after); // who comes again finds it done
  });

  test("any configuration: what is parsed afterwards is what was parsed before, with the two changes", () => {
    const anything = fc.jsonValue({ maxDepth: 3 });
    const args = fc
      .array(fc.string({ unit: "binary" }), { minLength: 1 })
      .filter(([first]) => !/init|pause/.test(first));
    const mounts = fc.oneof(fc.constant(undefined), fc.constant(null), fc.array(anything));
    const others = fc.dictionary(fc.stringMatching(/^[a-z]{1,3}\W?$/), anything);
    fc.assert(
      fc.property(args, mounts, others, anything, fc.integer(), (args, mounts, others, extra, seed) => {
        const process = { ...others, args, zz: extra };
        const parts = Object.entries({ ...others, mounts, process, linux: { namespaces: [{ type: "pid" }] } });
        const first = randomFrom(seed)(parts.length);
        const config = Object.fromEntries([...parts.slice(first), ...parts.slice(0, first)]);
        const before = bytesOf(spaced(JSON.stringify(config), seed));
        const { config: after, said } = change(before);
        expect(said).toBe("");
        expect(mustBeChangedWell(before, after)).toBe(true);
      }),
    );
  });

  test("recorded configurations with mistakes: changed well or not at all, and in Node as in the binary", () => {
    let valid = 0;
    for (let seed = 0; seed < MUTATIONS; seed++) {
      const before = mutated(seed);
      const world = { files: { [BUNDLE]: before } };
      const result = call(world);
      const after = result.files[BUNDLE];
      try {
        expect(callCompiled(world)).toEqual(result);
        const isJson = parsed(before) !== undefined;
        if (isJson) valid++;
        expect(result.stderr.includes("it is not JSON")).toBe(!isJson);
        mustBeChangedWell(before, after, optionsIn(before, after));
      } catch (error) {
        throw new Error(`mutation ${seed}: ${(error as Error).message}`);
      }
    }
    expect(valid).toBeGreaterThan(MUTATIONS / 20);
    expect(valid).toBeLessThan((MUTATIONS * 3) / 4);
  });
});
