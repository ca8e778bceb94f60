/** What tsinit says, in which form, and that nobody has to listen. */
import { execFileSync } from "node:child_process";
import { closeSync, constants, openSync, writeSync } from "node:fs";
import { describe, expect, onTestFinished, test } from "vitest";
import { temporaryDirectory } from "../support/directory";
import { fixture } from "../support/fixtures";
import { send } from "../support/namespace";
import { children } from "../support/processes";
import { roles } from "../support/tsinit";

const LINE = /^\[(FATAL|WARN |INFO |DEBUG|TRACE) tsinit \((\d+)\)\] (.*)$/;

describe.each(roles)("%s", (role) => {
  /** The messages of a run, with numbers that differ from run to run as N. */
  async function messages(args: string[], env: Record<string, string> = {}) {
    const { stderr, stdout } = await role.run(args, { env });
    expect(stdout).toBe("");
    const lines = stderr.split("\n");
    expect(lines.pop()).toBe("");
    return lines.map((line) => {
      const match = LINE.exec(line);
      if (!match) throw new Error(`not in the form of the log: ${line}`);
      return `${match[1].trim()} ${match[3].replace(/(pid[^\d]*)\d+/, "$1N")}`;
    });
  }

  /** Runs a program that leaves three orphans, and ends when they have been reaped; what tsinit said of it. */
  async function withOrphans(args: string[], env: Record<string, string> = {}): Promise<string> {
    const { namespace, pid, program } = await role.start([...args, "--", fixture("orphans"), "3"], { env });
    await namespace.shows("ready");
    send(pid, 10);
    await namespace.shows("made 3");
    await namespace.until("no orphan", () => children(pid).join() === String(program));
    send(pid, 15);
    const { code, stderr } = await namespace.ended;
    expect(code).toBe(0);
    return stderr;
  }

  test("nothing, as long as nothing is wrong", async () => {
    expect(await withOrphans([])).toBe("");
  });

  test("a path as long as a path can be, in JSON", async () => {
    const path = `/"${"/a".repeat(2046)}`;
    const { code, stderr } = await role.run(["--log-format", "json", "--", path]);
    expect(JSON.parse(stderr).message).toBe(`exec ${path.slice(0, 1997)}... failed: No such file or directory`);
    expect(code).toBe(127);
  });

  const INFO = ["INFO Spawned child process 'sh' with pid 'N'", "INFO Main child exited normally (with status '3')"];
  test.each<{ how: string; args: string[]; env: Record<string, string> }>([
    { how: "-v", args: ["-v"], env: {} },
    { how: "--verbose", args: ["--verbose"], env: {} },
    { how: "TSINIT_VERBOSITY=2", args: ["-vvv"], env: { TSINIT_VERBOSITY: "2" } },
    { how: "TINI_VERBOSITY=2", args: ["-vvv"], env: { TINI_VERBOSITY: "2" } },
    { how: "TSINIT_VERBOSITY before tini's", args: [], env: { TSINIT_VERBOSITY: "2", TINI_VERBOSITY: "0" } },
  ])("$how: start and end of the program", async ({ args, env }) => {
    expect(await messages([...args, "--", "sh", "-c", "exit 3"], env)).toEqual(INFO);
  });

  test("-v: the signal that ended the program", async () => {
    const ends = "INFO Main child exited with signal (with signal 'SIGTERM')";
    const died = expect.stringMatching(/^WARN Main child \d+ \(sh\) was ended by SIGTERM /);
    expect(await messages(["-v", "--", "sh", "-c", "kill $$"])).toEqual([INFO[0], ends, died]);
  });

  test.each([["-vv"], ["-v", "-v"], ["-v", "--verbose"]])("%s %s: also who was reaped", async (...args) => {
    const expected = [INFO[0], "DEBUG Reaped child with pid: N", INFO[1]];
    expect(await messages([...args.filter(Boolean), "--", "sh", "-c", "exit 3"])).toEqual(expected);
  });

  test.each(["-vvv", "-vvvvv"])("%s: everything", async (option) => {
    const subreaper = "TRACE Registered as child subreaper";
    const expected = [subreaper, INFO[0], "DEBUG Reaped child with pid: N", INFO[1], "TRACE Exiting: child has exited"];
    const said = await messages(["-s", option, "--", "sh", "-c", "exit 3"]);
    // how often it looks for children depends on what ends when
    const isLook = (message: string) => /^TRACE No child to (reap|wait)$/.test(message);
    expect(said.filter((message) => !isLook(message))).toEqual(expected);
    expect(said.filter(isLook)).toContain("TRACE No child to wait");
  });

  test("-vv: the signals that are passed on", async () => {
    const { namespace, pid } = await role.start(["-vv", "--", fixture("receive"), "15"]);
    await namespace.shows("ready");
    for (const signo of [10, 32, 34, 37]) send(pid, signo);
    await namespace.shows("37\n");
    send(pid, 15);
    const { stderr } = await namespace.ended;
    const passed = stderr.match(/(?<=DEBUG tsinit \(\d+\)\] Passing signal: ).*/g);
    expect(passed?.sort()).toEqual(["SIGRTMIN", "SIGRTMIN+3", "SIGTERM", "SIGUSR1", "signal 32"]);
  });

  test.each<{ how: string; args: string[]; env: Record<string, string> }>([
    { how: "-w", args: ["-w"], env: {} },
    { how: "--warn-on-reap", args: ["--warn-on-reap"], env: {} },
    { how: "TSINIT_WARN_ON_REAP", args: [], env: { TSINIT_WARN_ON_REAP: "on" } },
  ])("$how: a warning of each orphan, not of the program", async ({ args, env }) => {
    // three orphans; the parent that they had was the program's child
    const warning = "\\[WARN {2}tsinit \\(\\d+\\)\\] Reaped zombie process with pid=\\d+\n";
    expect(await withOrphans(args, env)).toMatch(new RegExp(`^(${warning}){3}$`));
  });

  test("verbosity 0 has no warnings, but says what is fatal", async () => {
    expect(await withOrphans(["-w"], { TSINIT_VERBOSITY: "0" })).toBe("");
    const fatal = "FATAL exec /nowhere failed: No such file or directory";
    expect(await messages(["--", "/nowhere"], { TSINIT_VERBOSITY: "0" })).toEqual([fatal]);
  });

  /** A pipe: its two ends as descriptors, the reading one opened so that it does not block. */
  function pipe(): { reader: number; writer: number } {
    const path = `${temporaryDirectory()}/pipe`;
    execFileSync("mkfifo", [path]);
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const writer = openSync(path, constants.O_WRONLY);
    onTestFinished(() => closeSync(writer));
    return { reader, writer };
  }

  /** Has tsinit write 40 messages, and expects it to do its work meanwhile. */
  async function worksWith(stderr: number, cut = () => {}) {
    const { namespace, pid } = await role.start(["-vvv", "--", fixture("receive"), "15"], { stderr });
    cut();
    await namespace.shows("ready");
    for (let i = 0; i < 40; i++) {
      send(pid, 10);
      await namespace.until(`USR1 for the ${i + 1}th time`, () => namespace.stdout.split("\n10").length === i + 2);
    }
    send(pid, 15);
    expect((await namespace.ended).code).toBe(0);
    expect(namespace.stdout).toBe(`ready\n${"10\n".repeat(40)}15\n`);
  }

  test("a full pipe that nobody reads does not stop tsinit", async () => {
    const { reader, writer } = pipe();
    onTestFinished(() => closeSync(reader));
    const filler = openSync(`/proc/self/fd/${writer}`, constants.O_WRONLY | constants.O_NONBLOCK);
    onTestFinished(() => closeSync(filler));
    expect(() => {
      while (true) writeSync(filler, "x".repeat(512));
    }).toThrow("EAGAIN");
    await worksWith(writer);
  });

  test("a pipe whose reader has gone does not end tsinit, and the program gets no PIPE of it", async () => {
    const { reader, writer } = pipe();
    await worksWith(writer, () => closeSync(reader));
  });
});
