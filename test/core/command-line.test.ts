/** The command line and the environment: tini's whole, with what tini's users asked for. */
import { describe, expect, test } from "vitest";
import { Tsinit } from "../../src/core/contracts/tsinit";
import { CommandLine, HELP, LICENSE, REFUSE, RUN, VERSION } from "../../src/core/invocation/command-line";
import { Environment } from "../../src/core/invocation/environment";
import { Log } from "../../src/core/log/log";
import { Options } from "../../src/core/options/options";
import { optionTable } from "../../src/core/options/table";
import { SimulatedKernel } from "../support/simulated-kernel";

const OPTIONS = optionTable();

function read(...argv: string[]): { line: CommandLine; options: Options } {
  const options = new Options();
  const line = new CommandLine(new SimulatedKernel({ argv: ["tsinit", ...argv] }), new Tsinit(), options, 1);
  expect(line.read()).toBe(false);
  return { line, options };
}

function environment(variables: Record<string, string>): { error: string; options: Options; said: string } {
  const kernel = new SimulatedKernel({ argv: [], environment: variables });
  const options = new Options();
  const contract = new Tsinit();
  const reading = new Environment(kernel, contract, options);
  expect(reading.read()).toBe(false);
  const error = reading.error || reading.readVerbosity(new Log(kernel, contract));
  return { error, options, said: kernel.errors };
}

describe("where options end", () => {
  test.each([
    [["prog"], 1],
    [["--", "prog"], 2],
    [["-v", "prog", "-v"], 2],
    [["-v", "--", "-v"], 3],
    [["-", "x"], 1],
    [["--", "--"], 2],
    [["-e", "5", "ls", "-l"], 3],
    [["", "x"], 1],
  ])("%j: the program is argument %i", (argv, program) => {
    expect(read(...argv).line).toMatchObject({ action: RUN, program });
  });

  test("what follows the program is not read", () => {
    expect(read("ls", "-g", "--grace=nonsense").options.group).toBe(false);
  });
});

describe("options", () => {
  test.each([
    [["-s"], { subreaper: true }],
    [["--subreaper"], { subreaper: true }],
    [["-g"], { group: true }],
    [["--group"], { group: true }],
    [["-gs"], { group: true, subreaper: true }],
    [["-w", "-w"], { warnOnReap: true }],
    [["-v"], { verbosity: 2 }],
    [["-vvv"], { verbosity: 4 }],
    [["-vvvvvv"], { verbosity: 4 }],
    [["--verbose", "-v"], { verbosity: 3 }],
    [["-p", "SIGTERM"], { parentDeathSignal: 15 }],
    [["-pkill"], { parentDeathSignal: 9 }],
    [["--parent-death-signal=34"], { parentDeathSignal: 34 }],
    [["-gp", "HUP"], { group: true, parentDeathSignal: 1 }],
    [["--child-death-signal", "rtmin+1"], { childDeathSignal: 35 }],
    [["--all"], { all: true }],
    [["--grace", "0"], { grace: 0 }],
    [["--grace=1.5s"], { grace: 1500 }],
    [["--stop-timeout", "2m"], { stopTimeout: 120_000 }],
    [["--term-delay=500ms"], { termDelay: 500 }],
    [["--stop-signal=INT,QUIT", "--stop-signal", "64"], { stopSignals: [15, 2, 3, 64] }],
    [[], { grace: 5000, stopTimeout: -1, termDelay: 0, verbosity: 1, stopSignals: [15] }],
  ])("%j", (argv, expected) => {
    const { line, options } = read(...argv, "prog");
    expect(line.refusal?.sentence ?? "").toBe("");
    expect(options).toMatchObject(expected);
  });

  test.each([
    ["-e143", 143, 0],
    ["-e143:7", 143, 7],
    ["--remap-exit=1,2:3,1:9", 1, 9],
    ["--remap-exit=1,2:3", 2, 3],
    ["-e0:255", 0, 255],
  ])("%s makes %i to %i", (option, from, to) => {
    expect(read(option, "prog").options.exitCodes.apply(from)).toBe(to);
  });

  test.each([
    ["-rTERM:QUIT", 15, 3],
    ["--rewrite=hup:0", 1, 0],
    ["-r10:RTMAX-1", 10, 63],
  ])("%s makes signal %i to %i", (option, from, to) => {
    expect(read(option, "prog").options.signals.apply(from)).toBe(to);
  });

  test.each([
    [["-h"], HELP],
    [["--help"], HELP],
    [["-gl"], LICENSE],
    [["--license"], LICENSE],
    [["--version"], VERSION],
    [["-g", "--version", "-z"], VERSION],
  ])("%j asks for action %i", (argv, action) => expect(read(...argv).line.action).toBe(action));
});

