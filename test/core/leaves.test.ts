/** The core's pure functions, compiled and not: random histories seldom reach all that they can be asked. */
import { constants } from "node:os";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { compileCore } from "../../scripts/build/core.mjs";
import { timestamp } from "../../src/core/base/clock";
import { duration } from "../../src/core/base/duration";
import { errorText } from "../../src/core/base/errno";
import { endingSignal, exitCode } from "../../src/core/base/exit";
import { quoted } from "../../src/core/base/json";
import { printable } from "../../src/core/base/printable";
import { Replacements } from "../../src/core/base/replacements";
import { signalName, signalNumber } from "../../src/core/base/signals";
import { decimal } from "../../src/core/base/text";
import { cut } from "../../src/core/base/utf8";
import { allContracts, contractOf } from "../../src/core/contracts/by-name";
import { whoseOption } from "../../src/core/contracts/other-inits";
import { signalText } from "../../src/core/contracts/signal-text";
import { helpText } from "../../src/core/options/help";
import { optionTable } from "../../src/core/options/table";
import { ProcessStat } from "../../src/core/proc/process-stat";
import { SimulatedKernel } from "../support/simulated-kernel";
import { instantiate, WasmStrings } from "../support/wasm-core";

const OPTIONS = optionTable();

const WASM = "build/leaves/leaves.wasm";

interface Leaves {
  memory: WebAssembly.Memory;
  newString(length: number): number;
  collect(): void;
  [name: string]: unknown;
}

/** A kernel that reads one text, whatever file is asked for. */
class TextKernel extends SimulatedKernel {
  stat = "";

  constructor() {
    super({ argv: [] });
  }

  override readStat(): number {
    return this.stat.length;
  }

  override byte(index: number): number {
    if (!(index >= 0 && index < this.stat.length)) throw new Error(`byte ${index} of ${this.stat.length}`);
    return this.stat.charCodeAt(index);
  }

  override text(start: number, end: number): string {
    return this.stat.slice(start, end);
  }
}

const kernel = new TextKernel();
let leaves: Leaves;
let strings: WasmStrings;

beforeAll(() => {
  compileCore("test/support/leaves.ts", WASM);
  leaves = instantiate<Leaves>(WASM, kernel);
  strings = new WasmStrings(() => leaves.memory);
});

function call(name: string, ...args: (string | number)[]): number {
  leaves.collect();
  const passed = args.map((argument) => {
    if (typeof argument === "number") return argument;
    const address = leaves.newString(argument.length);
    strings.put(address, argument);
    return address;
  });
  return (leaves[name] as (...args: number[]) => number)(...passed);
}

const textOf = (name: string, ...args: (string | number)[]) => strings.get(call(name, ...args));

const bytes = fc.string({ unit: fc.nat(255).map((code) => String.fromCharCode(code)), maxLength: 30 });
const digits = fc.stringMatching(/^\d{0,11}$/);
const lengthOfTime = fc.tuple(digits, fc.constantFrom("", "."), digits, fc.constantFrom("", "s", "ms", "m", "h", " s"));
const nameOfSignal = fc.oneof(
  fc.tuple(
    fc.constantFrom("", "SIG", "sig", "Sig"),
    fc.constantFrom("TERM", "term", "IOT", "cld", "Poll", "RTMIN", "0", "X"),
  ),
  fc.tuple(
    fc.constantFrom("RTMIN+", "sigrtmin+", "RTMAX-", "RTMIN-", "RT"),
    fc.integer({ min: -2, max: 70 }).map(String),
  ),
  fc.tuple(bytes, fc.constant("")),
);

function same<T>(
  inputs: fc.Arbitrary<T>,
  ours: (input: T) => unknown,
  theirs: (input: T) => unknown,
  numRuns = 3000,
): void {
  fc.assert(
    fc.property(inputs, (input) => {
      expect(theirs(input)).toEqual(ours(input));
    }),
    { numRuns },
  );
}

