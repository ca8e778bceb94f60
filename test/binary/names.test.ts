/** Called by another init's name, the binary does what that one does: side by side with it, where it is installed. */
import { chmodSync, copyFileSync, existsSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import { VERSION_TEXT } from "../../src/core/base/version";
import { temporaryDirectory } from "../support/directory";
import { dist, fixture, HOST } from "../support/fixtures";
import { installed } from "../support/installed";
import { comparable, link, type NameOptions, runAs } from "../support/names";
import { run, send } from "../support/namespace";
import { descriptors } from "../support/processes";
import { pid1 } from "../support/tsinit";

const SH = (script: string) => ["sh", "-c", script];
/**
 * What only one of the two says: of a terminal that isn't there; in which round it looked for children; and, by us, why the
 * program died.
 */
const ALONE =
  /^.*(tcsetpgrp failed|Unable to (detach|attach)|using stdin as tty|foreground process failed|No child to|SIGCHLD|got ECHILD|pid1 \(N\) |Received signal 17|Main child \d+ \(sh\) was).*\n/gm;

/** Two processes of dumb-init's and catatonit's write at the same time: what both say can change its order, or its lines. */
const TRIES = 5;

interface Case {
  name: string;
  args: string[];
  env?: Record<string, string>;
  isChild?: boolean;
}

function cases(name: string, ...argLists: (string[] | Omit<Case, "name">)[]): Case[] {
  return argLists.map((one) => (Array.isArray(one) ? { name, args: one } : { name, ...one }));
}

const SAME = [
  ...cases(
    "tini",
    ["--", ...SH("exit 3")],
    ["--", ...SH("kill -TERM $$")],
    ["-e", "143", "--", ...SH("kill -TERM $$")],
    ["-e3", "-e", "4", "--", ...SH("exit 3")],
    ["-e", " +3", "--", ...SH("exit 3")],
    ["-e", "", "--", ...SH("exit 0")],
    ["-e", "300", "true"],
    ["-e", "0x10", "true"],
    ["-e", "-1", "true"],
    ["-p", "FOO", "true"],
    ["-pSIGKILL", "true"],
    ["-gvs", "true"],
    ["nosuch"],
    ["-w", "nosuch"],
    ["-e", "127", "nosuch"],
    ["-e", "\t3", "--", ...SH("exit 3")],
    ["-e", " ", "true"],
    ["-p", "a".repeat(3900), "true"],
    ["x".repeat(256)],
    ["/etc"],
    ["-e", "126", "/etc"],
    ["/etc/passwd/x"],
    [""],
    ...["a -- b -- c", "-- -- a", "a b --", "-- --x"].map((args) => ["echo", ...args.split(" ")]),
    ["--", "echo", "--", "a"],
    { args: ["echo", "a", "--", "b"], env: { POSIXLY_CORRECT: "1" } },
    ["-v", "--", ...SH("exit 3")],
    ["-v", "--", ...SH("kill -KILL $$")],
    ["-vv", "--", ...SH("exit 3")],
    ["-vvv", "-s", "--", ...SH("exit 3")],
    ["-w", "--", ...SH('sh -c "sleep 0.05 &"; sleep 0.4')],
    ["-vv", "--", ...SH('trap "exit 4" USR1; kill -USR1 $PPID; while :; do :; done')],
    { args: ["true"], env: { TINI_VERBOSITY: "3" } },
    { args: ["true"], env: { TINI_VERBOSITY: "-1" } },
    { args: ["true"], env: { TINI_VERBOSITY: " 3\n" } },
    { args: ["true"], env: { TINI_VERBOSITY: "2x" } },
    { args: ["true"], env: { TINI_VERBOSITY: "x2" } },
    { args: ["true"], env: { TINI_VERBOSITY: "-0" } },
    { args: ["true"], env: { TINI_VERBOSITY: "0" }, isChild: true },
    { args: ["true"], isChild: true },
    { args: ["-s", "true"], isChild: true },
    { args: ["true"], env: { TINI_SUBREAPER: "" }, isChild: true },
  ),
  ...cases(
    "dumb-init",
    [],
    ["-z"],
    ["--foo"],
    ["-r"],
    ["--rewrite"],
    ["-V"],
    ["--version"],
    SH("exit 3"),
    SH("kill -TERM $$"),
    ["--", ...SH("exit 3")],
    ["nosuch"],
    ["/etc"],
    ["-v", ...SH("exit 3")],
    ["-vc", ...SH("exit 3")],
    ["--verbose", "--single-child", ...SH("kill -KILL $$")],
    ["-v", ...SH('trap "exit 4" USR1; kill -USR1 $PPID; while :; do :; done')],
    ["-v", "-r", "10:12", ...SH('trap "exit 4" USR2; kill -USR1 $PPID; while :; do :; done')],
    ["-v", "--rewrite=10:0", ...SH("kill -USR1 $PPID; exec sleep 0.1")],
    ["-v", "-r15:0", "true"],
    ["-v-"],
    ["echo", "a", "--", "b"],
    { args: SH("exit 3"), env: { DUMB_INIT_DEBUG: "1", DUMB_INIT_SETSID: "0" } },
    { args: SH("exit 3"), env: { DUMB_INIT_DEBUG: "yes" } },
    { args: ["true"], isChild: true },
  ),
  ...cases(
    "catatonit",
    [],
    ["-z"],
    ["-s", "true"],
    ["--foo"],
    ["echo", "a", "--", "b", "--"],
    ["--", "echo", "--", "a"],
    ["--", ...SH("exit 3")],
    ["-g", "--", ...SH("kill -TERM $$")],
    ["nosuch"],
    ["/etc"],
    { args: ["--", ...SH("exit 3")], env: { CATATONIT_DEBUG: "1" } },
    { args: ["--", ...SH('sh -c "sleep 0.05 &"; sleep 0.4')], env: { CATATONIT_DEBUG: "1" } },
    { args: ["--", ...SH('sh -c "(sleep 0.05; kill -HUP \\$\\$) &"; sleep 0.4')], env: { CATATONIT_DEBUG: "1" } },
    { args: ["true"], env: { CATATONIT_LOG: "1" } },
    { args: ["true"], isChild: true },
  ),
];

describe("the same code and the same words", () => {
  test.for(SAME)("$name $args, $env, not PID 1: $isChild", async ({ name, args, env, isChild }, { skip }) => {
    const peer = installed(name);
    skip(peer === "", `${name} is not installed`);
    const options: NameOptions = { env, isChild };
    const alone = (text: string) => text.replaceAll(ALONE, "");
    // what is wrong comes first; what the right option is, is our own addition
    const instead = (text: string) => text.replaceAll(/(invalid option -- '.'): .*/g, "$1");
    const outcomeOf = async (path: string) => {
      const { code, stdout, stderr } = comparable(await runAs(path, args, options));
      return { code, stdout: alone(stdout), stderr: instead(alone(stderr)) };
    };
    const ours = await outcomeOf(link(name));
    let theirs = await outcomeOf(peer);
    for (let i = 1; i < TRIES && !isDeepStrictEqual(ours, theirs); i++) theirs = await outcomeOf(peer);
    expect(ours).toEqual(theirs);
  });
});

test("tini: of each CHLD, each signal, each look for children", async () => {
  const { stdout, stderr } = await runAs(link("tini"), ["-vvv", "--", ...SH("sh -c 'sleep 0.1 &'; sleep 0.3")]);
  expect(stderr).toBe("");
  for (const said of [
    "DEBUG tini (1)] Received SIGCHLD",
    "TRACE tini (1)] No child to wait",
    "TRACE tini (1)] Exiting: child has exited",
  ])
    expect(stdout).toContain(`[${said}\n`);
});

describe("the usage has the same options, on the same stream", () => {
  /** The options that a usage explains, and the variables. */
  const explained = (text: string) => text.match(/^\s+(-\w(, --[\w-]+)?|--\w+)|^\s+TINI_\w+/gm)?.map((s) => s.trim());

  test.for<[string, string[]]>([
    ["tini", ["-h"]],
    ["tini", ["-z"]],
    ["tini", []],
    ["dumb-init", ["-h"]],
    ["dumb-init", ["--help"]],
    ["catatonit", ["-h"]],
  ])("%s %s", async ([name, args], { skip }) => {
    const peer = installed(name);
    skip(peer === "", `${name} is not installed`);
    const [theirs, ours] = [await runAs(peer, args), await runAs(link(name), args)].map(comparable);
    expect(ours.code).toBe(theirs.code);
    for (const stream of ["stdout", "stderr"] as const) {
      expect(explained(ours[stream])?.sort()).toEqual(explained(theirs[stream])?.sort());
      expect(ours[stream].split("\n").slice(0, 2)).toEqual(theirs[stream].split("\n").slice(0, 2));
    }
  });

  test("what people look for in tini's", async () => {
    const { stdout } = await runAs(link("tini"), ["-h"]);
    expect(stdout).toContain("supervision of a valid init process (tini)");
    expect(stdout).toContain("more verbose");
  });
});

describe("versions", () => {
  test.each([
    ["tini", "tini version 0.19.0_tsinit_V - git.tsinit"],
    ["tini-static", "tini version 0.19.0_tsinit_V - git.tsinit"],
    ["docker-init", "tini version 0.19.0_tsinit_V - git.tsinit"],
    ["catatonit", "tini version 0.2.1_catatonit_tsinit_V"],
    ["podman-init", "tini version 0.2.1_catatonit_tsinit_V"],
    ["tsinit", "tsinit version V"],
    ["anything", "tsinit version V"],
  ])("%s", async (name, version) => {
    const stdout = `${version.replace("V", VERSION_TEXT)}\n`;
    expect(await runAs(link(name), ["--version"])).toEqual({ code: 0, stdout, stderr: "" });
    expect(await runAs(link("x"), ["--as", name, "--version"])).toMatchObject({ code: 0, stdout });
  });

  test.each([
    ["tini", "-l"],
    ["catatonit", "-L"],
  ])("the licence: %s %s", async (name, option) => {
    const stdout = readFileSync(new URL("../../LICENSE", import.meta.url), "latin1");
    expect(await runAs(link(name), [option])).toEqual({ code: 0, stdout, stderr: "" });
  });

  test("catatonit's answers -V too", async () => {
    const path = link("catatonit");
    expect(await runAs(path, ["-V"])).toEqual(await runAs(path, ["--version"]));
  });

  test("dumb-init's is on stderr, pause's answers -v", async () => {
    const version = `dumb-init v1.2.5_tsinit_${VERSION_TEXT}\n`;
    expect(await runAs(link("dumb-init"), ["-V"])).toEqual({ code: 0, stdout: "", stderr: version });
    const pause = `pause.c 3.10_tsinit_${VERSION_TEXT}\n`;
    for (const args of [["-v"], ["-V"], ["-P", "--foo", "-v"]])
      expect(await runAs(link("pause"), args)).toEqual({ code: 0, stdout: pause, stderr: "" });
  });
});

describe("the name", () => {
  /** Whose contract it is: a bad option's exit code, and the first words of what is said. */
  const contract = async (path: string, args: string[] = []) => {
    const { code, stderr } = await runAs(path, [...args, "-Z"]);
    return `${code} ${stderr.split("\n")[0].replaceAll(/\d+/g, "N").replace(/.*\//, "")}`;
  };
  const TSINIT = "125 [FATAL tsinit (N)] unknown option '-Z' in '-Z'; tsinit --help lists them";

  test.each(["tini", "tini-static", "docker-init", "dumb-init", "catatonit", "podman-init"])(
    "%s, as argv[0], --as NAME and --as=NAME",
    async (name) => {
      expect(await contract(link(name))).toBe(`1 ${name}: invalid option -- 'Z'`);
      expect(await contract(link("init"), ["--as", name])).toBe("1 init: invalid option -- 'Z'");
      expect(await contract(link("init"), [`--as=${name}`])).toBe("1 init: invalid option -- 'Z'");
      expect(await contract(link(name), ["--as", "tsinit"])).toBe(TSINIT);
    },
  );

  test.each([
    ["tini-amd64", "tini"],
    ["tini-static-arm64", "tini"],
    ["tini-muslc-amd64", "tini"],
    ["tini-v0.19.0", "tini"],
    ["dumb-init_1.2.5_x86_64", "dumb-init"],
    ["catatonit.x86_64", "catatonit"],
    ["pause-linux-amd64", "pause"],
    ["tsinit-amd64", "tsinit"],
    ["tsinit-x86_64", "tsinit"],
  ])("%s, as a release has it, is %s", async (name, bare) => {
    const option = bare === "pause" ? "-v" : "--version";
    expect(await runAs(link(name), [option])).toEqual(await runAs(link(bare), [option]));
  });

  test("/proc/1/exe answers as the file is called", async () => {
    const file = `${temporaryDirectory()}/docker-init`;
    copyFileSync(dist(HOST), file);
    const { stdout } = await runAs(file, ["--", "/proc/1/exe", "--version"]);
    expect(stdout).toMatch(/^tini version/);
  });

  test("the init's own command line stays as it was given", async () => {
    const path = link("tini");
    const { stdout } = await runAs(path, ["cat", "--", "/proc/1/cmdline"]);
    expect(stdout.split("\0")).toEqual([path, "cat", "--", "/proc/1/cmdline", ""]);
  });

  test.each([
    "init",
    "tini2",
    "TINI",
    "tini.old",
    "tini-wrapper.sh",
    "tini-",
    "-amd64",
    `tini${"-1".repeat(60)}`,
    "s6-svscan",
  ])("%s is nobody's: tsinit's contract", async (name) => {
    expect(await contract(link(name))).toBe(TSINIT);
  });

  test("after --as a name that is nobody's: tsinit's contract, and a warning", async () => {
    const { code, stderr } = await runAs(dist(HOST), ["--as", "tiny", "--", ...SH("exit 3")]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/^\[WARN {2}tsinit \(\d+\)\] --as: 'tiny' is no name that tsinit knows; it stays tsinit\n$/);
  });

  test.each([
    [["-g", "--as", "tini", "true"], "--as: 'tini' has to come first: --as NAME [OPTIONS] [--] PROGRAM"],
    [["--as"], "--as needs a value: NAME"],
  ])("%s is refused", async (args, sentence) => {
    expect(await runAs(dist(HOST), args)).toMatchObject({ code: 125, stderr: expect.stringContaining(sentence) });
  });

  test("without even a name it is tsinit", async () => {
    const { stderr } = await run(["bash", "-c", 'exec -a "" "$0"', dist(HOST)]);
    expect(stderr).toContain("no program given: tsinit");
  });
});

describe("an option of another is refused, and the right one named", () => {
  test.each([
    [
      "tsinit",
      ["-c", "true"],
      125,
      "unknown option '-c' in '-c'; it is an option of dumb-init, here the program alone",
    ],
    ["tsinit", ["-V"], 125, "unknown option '-V' in '-V'; it is an option of dumb-init, here it is --version"],
    ["tsinit", ["-L"], 125, "it is an option of catatonit, here it is --license"],
    ["tsinit", ["--single-child", "true"], 125, "it is an option of dumb-init, here the program alone"],
    ["tini", ["-r", "15:3", "true"], 1, "it is an option of tsinit, here the variable TSINIT_REWRITE does that"],
    [
      "tini",
      ["--grace=5s", "true"],
      1,
      "unrecognized option '--grace': it is an option of tsinit, here the variable TSINIT_GRACE",
    ],
    ["tini", ["--status"], 1, "for which the first option has to be --as tsinit"],
    ["tini", ["--help"], 1, "here it is -h"],
    ["docker-init", ["-L"], 1, "here it is -l"],
    ["dumb-init", ["-g", "true"], 1, "it is an option of tsinit, here the variable TSINIT_GROUP does that"],
    ["dumb-init", ["-s", "true"], 1, "here the variable TSINIT_SUBREAPER does that"],
    ["dumb-init", ["-l"], 1, "for which the first option has to be --as tsinit"],
    ["dumb-init", ["--remap-exit", "1", "true"], 1, "here the variable TSINIT_REMAP_EXIT does that"],
    ["catatonit", ["-e", "143", "true"], 1, "here the variable TSINIT_REMAP_EXIT does that"],
    ["podman-init", ["-l"], 1, "here it is -L"],
  ])("%s %s", async (name, args, code, sentence) => {
    expect(await runAs(link(name), args)).toMatchObject({
      code,
      stdout: expect.not.stringContaining("option"),
      stderr: expect.stringContaining(sentence),
    });
  });
});

describe("tsinit's variables work under every name", () => {
  const PROGRAMS = ["tini", "docker-init", "dumb-init", "catatonit", "podman-init"];

  test.each(PROGRAMS)("%s: TSINIT_REMAP_EXIT, TSINIT_LOG_FORMAT, a bad TSINIT_GRACE", async (name) => {
    const path = link(name);
    expect((await runAs(path, ["--", ...SH("exit 3")], { env: { TSINIT_REMAP_EXIT: "3:9" } })).code).toBe(9);
    const env = { TSINIT_LOG_FORMAT: "json", TSINIT_VERBOSITY: "3" };
    const { stdout, stderr } = await runAs(path, ["--", ...SH("exit 3")], { env });
    expect(stdout).toBe("");
    const events = stderr
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).event);
    expect(events).toEqual(expect.arrayContaining(["spawned", "exited"]));
    const bad = await runAs(path, ["true"], { env: { TSINIT_GRACE: "soon" } });
    expect(bad).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("TSINIT_GRACE: 'soon' is not a length of time"),
    });
  });

  /** What a daemon that the program leaves behind logs: of its TERM, and that it had its time. */
  async function leftBehind(name: string, env: Record<string, string>): Promise<string> {
    const log = `${temporaryDirectory()}/log`;
    const script = `setsid ${fixture("member")} flushes ${log} & until grep -q ready ${log} 2>/dev/null; do sleep 0.02; done`;
    expect((await runAs(link(name), ["--", ...SH(script)], { env })).code).toBe(0);
    return readFileSync(log, "latin1").replaceAll(/ \d+$/gm, "");
  }

  test.each(PROGRAMS)("%s does not wait for who is left; with TSINIT_GRACE it does", async (name) => {
    expect(await leftBehind(name, {})).toBe("ready\n");
    expect(await leftBehind(name, { TSINIT_GRACE: "10s" })).toBe("ready\n15\nflushed\n");
  });

  test("--as brings every option of another: docker exec CONTAINER /sbin/docker-init --as tsinit --status", async () => {
    const { stdout, code } = await runAs(link("docker-init"), [
      "--",
      ...SH(`${dist(HOST)} --as tsinit --status --json`),
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 1, pid1: { command: expect.stringContaining("docker-init") } });
    expect(code).toBe(0);
  });
});

