/** The program starts exactly as tsinit was started, but for its process group. */
import { closeSync, openSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { describe, expect, test } from "vitest";
import { temporaryDirectory } from "../support/directory";
import { fixture } from "../support/fixtures";
import { descriptors, status, terminal } from "../support/processes";
import { roles } from "../support/tsinit";

const { SIGCHLD, SIGHUP, SIGPIPE, SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU, SIGUSR1 } = constants.signals;
const SLEEP = ["--", "sleep", "1000"];

/** As /proc/PID/status writes a set of signals. */
function signalSet(...numbers: number[]): string {
  const set = numbers.reduce((bits, signo) => bits | (1n << BigInt(signo - 1)), 0n);
  return set.toString(16).padStart(16, "0");
}

function withState(letter: string, numbers: number[]): string[] {
  return [fixture("with-state"), ...numbers.flatMap((number) => [`-${letter}`, String(number)])];
}

describe.each(roles)("%s", (role) => {
  test.each([
    { blocked: [] },
    { blocked: [SIGUSR1, SIGTERM, SIGCHLD, SIGTTOU] },
    { blocked: [32, 33, 34, 35, 50, 64] },
  ])("blocked signals: $blocked", async ({ blocked }) => {
    const { program } = await role.start(SLEEP, { before: withState("b", blocked) });
    expect(status(program, "SigBlk")).toBe(signalSet(...blocked));
  });

  test.each([
    { ignored: [] },
    { ignored: [SIGHUP, SIGPIPE, SIGTSTP, SIGTTIN, SIGTTOU] },
    { ignored: [SIGCHLD] },
    { ignored: [35, 64] },
  ])("ignored signals: $ignored", async ({ ignored }) => {
    const { program } = await role.start(SLEEP, { before: withState("i", ignored) });
    expect(status(program, "SigIgn")).toBe(signalSet(...ignored));
  });

  test("stdin, stdout and stderr", async () => {
    const { pid, program } = await role.start(SLEEP);
    const streams = (of: number) => [0, 1, 2].map((descriptor) => descriptors(of).get(descriptor));
    expect(streams(program)).toEqual(streams(pid));
    expect(streams(program)).toEqual(["/dev/null", expect.any(String), expect.any(String)]);
  });

  test("a descriptor above 2, with its position in the file", async () => {
    const before = ["sh", "-c", 'exec 7<"$0"; read line <&7; exec "$@"', "/proc/self/limits"];
    const { stdout } = await role.run(["--", "sh", "-c", "cat <&7"], { before });
    expect(stdout).toMatch(/^Max cpu time/m);
    expect(stdout).not.toMatch(/^Limit/);
  });

  test("working directory", async () => {
    const cwd = temporaryDirectory();
    const { program } = await role.start(SLEEP, { cwd });
    expect(readlinkSync(`/proc/${program}/cwd`)).toBe(cwd);
  });

  test("resource limits and umask", async () => {
    const before = ["sh", "-c", 'ulimit -Sn 77; ulimit -Ss 4000; umask 0137; exec "$@"', "sh"];
    const { pid, program } = await role.start(SLEEP, { before });
    const limits = readFileSync(`/proc/${program}/limits`, "utf8");
    expect(limits).toMatch(/^Max open files +77 /m);
    expect(limits).toMatch(/^Max stack size +4096000 /m);
    expect(limits).toBe(readFileSync(`/proc/${pid}/limits`, "utf8"));
    expect(status(program, "Umask")).toBe("0137");
  });

  test("environment, byte for byte: order, duplicates, what is no NAME=VALUE, what is not UTF-8", async () => {
    const env = { TINI_SUBREAPER: "", TSINIT_GROUP: "yes", LISTEN_PID: "4711", EMPTY: "", LONG: "x".repeat(100_000) };
    const before = [
      "env",
      "no equals sign=",
      "=C:=x",
      "/bin/sh",
      "-c",
      'B="$(printf "\\377\\200=\\n\\1")" exec "$@"',
      "sh",
    ];
    const { pid, program } = await role.start(SLEEP, { before, env });
    const environment = readFileSync(`/proc/${program}/environ`, "latin1");
    expect(environment).toContain("B=\xff\x80=\n\x01\0");
    expect(environment).toContain(`LONG=${env.LONG}\0`);
    expect(environment).toBe(readFileSync(`/proc/${pid}/environ`, "latin1"));
  });

  test("arguments, byte for byte: empty ones, what looks like an option, what is not UTF-8", async () => {
    const before = ["sh", "-c", 'exec "$@" "" "$(printf "\\377\\200 \\n\\1")" -v -- --help ""', "sh"];
    const { program } = await role.start(["--", "sh", "-c", "sleep 1000; :"], { before });
    const expected = ["sh", "-c", "sleep 1000; :", "", "\xff\x80 \n\x01", "-v", "--", "--help", "", ""].join("\0");
    expect(readFileSync(`/proc/${program}/cmdline`, "latin1")).toBe(expected);
  });

  test("a process group of its own, in tsinit's session", async () => {
    const { stdout } = await role.run(["--", "sh", "-c", "cut -d' ' -f5 /proc/$$/stat; echo $$"]);
    const [group, pid] = stdout.trim().split("\n");
    expect(group).toBe(pid);
    const tsinit = await role.start(SLEEP);
    expect(terminal(tsinit.program).processGroup).toBe(tsinit.program);
    expect(terminal(tsinit.program).session).toBe(terminal(tsinit.pid).session);
  });

  // Descriptor N is looked at by its name in /proc, because to open anything would open it again.
  const CLOSED = "code=0; for fd in 0 1 2; do [ -e /proc/$$/fd/$fd ] || code=$((code + (1 << fd))); done; exit $code";
  test.each([
    { closed: [0], code: 1 },
    { closed: [1], code: 2 },
    { closed: [2], code: 4 },
    { closed: [0, 1, 2], code: 7 },
  ])("closed descriptors stay closed: $closed", async ({ closed, code }) => {
    const before = withState("c", closed);
    expect((await role.run(["-vvv", "--", "sh", "-c", CLOSED], { before })).code).toBe(code);
  });

  test("tsinit's log does not go into a file that the program opens as descriptor 2", async () => {
    const directory = temporaryDirectory();
    const file = `${directory}/data`;
    writeFileSync(file, "");
    const before = withState("c", [2]);
    await role.run(["-vvv", "--", "sh", "-c", `exec 2>>${file}; echo data >&2`], { before });
    expect(readFileSync(file, "utf8")).toBe("data\n");
  });

  test("stdout and stderr can be files", async () => {
    const directory = temporaryDirectory();
    const stdout = openSync(`${directory}/out`, "w");
    const stderr = openSync(`${directory}/err`, "w");
    await role.run(["-v", "--", "sh", "-c", "echo out; echo err >&2"], { stdout, stderr });
    closeSync(stdout);
    closeSync(stderr);
    expect(readFileSync(`${directory}/out`, "utf8")).toBe("out\n");
    // tsinit and its program write to it at the same time
    const lines = readFileSync(`${directory}/err`, "utf8").trim().split("\n").sort();
    expect(lines).toEqual([
      expect.stringMatching(/^\[INFO .*exited/),
      expect.stringMatching(/^\[INFO .*Spawned/),
      "err",
    ]);
  });
});