describe("the same, compiled and not", () => {
  test("signalNumber", () =>
    same(
      nameOfSignal.map((parts) => parts.join("")),
      signalNumber,
      (text) => call("signalNumber", text),
    ));

  test("signalName, signalText and what is forwarded, of every number", () => {
    for (let signo = -1; signo <= 70; signo++) {
      expect(textOf("signalName", signo)).toBe(signalName(signo));
      if (signo > 0) expect(textOf("signalText", signo)).toBe(signalText(signo));
      for (const [index, contract] of allContracts().entries())
        expect(call("forwards", index, signo) !== 0).toBe(contract.forwards(signo));
    }
  });

  test("the contract of a name, and whoseOption of every letter and name", () => {
    const names = OPTIONS.map(({ long }) => long).concat("single-child", "nosuch", "");
    for (const name of [...names, "tini", "tini-static", "docker-init", "dumb-init", "podman-init", "pause", "tsinit"])
      expect(call("indexOfContract", name)).toBe(
        allContracts().findIndex((contract) => contract.name() === contractOf(name)?.name()),
      );
    for (const [index, contract] of allContracts().entries()) {
      for (const long of names) expect(textOf("whoseOption", index, "", long)).toBe(whoseOption(contract, "", long));
      for (let code = 33; code < 127; code++) {
        const letter = String.fromCharCode(code);
        expect(textOf("whoseOption", index, letter, "")).toBe(whoseOption(contract, letter, ""));
      }
    }
  });

  test("every name leads back to its number", () => {
    for (let signo = 1; signo <= 64; signo++) {
      if (signo !== 32 && signo !== 33) expect(signalNumber(signalName(signo))).toBe(signo);
      expect(signalNumber(String(signo))).toBe(signo);
    }
  });

  test("decimal", () => same(fc.oneof(digits, bytes), decimal, (text) => call("decimal", text)));

  test("printable", () => same(bytes, printable, (text) => textOf("printable", text)));

  test("cut", () =>
    same(
      bytes,
      (text) => cut(text, 7),
      (text) => textOf("cut7", text),
    ));

  test("quoted", () => same(bytes, quoted, (text) => textOf("quoted", text)));

  test("timestamp", () =>
    same(fc.integer({ min: 0, max: 4_102_444_800_000 }), timestamp, (ms) => textOf("timestamp", ms)));

  test("duration", () =>
    same(
      fc.oneof(
        lengthOfTime.map((parts) => parts.join("")),
        bytes,
      ),
      duration,
      (text) => call("duration", text),
    ));

  test("errorText, of every number", () => {
    for (let errno = -1; errno <= 140; errno++) expect(textOf("errorText", errno)).toBe(errorText(errno));
  });

  test("errorText has words for every error, each in its place", () => {
    const named = Object.values(constants.errno);
    for (const errno of named) expect(errorText(errno)).not.toContain(`error ${errno}`);
    const { EPERM, ENOSPC, EROFS, ETXTBSY, EIO, ELOOP, EDQUOT, EOVERFLOW, ESTALE } = constants.errno;
    expect([EPERM, ENOSPC, EROFS, ETXTBSY, EIO, ELOOP, EDQUOT, EOVERFLOW, ESTALE, 133].map(errorText)).toEqual([
      "Operation not permitted",
      "No space left on device",
      "Read-only file system",
      "Text file busy",
      "Input/output error",
      "Too many levels of symbolic links",
      "Disk quota exceeded",
      "Value too large for defined data type",
      "Stale file handle",
      "Memory page has hardware error",
    ]);
    expect([0, 41, 134, -1].map(errorText)).toEqual(["error 0", "error 41", "error 134", "error -1"]);
  });

  test("exitCode and endingSignal, of every wait status", () => {
    for (let status = 0; status < 65536; status++) {
      expect(call("exitCode", status)).toBe(exitCode(status));
      expect(call("endingSignal", status)).toBe(endingSignal(status));
    }
  });

  test("Replacements", () =>
    same(
      fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3), fc.nat(3), fc.nat(3)),
      ([a, b, c, d, number]) => {
        const replacements = new Replacements();
        replacements.add(a, b);
        replacements.add(c, d);
        return replacements.apply(number);
      },
      (numbers) => call("replaced", ...numbers),
    ));

  test("helpText", () => expect(textOf("helpText")).toBe(helpText()));

  test("the parser of /proc/PID/stat, of anything", () => {
    const number = fc.oneof(fc.nat(99999).map(String), fc.constantFrom("-1", "", "x", "99999999999", "1 2"));
    const line = fc
      .tuple(bytes, fc.constantFrom("R", "Z", "", ")"), fc.array(number, { minLength: 15, maxLength: 25 }))
      .map(([comm, state, fields]) => `7 (${comm}) ${state} ${fields.join(" ")}`);
    const cut = fc.tuple(line, fc.nat(200)).map(([text, length]) => text.slice(0, length));
    const read = () => {
      const stat = new ProcessStat();
      if (!stat.read(kernel, 7)) return "";
      return `${stat.parent} ${stat.start % 1000000} ${stat.state} ${stat.threads} ${stat.name(kernel)}`;
    };
    same(
      fc.oneof(line, cut, bytes),
      (text) => {
        kernel.stat = text;
        return read();
      },
      (text) => {
        kernel.stat = text;
        return textOf("statOf", 7);
      },
      10000,
    );
  });
});
