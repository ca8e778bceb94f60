/** Why the program died: one line on its abnormal end, and the same in the termination log. */
import { readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { describe, expect, test } from "vitest";
import { memoryCgroup } from "../support/cgroup";
import { temporaryDirectory } from "../support/directory";
import { fixture } from "../support/fixtures";
import { send } from "../support/namespace";
import { waitsForEver } from "../support/processes";
import { roles } from "../support/tsinit";

const { SIGINT, SIGKILL, SIGTERM } = constants.signals;
const died = (stderr: string) => stderr.split("\n").filter((line) => line.includes("Main child"));

describe.each(roles)("%s", (role) => {
  test("a signal that the program got from elsewhere is named", async () => {
    const { code, stderr } = await role.run(["--", "sh", "-c", "kill -SEGV $$"]);
    expect(code).toBe(139);
    expect(died(stderr)).toEqual([
      expect.stringMatching(
        /^\[WARN {2}tsinit \(\d+\)\] Main child \d+ \(sh\) was ended by SIGSEGV \((no )?core dumped\); /,
      ),
    ]);
    expect(stderr).toMatch(/; OOM killer: (no|unknown|perhaps.*); pids limit: (not hit|unknown); stopping: no\n$/);
  });

  test("a core dump is told of", async ({ skip }) => {
    const pattern = readFileSync("/proc/sys/kernel/core_pattern", "utf8");
    skip(pattern.startsWith("|") || pattern.startsWith("/"), `core dumps go elsewhere here: ${pattern}`);
    const cwd = temporaryDirectory();
    const { stderr } = await role.run(["--", "sh", "-c", "ulimit -c unlimited; kill -ABRT $$"], { cwd });
    expect(stderr).toContain("was ended by SIGABRT (core dumped)");
  });

  test.each([
    ["exits with 0", "exit 0"],
    ["exits with another code", "exit 3"],
  ])("nothing is said of a program that %s", async (_how, script) => {
    expect((await role.run(["--", "sh", "-c", script])).stderr).toBe("");
  });

  test.each([SIGTERM, SIGINT])(
    "nothing is said of a program that ends on the signal %i that was sent on to it",
    async (signo) => {
      const { namespace, pid } = await role.start(["--", "sleep", "1000"]);
      send(pid, signo);
      expect(await namespace.ended).toMatchObject({ code: 128 + signo, stderr: "" });
    },
  );

  test("a plain KILL is not called the OOM killer's, not even where that has killed before", async ({ skip }) => {
    const cgroup = memoryCgroup(256, skip);
    const before = cgroup.enter;
    const began = performance.now();
    const first = await role.run(["--", fixture("eat"), "600"], { before });
    expect(first.code).toBe(137);
    // on a busy machine its look before the kill may be long ago, or too late
    const isBusy = performance.now() - began > 1000;
    const said =
      role.name === "as PID 1" && !isBusy
        ? /OOM killer: yes \(oom_kill 0 -> 1\);/
        : /OOM killer: (yes \(oom_kill 0 -> 1\)|perhaps \(oom_kill (is 1|0 -> 1 in the last \ds)\));/;
    expect(first.stderr).toMatch(said);

    const { namespace, pid, program } = await role.start(["--", fixture("eat"), "1"], { before });
    await namespace.shows("eaten");
    // the count is read first 5 ms after the start
    await namespace.until("the count read", () => waitsForEver(pid));
    send(program, SIGKILL);
    const { code, stderr } = await namespace.ended;
    expect(code).toBe(137);
    expect(stderr).toContain("was ended by SIGKILL (no core dumped); OOM killer: no;");
  });

  test("a worker that the OOM killer killed is not the program, which somebody else kills later", async ({ skip }) => {
    const cgroup = memoryCgroup(256, skip);
    const script = `${fixture("eat")} 600 2>/dev/null; sleep 3; kill -KILL $$`;
    const { code, stderr } = await role.run(["--", "sh", "-c", script], { before: cgroup.enter });
    expect(code).toBe(137);
    expect(stderr).toMatch(/OOM killer: perhaps \(oom_kill 0 -> 1 in the last \ds\);/);
  });

  test("orphans that the OOM killer kills are told of while the program lives, and are not the program", async ({
    skip,
  }) => {
    const cgroup = memoryCgroup(256, skip);
    const script = `(${fixture("eat")} 600 >/dev/null & exit); exec sleep 1000`;
    const { namespace, program } = await role.start(["--", "sh", "-c", script], { before: cgroup.enter });
    await namespace.until("the warning", () => namespace.stderr.endsWith("\n"));
    send(program, SIGKILL);
    const { stderr } = await namespace.ended;
    expect(stderr).toMatch(/^\[WARN {2}tsinit \(\d+\)\] The OOM killer has killed 1 process here\n/);
    expect(stderr).toContain("was ended by SIGKILL (no core dumped); OOM killer: no;");
  });

  test("who was killed at the deadline, and how long stopping took", async () => {
    const program = ["sh", "-c", 'trap "" TERM; (trap "" TERM; sleep 1000) & echo ready; while :; do sleep 1; done'];
    const {
      namespace,
      pid,
      program: main,
    } = await role.start(["--stop-timeout=200ms", "--grace=300ms", "--", ...program]);
    await namespace.shows("ready");
    send(pid, SIGTERM);
    const { code, stderr } = await namespace.ended;
    expect(code).toBe(137);
    expect(main).toBeGreaterThan(1);
    const names = "\\d+ \\((sh|sleep)\\)(, \\d+ \\((sh|sleep)\\))+";
    expect(stderr).toMatch(new RegExp(`The grace period is over: SIGKILL is sent to those who are left: ${names}\\n`));
    const [line] = died(stderr);
    const ms = Number(new RegExp(`stopping: for (\\d+) ms, killed at the deadline: ${names}$`).exec(line)?.[1]);
    expect(ms).toBeGreaterThanOrEqual(500);
    expect(ms).toBeLessThan(5000);
  });

  describe("--termination-log", () => {
    const crash = ["--", "sh", "-c", "kill -SEGV $$"];

    test("has the line", async () => {
      const path = `${temporaryDirectory()}/message`;
      const { stderr } = await role.run([`--termination-log=${path}`, ...crash]);
      expect(stderr).toContain(`] ${readFileSync(path, "utf8")}\n`);
      expect(readFileSync(path, "utf8")).toMatch(/^Main child \d+ \(sh\) was ended by SIGSEGV/);
    });

    test("also by the environment", async () => {
      const path = `${temporaryDirectory()}/message`;
      await role.run(crash, { env: { TSINIT_TERMINATION_LOG: path } });
      expect(readFileSync(path, "utf8")).toContain("SIGSEGV");
    });

    test("is not written over a message of the program's own", async () => {
      const path = `${temporaryDirectory()}/message`;
      writeFileSync(path, "");
      const program = ["sh", "-c", `echo mine > ${path}; kill -SEGV $$`];
      await role.run([`--termination-log=${path}`, "--", ...program]);
      expect(readFileSync(path, "utf8")).toBe("mine\n");
    });

    test("has at most 4096 bytes", async () => {
      const path = `${temporaryDirectory()}/message`;
      const long = `${temporaryDirectory()}/${"long".repeat(60)}`;
      writeFileSync(long, "#!/bin/sh\nkill -SEGV $$\n", { mode: 0o755 });
      await role.run([`--termination-log=${path}`, "--", `${"/".repeat(3700)}${long}`]);
      const message = readFileSync(path, "utf8");
      expect(message.length).toBeLessThanOrEqual(4096);
      // the program's path is cut, not what is said of it
      expect(message).toMatch(/^Main child \d+ \(\/{1997}\.\.\.\) was ended by SIGSEGV .* stopping: no$/);
    });

    test("stays empty where nothing is wrong", async () => {
      const path = `${temporaryDirectory()}/message`;
      writeFileSync(path, "");
      await role.run([`--termination-log=${path}`, "--", "sh", "-c", "exit 3"]);
      expect(readFileSync(path, "utf8")).toBe("");
    });

    test("that cannot be written is a warning", async () => {
      const { code, stderr } = await role.run(["--termination-log=/nowhere/message", ...crash]);
      expect(code).toBe(139);
      expect(stderr).toContain("/nowhere/message could not be written: No such file or directory");
    });

    test("may be a pipe that nobody reads", async () => {
      const path = `${temporaryDirectory()}/pipe`;
      const { code } = await role.run([`--termination-log=${path}`, ...crash], {
        before: ["sh", "-c", `mkfifo ${path}; exec "$@"`, "sh"],
      });
      expect(code).toBe(139);
    });
  });

  describe("--log-format json", () => {
    const parse = (stderr: string) =>
      stderr
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(Buffer.from(line, "latin1").toString("utf8")));

    test("one object a line, with time, level, pid, event, message and fields", async () => {
      const { stderr } = await role.run(["-vv", "--log-format=json", "--", "sh", "-c", "kill -SEGV $$"]);
      const lines = parse(stderr);
      expect(lines.map(({ event }) => event)).toEqual(["spawned", "reaped", "exited", "died"]);
      for (const line of lines) {
        expect(line).toMatchObject({ pid: expect.any(Number), message: expect.any(String) });
        expect(line.level).toMatch(/^(warn|info|debug)$/);
        expect(new Date(line.time).toISOString()).toBe(line.time);
        expect(Math.abs(Date.parse(line.time) - Date.now())).toBeLessThan(60_000);
      }
      expect(lines[3]).toMatchObject({
        level: "warn",
        command: "sh",
        signal: "SIGSEGV",
        stage: "running",
        stopping_ms: null,
      });
    });

    test.each(['a "b"\\ c\n\t\x01', "\xff\xfe\x80", "\xc3\xa4\xe2\x82\xac", "\xed\xa0\x80\xf5"])(
      "valid whatever a command holds: %j",
      async (name) => {
        const { stderr, code } = await role.run(["--", name], { env: { TSINIT_LOG_FORMAT: "json" } });
        expect(code).toBe(127);
        const [line] = parse(stderr);
        expect(line).toMatchObject({ level: "fatal", event: "spawn-failed" });
        expect(() => new TextDecoder("utf8", { fatal: true }).decode(Buffer.from(stderr, "latin1"))).not.toThrow();
      },
    );
  });
});
