/** The rooms of src know only those that they may know, and there is no circle of imports. */
import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { offences, ROOMS, sources } from "../support/rooms";

describe("the tree", () => {
  const found = offences(sources());

  test("keeps to the table, and has no circle of imports", () => {
    expect(found.map(({ sentence }) => sentence)).toEqual([]);
  });

  test("has every room of the table", () => {
    expect(Object.keys(ROOMS).filter((room) => !existsSync(`src/${room}`))).toEqual([]);
  });
});

describe("what is refused", () => {
  const found = (files: Record<string, string>, rooms = ROOMS) =>
    offences(files, rooms).map(({ what, sentence }) => [what, sentence]);

  test.each([
    ["a room above", "core/base/a", 'import { b } from "../log/b";', "core/base -> core/log"],
    ["a room beside", "core/status/a", 'import { b } from "../run/b";', "core/status -> core/run"],
    ["the root, from a room", "core/run/a", 'import { b } from "../init";', "core/run -> core"],
    ["a type alone", "core/base/a", 'import type { B } from "../log/b";', "core/base -> core/log"],
    ["the type of a module", "core/base/a", 'let b: import("../log/b").B;', "core/base -> core/log"],
    ["what is passed on", "core/base/a", 'export { b } from "../log/b";', "core/base -> core/log"],
    ["a host, from the core", "core/init", 'import { b } from "../node/bytes";', "core -> node"],
    ["the other host", "node/a", 'import { b } from "../binary/b";', "node -> binary"],
    ["the other host's modules", "binary/a", 'import { b } from "node:fs";', "binary -> node:fs"],
    ["a module of Node, in the core", "core/base/a", 'import { b } from "node:fs";', "core/base -> node:fs"],
    ["a package", "node/a", 'import { b } from "package";', "node -> package"],
  ])("%s", (_, file, text, what) => {
    expect(found({ [file]: text })).toEqual([[what, expect.stringContaining("move what it needs into one of these")]]);
  });

  test("a file in no room", () => {
    const sentence = "src/core/attic is no room: move core/attic/a.ts into one, or add it to the table";
    expect(found({ "core/attic/a": "" })).toEqual([["core/attic", expect.stringContaining(sentence)]]);
  });

  test("circles of imports, types too, each once", () => {
    const files = {
      "node/a": 'import { b } from "./b";',
      "node/b": 'import type { C } from "./c";',
      "node/c": 'export * from "./a";',
      "node/itself": 'import { d } from "./itself";',
      "node/beside": 'import { a } from "./a";',
    };
    expect(found(files)).toEqual([
      ["node/a node/b node/c", expect.stringContaining("Put what they share into a file of its own")],
      ["node/itself", expect.stringContaining("a circle of imports: node/itself.")],
    ]);
  });

  test("nothing of what the table allows", () => {
    const files = {
      "core/base/a": 'import { b } from "./b"; // import { c } from "../log/c";',
      "core/log/a": 'import { b } from "../base/b";',
      "core/init": 'import { a } from "./answer"; import { b } from "./status/b";',
      "binary/a": 'import { Init } from "../core/init"; import { OBJECT } from "rt/common";',
      "node/a":
        'import { Init } from "../core/init"; import { readFileSync } from "node:fs"; import { a } from "../core/base/a";',
    };
    expect(found(files)).toEqual([]);
  });

  test("a circle of two rooms, even if a table allows it", () => {
    const files = { "a/one": 'import { two } from "../b/two";', "b/two": 'import { one } from "../a/one";' };
    expect(found(files, { a: ["b"], b: ["a"] }).map(([what]) => what)).toEqual(["a/one b/two"]);
  });
});