describe("what is refused, with option and value named", () => {
  test.each([
    [[], "no program given"],
    [["--"], "no program given"],
    [["-g"], "no program given"],
    [["-z", "x"], "unknown option '-z' in '-z'"],
    [["-gzs", "x"], "unknown option '-z' in '-gzs'"],
    [["--nosuch", "x"], "unknown option '--nosuch'"],
    [["--nosuch=1", "x"], "unknown option '--nosuch'"],
    [["--grac=1", "x"], "unknown option '--grac'"],
    [["--group=yes", "x"], "--group takes no value, 'yes' was given"],
    [["-e"], "-e needs a value: N[:M]"],
    [["--grace"], "--grace needs a value: TIME"],
    [["-e", "256", "x"], "-e: '256' is not N or N:M"],
    [["-e", "-1", "x"], "-e: '-1' is not N or N:M"],
    [["-e0x10", "x"], "-e: '0x10' is not N or N:M"],
    [["-e", "", "x"], "-e: '' is not N or N:M"],
    [["-e", "1:", "x"], "-e: '1:' is not N or N:M"],
    [["-e", "1:2:3", "x"], "-e: '1:2:3' is not N or N:M"],
    [["-p", "SIGNOSUCH", "x"], "-p: 'SIGNOSUCH' is not a signal"],
    [["-p0", "x"], "-p: '0' is not a signal"],
    [["-p65", "x"], "-p: '65' is not a signal"],
    [["--child-death-signal=", "x"], "--child-death-signal: '' is not a signal"],
    [["--stop-signal=INT,FOO", "x"], "--stop-signal: 'INT,FOO' is not a signal"],
    [["-r", "TERM", "x"], "-r: 'TERM' is not FROM:TO"],
    [["-r", "TERM:", "x"], "-r: 'TERM:' is not FROM:TO"],
    [["-r", "0:TERM", "x"], "-r: '0:TERM' is not FROM:TO"],
    [["--grace=5x", "x"], "--grace: '5x' is not a length of time"],
    [["--grace=-1", "x"], "--grace: '-1' is not a length of time"],
    [["--grace=1h", "x"], "--grace: '1h' is not a length of time"],
    [["--stop-timeout=.5", "x"], "--stop-timeout: '.5' is not a length of time"],
    [["--term-delay=99999999999", "x"], "--term-delay: '99999999999' is not a length of time"],
    [["-P", "x"], "--pause runs no program, 'x' was given"],
  ])("%j: %s", (argv, sentence) => {
    const { line } = read(...argv);
    expect(line.action).toBe(REFUSE);
    expect(line.refusal?.sentence ?? "").toContain(sentence);
  });
});

describe("the environment", () => {
  test.each([
    [{ TINI_SUBREAPER: "" }, { subreaper: true }],
    [{ TINI_KILL_PROCESS_GROUP: "0" }, { group: true }],
    [{ TINI_VERBOSITY: "3" }, { verbosity: 3 }],
    [{ TSINIT_VERBOSITY: "0", TINI_VERBOSITY: "3" }, { verbosity: 0 }],
    [{ TSINIT_GROUP: "1" }, { group: true }],
    [{ TSINIT_GROUP: "" }, { group: true }],
    [{ TSINIT_GROUP: "Yes" }, { group: true }],
    [{ TSINIT_GROUP: "off" }, { group: false }],
    [{ TSINIT_SUBREAPER: "on" }, { subreaper: true }],
    [{ TSINIT_ALL: "true" }, { all: true }],
    [{ TSINIT_PAUSE: "true" }, { pause: true }],
    [{ TSINIT_WARN_ON_REAP: "1" }, { warnOnReap: true }],
    [{ TSINIT_PARENT_DEATH_SIGNAL: "hup" }, { parentDeathSignal: 1 }],
    [{ TSINIT_CHILD_DEATH_SIGNAL: "9" }, { childDeathSignal: 9 }],
    [{ TSINIT_GRACE: "2s" }, { grace: 2000 }],
    [{ TSINIT_STOP_TIMEOUT: "3" }, { stopTimeout: 3000 }],
    [{ TSINIT_STOP_SIGNAL: "INT" }, { stopSignals: [15, 2] }],
    [{ TSINIT_TERM_DELAY: "1ms" }, { termDelay: 1 }],
  ] as [Record<string, string>, object][])("%j", (variables, expected) => {
    const { error, options } = environment(variables);
    expect(error).toBe("");
    expect(options).toMatchObject(expected);
  });

  test("lists: TSINIT_REMAP_EXIT, TSINIT_REWRITE", () => {
    const { options } = environment({ TSINIT_REMAP_EXIT: "143,2:3", TSINIT_REWRITE: "TERM:QUIT,HUP:0" });
    expect([options.exitCodes.apply(143), options.exitCodes.apply(2)]).toEqual([0, 3]);
    expect([options.signals.apply(15), options.signals.apply(1)]).toEqual([3, 0]);
  });

  test("every option that sets something has a variable, and a wrong value of each is named", () => {
    for (const { long, variable, value } of OPTIONS) {
      if (variable === "") {
        expect([
          ..."verbose as license help version status json max-zombies max-pids ignore processes".split(" "),
        ]).toContain(long);
      } else if (long !== "termination-log") {
        const { error } = environment({ [variable]: "nonsense!" });
        expect(error).toContain(`${variable}: 'nonsense!' is`);
        expect(error.includes("neither yes")).toBe(value === "");
      }
    }
  });

  test.each(["5", "-1", "abc", ""])("TSINIT_VERBOSITY=%j is refused", (value) => {
    expect(environment({ TSINIT_VERBOSITY: value }).error).toBe(
      `TSINIT_VERBOSITY: '${value}' is not a number from 0 to 4`,
    );
  });

  test.each([
    ["-1", 4],
    ["debug", 0],
    ["", 0],
    ["-0", 0],
  ])("TINI_VERBOSITY=%j means what it means to tini, without a warning", (value, verbosity) => {
    const { error, options, said } = environment({ TINI_VERBOSITY: value });
    expect({ error, verbosity: options.verbosity }).toEqual({ error: "", verbosity });
    expect(said).toBe("");
  });

  test("a TINI_VERBOSITY that means nothing to anybody is told of", () => {
    const { error, options, said } = environment({ TINI_VERBOSITY: "x" });
    expect({ error, verbosity: options.verbosity }).toEqual({ error: "", verbosity: 0 });
    expect(said).toContain("TINI_VERBOSITY: 'x' is not a number from 0 to 4, 0 is used");
  });
});