describe("defects that are not copied", () => {
  test.each(["tini", "dumb-init", "catatonit"])("%s: with stdin closed the program runs", async (name) => {
    const script = `exec ${link(name)} -- sh -c 'exit 3' <&-`;
    expect(await runAs("/bin/sh", ["-c", script])).toMatchObject({ code: 3, stderr: "" });
  });

  test.each(["tini", "dumb-init", "catatonit"])("%s: options end at the program", async (name) => {
    expect((await runAs(link(name), ["sh", "-c", "exit 3"])).code).toBe(3);
  });

  test.each(["tini", "dumb-init", "catatonit"])("%s: none of the signals 32 to 34 ends it", async (name) => {
    const { namespace, pid } = await pid1.start(["--as", name, "--", fixture("receive"), "64", "5"]);
    await namespace.shows("ready");
    for (const signo of [32, 33, 34]) {
      send(pid, signo);
      await namespace.shows(`\n${signo}\n`);
    }
    send(pid, 64);
    expect((await namespace.ended).code).toBe(5);
  });

  test.each(["tini", "dumb-init", "catatonit"])("%s: the working directory is let go", async (name) => {
    const { namespace, pid } = await pid1.start(["--as", name, "--", fixture("receive"), "15"], { cwd: "/usr" });
    await namespace.shows("ready");
    await namespace.until("the working directory is /", () => readlinkSync(`/proc/${pid}/cwd`) === "/");
  });

  test.each(["tini", "dumb-init", "catatonit"])("%s: no descriptor above 2 is kept", async (name) => {
    const before = ["sh", "-c", 'exec 3</dev/null; exec "$@"', "sh"];
    const { namespace, pid } = await pid1.start(["--as", name, "--", fixture("receive"), "15"], { before });
    await namespace.shows("ready");
    await namespace.until("0, 1 and 2", () => [...descriptors(pid).keys()].join() === "0,1,2");
  });

  test.each(["dumb-init", "catatonit"])("%s: ignored signals and the mask reach the program", async (name) => {
    const script = `trap "" USR1; exec ${link(name)} -- grep -E "^Sig(Ign|Blk)" /proc/self/status`;
    const { stdout } = await runAs("/bin/sh", ["-c", script]);
    expect(stdout).toMatch(/SigBlk:\t0{16}\nSigIgn:\t0{13}200\n/);
  });
});

describe("a file that is there, without its interpreter", () => {
  test.each([
    ["tini", 127, "exec FILE failed: No such file or directory: the file is there"],
    ["dumb-init", 2, "[dumb-init] FILE: No such file or directory: the file is there"],
    ["catatonit", 1, "failed to exec pid1: No such file or directory: the file is there"],
  ])("%s: %i", async (name, code, sentence) => {
    const file = `${temporaryDirectory()}/script`;
    writeFileSync(file, "#!/nowhere/interpreter\n");
    chmodSync(file, 0o755);
    expect(existsSync(file)).toBe(true);
    const { stderr, ...rest } = await runAs(link(name), [file]);
    expect(rest.code).toBe(code);
    expect(stderr).toContain(sentence.replace("FILE", file));
  });
});
