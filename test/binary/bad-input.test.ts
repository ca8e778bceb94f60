/** What tsinit cannot do as told it says in one sentence, with the option and the value, and exits with 125. */
import { describe, expect, test } from "vitest";
import { pid1 } from "../support/tsinit";

const TRUE = ["--", "true"];

/** Runs tsinit and expects it to refuse. */
async function refuses(args: string[], sentence: string, env: Record<string, string> = {}) {
  const outcome = await pid1.run(args, { env });
  expect(outcome).toEqual({ code: 125, stdout: "", stderr: `[FATAL tsinit (1)] ${sentence}\n` });
}

describe("options", () => {
  test.each([
    { args: ["-z"], unknown: "'-z' in '-z'" },
    { args: ["-gzs"], unknown: "'-z' in '-gzs'" },
    { args: ["-g", "-S"], unknown: "'-S' in '-S'" },
    { args: ["--no-such-option"], unknown: "'--no-such-option'" },
    { args: ["--no-such-option=1"], unknown: "'--no-such-option'" },
    { args: ["--grou"], unknown: "'--grou'" },
    { args: ["---"], unknown: "'---'" },
    { args: ["--="], unknown: "'--'" },
    { args: ["-\xe9"], unknown: "'-?' in '-\xc3\xa9'" },
  ])("unknown: $args", ({ args, unknown }) =>
    refuses([...args, ...TRUE], `unknown option ${unknown}; tsinit --help lists them`),
  );

  test.each([
    { args: ["-p"], missing: "-p needs a value: SIG" },
    { args: ["-gp"], missing: "-p needs a value: SIG" },
    { args: ["-e"], missing: "-e needs a value: N[:M]" },
    { args: ["-w", "--remap-exit"], missing: "--remap-exit needs a value: N[:M]" },
    { args: ["--parent-death-signal"], missing: "--parent-death-signal needs a value: SIG" },
  ])("without its value: $args", ({ args, missing }) => refuses(args, missing));

  test.each(["--group=yes", "--subreaper=", "--verbose=3", "--help=me", "--version=1"])(
    "with a value that it does not take: %s",
    (argument) => {
      const [name, value] = argument.split("=");
      return refuses([argument, ...TRUE], `${name} takes no value, '${value}' was given`);
    },
  );

  test.each([
    "256",
    "-1",
    "1x",
    "0x10",
    "",
    " 1",
    "+1",
    "1.0",
    "4294967297",
    "99999999999999999999",
    "1:",
    ":1",
    ":",
    "1:256",
    "1:2:3",
    "1:-1",
    "1,",
    "1,,2",
    "1;2",
    "abc",
    "\xe9",
  ])("exit code '%s'", async (value) => {
    const bytes = Buffer.from(value).toString("latin1");
    const complaint = `'${bytes}' is not N or N:M with exit codes from 0 to 255`;
    await refuses(["-e", value, ...TRUE], `-e: ${complaint}`);
    await refuses([`--remap-exit=${value}`, ...TRUE], `--remap-exit: ${complaint}`);
    await refuses(TRUE, `TSINIT_REMAP_EXIT: ${complaint}`, { TSINIT_REMAP_EXIT: value });
  });

  test.each([
    "NOPE",
    "SIG",
    "",
    "0",
    "65",
    "-1",
    "15x",
    "TERM ",
    "SIGSIGTERM",
    "RTMIN+31",
    "RTMAX-31",
    "RTMIN+",
    "RTMIN-1",
    "4294967311",
  ])("signal '%s'", async (value) => {
    const complaint = `'${value}' is not a signal (a name such as TERM, or a number from 1 to 64)`;
    await refuses(["-p", value, ...TRUE], `-p: ${complaint}`);
    await refuses([`--parent-death-signal=${value}`, ...TRUE], `--parent-death-signal: ${complaint}`);
    await refuses(TRUE, `TSINIT_PARENT_DEATH_SIGNAL: ${complaint}`, { TSINIT_PARENT_DEATH_SIGNAL: value });
  });

  test("a bad value is refused though a good one follows", () =>
    refuses(["-e", "300", "-e", "1", ...TRUE], "-e: '300' is not N or N:M with exit codes from 0 to 255"));

  test("a bad option after the program is the program's own", async () => {
    const { stdout, code } = await pid1.run(["echo", "-z", "--no-such-option", "-e", "300"]);
    expect({ stdout, code }).toEqual({ stdout: "-z --no-such-option -e 300\n", code: 0 });
  });
});

describe("no program", () => {
  const NO_PROGRAM = "no program given: tsinit [OPTIONS] [--] PROGRAM [ARGUMENTS]";
  test.each([[[]], [["--"]], [["-g"]], [["-gv", "--"]], [["-e", "1", "--"]]])("%j", (args) =>
    refuses(args, NO_PROGRAM),
  );
});

describe("environment", () => {
  test.each(["TSINIT_SUBREAPER", "TSINIT_GROUP", "TSINIT_WARN_ON_REAP"])("%s", async (name) => {
    for (const value of ["2", "abc", "yess", "-1", " "]) {
      const complaint = "is neither yes (1, true, yes, on) nor no (0, false, no, off)";
      await refuses(TRUE, `${name}: '${value}' ${complaint}`, { [name]: value });
    }
  });

  test.each(["abc", "-1", "5", "", "1 ", "0x1", "999999999999"])("TSINIT_VERBOSITY '%s'", (value) =>
    refuses(TRUE, `TSINIT_VERBOSITY: '${value}' is not a number from 0 to 4`, { TSINIT_VERBOSITY: value }),
  );

  test.each([
    { value: "debug", used: 0 },
    { value: "", used: 0 },
    { value: "-1", used: 4 },
    { value: "-0", used: 0 },
  ])("TINI_VERBOSITY '$value' is tini's affair: $used, without a warning", async ({ value, used }) => {
    const { code, stderr } = await pid1.run(["--", "sh", "-c", "exit 3"], { env: { TINI_VERBOSITY: value } });
    expect(code).toBe(3);
    expect(stderr).not.toContain("TINI_VERBOSITY");
    expect(stderr.length > 0).toBe(used === 4);
  });

  test("a TINI_VERBOSITY above 4 shows everything, as in tini", async () => {
    const { code, stderr } = await pid1.run(["--", "sh", "-c", "exit 3"], { env: { TINI_VERBOSITY: "1000" } });
    expect(code).toBe(3);
    expect(stderr).toMatch(/^\[DEBUG /m);
  });

  test("a bad variable is the sentence even if the command line is bad as well", () =>
    refuses(["-z", ...TRUE], "TSINIT_GROUP: 'x' is neither yes (1, true, yes, on) nor no (0, false, no, off)", {
      TSINIT_GROUP: "x",
    }));

  test("a bad variable does not keep anyone from reading the help", async () => {
    const { code, stdout } = await pid1.run(["--help"], { env: { TSINIT_GROUP: "x", TSINIT_VERBOSITY: "x" } });
    expect(code).toBe(0);
    expect(stdout).toContain("TSINIT_GROUP");
  });
});

test("a value of 10,000 bytes is refused in one sentence", () => {
  const value = "9".repeat(10_000);
  return refuses(
    ["-e", value, ...TRUE],
    `-e: '${value.slice(0, 1997)}...' is not N or N:M with exit codes from 0 to 255`,
  );
});
