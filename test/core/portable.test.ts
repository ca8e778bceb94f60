/** The core means the same in Node and in the binary: it keeps away from what the two take differently. */
import { readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { temporaryDirectory } from "../support/directory";
import { unportable } from "../support/portable";

const src = fileURLToPath(new URL("../../src", import.meta.url));
const files = ["core", "runtime"].flatMap((folder) =>
  readdirSync(`${src}/${folder}`, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `${folder}/${name}`),
);
const options: ts.CompilerOptions = { strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, types: [] };

const program = ts.createProgram(
  files.map((name) => `${src}/${name}`),
  options,
);

test.each(files.filter((name) => !name.endsWith(".d.ts")))("%s", (name) => {
  expect(unportable(program, program.getSourceFile(`${src}/${name}`) as ts.SourceFile)).toEqual([]);
});

describe("what it refuses", () => {
  const refused = (code: string) => {
    const file = `${temporaryDirectory()}/snippet.ts`;
    writeFileSync(file, `${code}\nexport {};\n`);
    const snippet = ts.createProgram([`${src}/core/portable.d.ts`, file], options);
    return unportable(snippet, snippet.getSourceFile(file) as ts.SourceFile);
  };

  test.each([
    ["declare let a: i32; a = a / 2;", "a division"],
    ["declare let a: i32; a /= 2;", "a division"],
    ["declare const s: string; if (s) f(); function f(): void {}", "a text as a truth value"],
    ["declare const s: string; const n = s ? 1 : 2;", "a text as a truth value"],
    ["declare const s: string; const b = !s;", "a text as a truth value"],
    ["declare const s: string; declare const c: bool; const b = c && s;", "a text as a truth value"],
    ["declare const s: string; while (s) {}", "a text as a truth value"],
    ["declare const x: f64; const s = `${x}`;", "a f64 in a text"],
    ["declare function x(): f64; const s = `${x()}`;", "a f64 in a text"],
    ["class A { x: f64 = 1; s(): string { return `${this.x}`; } }", "a f64 in a text"],
    ["declare const b: Uint8Array; const n = b[0] + b[1];", "a calculation with bytes"],
    ["const n = 2.5 as i32;", "a fraction as i32"],
    ["declare const a: i32[]; a.sort();", "sort()"],
    ["declare const m: Map<string, i32>; m.keys();", "keys()"],
    ["declare const a: i32[]; for (const b of a) {}", "for..of"],
    ["declare const a: { b: i32 }; const { b } = a;", "destructuring"],
    ["declare const a: i32[]; const b = [...a];", "spread"],
    ["declare const a: string | null; const b = a?.length;", "?."],
    ["declare const a: string | null; const b = a ?? '';", "??"],
    ["const r = /a/;", "a regular expression"],
    ["try {} finally {}", "try"],
    ["const f = (): i32 => 1;", "a function expression"],
    ["declare const a: i32; const b = a == 1;", "== or !="],
  ])("%s", (code, what) => expect(refused(code).join()).toContain(what));

  test("nothing in what is portable", () => {
    const code =
      "declare const a: i32[]; const s = a.length > 0 ? `${a[0]} ${a.length}` : ''; const b: f64 = a[0] * 0.5;";
    expect(refused(code)).toEqual([]);
  });
});
