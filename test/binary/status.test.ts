/** --status: who is PID 1, who leaves zombies, how near the limits are; under any init or none, for anybody. */
import { execFileSync } from "node:child_process";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { memoryCgroup, pidsCgroup } from "../support/cgroup";
import { temporaryDirectory } from "../support/directory";
import { dist, fixture } from "../support/fixtures";
import { installed } from "../support/installed";
import { isRoot, run, start } from "../support/namespace";

const tsinit = dist("tsinit");
const schema = JSON.parse(readFileSync(new URL("../../docs/status.schema.json", import.meta.url), "utf8"));
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);

interface Look {
  /** The shell's commands before the look. */
  prepare?: string;
  /** What is executed as tsinit. */
  binary?: string;
}

/** Runs `tsinit --status ARGUMENTS` in a shell below the PID 1 given; without one the shell is PID 1. */
async function text(pid1: string[], args: string[] = [], { prepare = ":", binary = tsinit }: Look = {}) {
  const script = `${prepare}\n${binary} --status ${args.join(" ")}; echo "code $?"`;
  const { stdout, stderr } = await run([...pid1, "sh", "-c", script]);
  const [, said, code] = /^(.*)code (\d+)\n$/s.exec(stdout) ?? [];
  if (code === undefined) throw new Error(`no exit code in:\n${stdout}\n${stderr}`);
  return { said, code: Number(code), stderr };
}

/** The same as JSON, which must be of the documented form. */
async function json(pid1: string[], args: string[] = [], look: Look = {}) {
  const { said, code } = await text(pid1, ["--json", ...args], look);
  const report = valid(said);
  expect(code).toBe(report.findings.length > 0 ? 1 : 0);
  return { report, findings: ids(report.findings), notes: ids(report.notes) };
}

function valid(said: string) {
  const report = JSON.parse(Buffer.from(said, "latin1").toString("utf8"));
  validate(report);
  expect(validate.errors).toBeNull();
  expect(report.healthy).toBe(report.findings.length === 0);
  return report;
}

const ids = (sentences: { id: string }[]) => sentences.map(({ id }) => id);
/** Makes an orphan that ends: a zombie, unless PID 1 reaps. */
const ORPHAN = "sh -c '(sleep 0.1) & exit'; sleep 0.5";
/** A PID 1 that runs what follows, and reaps nobody else. */
const NODE = [
  process.execPath,
  "-e",
  "const [command, ...args] = process.argv.slice(1); require('node:child_process').spawn(command, args, { stdio: 'inherit' })",
];

describe("who is PID 1", () => {
  describe.each(["tsinit", "tini", "dumb-init", "catatonit"])("%s", (name) => {
    test("reaps, and handles TERM", async ({ skip }) => {
      skip(name !== "tsinit" && installed(name) === "", `${name} is not installed`);
      const { report, findings } = await json([name === "tsinit" ? tsinit : name, "--"], [], { prepare: ORPHAN });
      expect(report.pid1).toMatchObject({ name, reaps: "yes" });
      expect(report.zombies).toEqual([]);
      expect(findings).toEqual([]);
    });
  });

  test("a bare shell has no handler for TERM", async () => {
    // the shell blocks all for a moment, until it waits for its child
    const prepare = "until grep -q '^SigBlk:.0*$' /proc/1/status; do :; done";
    const { report, findings } = await json(["sh", "-c", '"$@"; exit $?', "sh"], [], { prepare });
    expect(report.pid1.name).toBe("sh");
    expect(report.pid1.reaps).not.toBe("yes");
    expect(report.pid1.signals.caught).not.toContain("SIGTERM");
    expect(findings).toEqual(["no-term-handler"]);
    expect(report.findings[0].message).toContain("PID 1 (sh) has no handler for TERM");
  });

  test("node leaves orphans as zombies", async () => {
    const { report, findings } = await json(NODE, [], { prepare: ORPHAN });
    expect(report.pid1.reaps).toBe("no");
    expect(report.zombies.map(({ parent }: { parent: { pid: number } }) => parent.pid)).toContain(1);
    expect(findings).toEqual(["zombies", "term-unsure"]);
    expect(report.findings[0].message).toMatch(/^PID 1 \(.*\) has not reaped .* Run the program under an init/);
  });

  test.for([
    [["--pause"]],
    [["-w", "--grace", "5s", "-P"]],
    [["--as", "pause"]],
    [["--as=pause"]],
    [["--as", "catatonit", "-P"]],
  ])("a pod's pause process: %s", async ([args], { skip }) => {
    skip(!isRoot, "to enter a PID namespace takes root");
    const pid = await start([tsinit, ...args]).pid1();
    const enter = ["-t", String(pid), "-p", "-m", "--", tsinit, "--status", "--json"];
    const report = valid(execFileSync("nsenter", enter, { encoding: "latin1", stdio: ["ignore", "pipe", "inherit"] }));
    expect(report.namespace_shared_with).toBe("pod");
    expect(ids(report.notes)).toContain("pod");
  });

  describe("does it end on the stop signal?", () => {
    const BACKGROUND = "import os, sys\nos.fork() or os.execv('/bin/sh', ['sh', '-c', sys.argv[1]])\n";
    /** Python as PID 1: what it does besides running the script. */
    const python = (before: string, after: string) => [...["python3", "-c", `${before}\n${BACKGROUND}${after}`]];
    /** Runs `--status` under a PID 1 that gets the script as its last argument. */
    const under = async (pid1: string[], args: string[] = [], env = "") => {
      const script = `${env} ${tsinit} --status --json ${args.join(" ")}; kill -TERM 1`;
      const { stdout } = await run([...pid1, `sleep 0.3; ${script} 2>&1; exit 0`]);
      const report = valid(stdout.slice(0, stdout.lastIndexOf("}") + 1));
      return { stop: report.pid1.stop_signals[0], findings: ids(report.findings), notes: ids(report.notes) };
    };
    const WAITS = python("import signal; signal.pthread_sigmask(signal.SIG_BLOCK, [15])", "signal.sigwait([15])");
    const ON_INT = python("", "os.wait()");

    test("in sigwait(3) that cannot be seen: no finding", async () => {
      const { stop, findings } = await under(WAITS);
      expect(stop).toMatchObject({ signal: "SIGTERM", handled: "perhaps" });
      expect(findings).toEqual([]);
    });

    test("--stop-signal and its variable are what is asked for", async () => {
      expect((await under(ON_INT)).findings).toEqual(["no-term-handler"]);
      expect(await under(ON_INT, ["--stop-signal", "INT"])).toMatchObject({
        stop: { signal: "SIGINT", handled: "yes" },
        findings: [],
      });
      expect((await under(ON_INT, [], "TSINIT_STOP_SIGNAL=INT")).findings).toEqual([]);
      expect((await under(ON_INT, ["--stop-signal=USR1"])).stop).toMatchObject({ signal: "SIGUSR1", handled: "no" });
    });

    test("--ignore makes a note of a finding", async () => {
      const { findings, notes } = await under(ON_INT, ["--ignore", "zombies", "--ignore=pids-limit,no-term-handler"]);
      expect(findings).toEqual([]);
      expect(notes).toContain("no-term-handler");
    });

    test("tsinit by any name", async () => {
      const entrypoint = `${temporaryDirectory()}/entrypoint`;
      copyFileSync(tsinit, entrypoint);
      const { stop, findings } = await under([entrypoint, "--", "sh", "-c"]);
      expect(stop.handled).toBe("yes");
      expect(findings).toEqual([]);
    });

    test("a shell with a trap: only if no child is in the foreground", async () => {
      const trap = (wait: string) => ["bash", "-c", `trap "exit 0" TERM; sh -c "$0" ${wait}`];
      const foreground = await under(trap("; true"));
      expect(foreground).toMatchObject({ stop: { handled: "perhaps" }, findings: ["term-unsure"] });
      expect(foreground.stop.because).toMatch(/trap may have to wait until \d+ \(sh\) has ended/);
      expect(await under(trap("& wait"))).toMatchObject({ stop: { handled: "yes" }, findings: [] });
    });

    test("a script is the shell that runs it, whatever its name", async () => {
      const script = `${temporaryDirectory()}/entrypoint.sh`;
      writeFileSync(script, `#!/bin/bash\ntrap "exit 0" TERM\nsh -c "$1"\ntrue\n`, { mode: 0o755 });
      const { stop, findings } = await under([script]);
      expect(stop.because).toMatch(/trap may have to wait until \d+ \(sh\) has ended/);
      expect(findings).toEqual(["term-unsure"]);
    });

    test("Node catches it by itself", async () => {
      const { stop, findings } = await under([...NODE, "sh", "-c"]);
      expect(stop).toMatchObject({ handled: "perhaps", because: expect.stringMatching(/^catches TERM, but Node/) });
      expect(findings).toEqual(["term-unsure"]);
    });

    test.each([
      ["systemd", ["SIGRTMIN+3", "SIGRTMIN+4"], "SIGTERM"],
      ["runit", ["SIGCONT"], "SIGTERM"],
    ])("%s ends on %j, not on %s", async (name, good, bad) => {
      const copy = `${temporaryDirectory()}/${name}`;
      copyFileSync(tsinit, copy);
      // not the same program: the last byte of e_ident, of which the kernel takes no notice (elf(5))
      writeFileSync(copy, readFileSync(copy).fill(0x37, 15, 16), { mode: 0o755 });
      const pid1 = [copy, "--", "sh", "-c"];
      expect(await under(pid1)).toMatchObject({ stop: { signal: bad, handled: "no" }, findings: ["no-term-handler"] });
      for (const signal of good) expect((await under(pid1, ["--stop-signal", signal])).findings).toEqual([]);
    });
  });

  const PROGRAM = ["sh", "-c", '"$@"; exit $?', "sh"];
  test.each([
    ["a program's own --pause", [tsinit, "--", ...PROGRAM], ["--pause"]],
    ["a program's own -P", [tsinit, "-g", "--grace", "5s", ...PROGRAM], ["-P"]],
    ["a program that is called pause", [tsinit, "-v", ...PROGRAM], ["pause"]],
  ])("%s makes no pod", async (_, pid1, args) => {
    // what stands behind the script is the program's too: sh takes no notice of it
    const script = `${tsinit} --status --json; :`;
    const { stdout } = await run([...pid1, "sh", "-c", script, ...args]);
    expect(valid(stdout).namespace_shared_with).toBeNull();
  });

  test("the host's: its second process is the kernel's", async () => {
    const kthreadd = `${temporaryDirectory()}/kthreadd`;
    copyFileSync(fixture("receive"), kthreadd);
    const prepare = `${kthreadd} 15 >/dev/null & until [ "$(cat /proc/2/comm)" = kthreadd ]; do :; done`;
    expect((await json([], [], { prepare })).report.namespace_shared_with).toBe("host");
    expect((await json([])).report.namespace_shared_with).toBeNull();
  });
});

describe("zombies", () => {
  const LEAK = `${fixture("leaky")} 7 >/dev/null & until grep -q Z /proc/[0-9]*/stat 2>/dev/null; do :; done; sleep 0.3`;

  test("are counted for their parent, who is named", async () => {
    const { report, findings } = await json([tsinit, "--"], [], { prepare: LEAK });
    expect(report.zombies.length).toBe(7);
    const [{ zombie, parent }] = report.zombies;
    expect(zombie).toMatchObject({ command: "[leaky]", age: expect.any(Number) });
    expect(parent).toMatchObject({ command: `${fixture("leaky")} 7`, age: expect.any(Number) });
    expect(findings).toEqual(["zombies"]);
    const { message } = report.findings[0];
    expect(message).toMatch(
      /^Process \d+ \(leaky\) has not reaped 7 zombies; the oldest is \d+ \(leaky\), started \ds ago\. /,
    );
    expect(report.processes.filter(({ state }: { state: string }) => state === "Z").length).toBeGreaterThanOrEqual(7);
  });

  test("--max-zombies: so many are no finding", async () => {
    expect((await json([tsinit, "--"], ["--max-zombies", "7"], { prepare: LEAK })).findings).toEqual([]);
    expect((await json([tsinit, "--"], ["--max-zombies=6"], { prepare: LEAK })).findings).toEqual(["zombies"]);
  });
});

describe("limits", () => {
  test("of processes", async ({ skip }) => {
    const cgroup = pidsCgroup(20, skip);
    const before = [...cgroup.enter, tsinit, "--"];
    const few = await json(before);
    expect(few.report.pids).toMatchObject({ cgroup: cgroup.directory, max: 20, limit_hits: 0 });
    expect(few.report.pids.current).toBeGreaterThanOrEqual(2);
    expect(few.report.pids.current).toBeLessThanOrEqual(5);
    expect(few.findings).toEqual([]);
    const many = { prepare: "for i in 1 2 3 4 5 6 7 8; do sleep 5 & done" };
    expect((await json(before, ["--max-pids", "50"], many)).findings).toEqual(["pids-limit"]);
    expect((await json(before, ["--max-pids=60"], many)).findings).toEqual([]);
    const hit = await json(before, [], { prepare: "(for i in $(seq 30); do sleep 0.2 & done) 2>/dev/null; sleep 0.5" });
    expect(hit.report.pids.limit_hits).toBeGreaterThan(0);
    expect(hit.notes).toContain("pids-limit-hit");
  });

  test("of a cgroup below the one that is mounted, which is another's", async ({ skip }) => {
    const outer = pidsCgroup(1000, skip);
    const inner = outer.child(20);
    const root = dirname(outer.directory);
    const prepare = `mount --bind ${outer.directory} ${root}`;
    const { report } = await json([...inner.enter, tsinit, "--"], [], { prepare });
    expect(report.pids).toMatchObject({ cgroup: `${root}/${basename(inner.directory)}`, max: 20 });
  });

  test("of memory", async ({ skip }) => {
    const cgroup = memoryCgroup(64, skip);
    const { report, notes } = await json([...cgroup.enter, tsinit, "--"], [], { prepare: `${fixture("eat")} 200` });
    expect(report.memory).toMatchObject({ cgroup: cgroup.directory, max: 64 << 20, oom_kills: 1 });
    expect(report.memory.peak).toBeGreaterThan(32 << 20);
    expect(notes).toContain("oom-kills");
  });
});

test("who uses the memory, and how long the container runs", async () => {
  const prepare = `${fixture("eat")} 40 >/dev/null 9</dev/null & until grep -q 'VmRSS:.* 4[0-9]... kB' /proc/$!/status; do sleep 0.1; done; sleep 1`;
  const { report } = await json([tsinit, "--"], [], { prepare });
  expect(report.uptime).toBeGreaterThanOrEqual(1);
  const [eater] = report.largest;
  expect(eater).toMatchObject({ process: { command: `${fixture("eat")} 40` }, threads: 1 });
  // 0, 1, 2, 9 and what the tests themselves leave open
  expect(eater.files).toBeGreaterThanOrEqual(4);
  expect(eater.files).toBeLessThan(9);
  expect(eater.rss).toBeGreaterThan(40 << 20);
  expect(eater.max_files).toBeGreaterThan(3);
  const { said } = await text([tsinit, "--"], [], { prepare });
  expect(said).toMatch(/^uptime {5}\ds$/m);
  expect(said).toMatch(/^largest {4}4\d\.\d MiB, CPU \ds, age \ds, threads 1, files \d of \d+: \d+ \(eat\)$/m);
});

describe("for anybody", () => {
  /** As nobody, from a place that everybody may enter, which the tests' folder need not be. */
  const nobody = (prepare: string): Look => ({
    prepare: `mount -t tmpfs none /mnt && chmod 755 /mnt && cp ${tsinit} /mnt/tsinit\n${prepare}`,
    binary: "setpriv --reuid 65534 --regid 65534 --clear-groups /mnt/tsinit",
  });

  test("any user", async ({ skip }) => {
    skip(!isRoot, "to become another user takes root");
    const { report, findings } = await json([tsinit, "--"], [], nobody(":"));
    expect(report.pid1).toMatchObject({ name: "tsinit", reaps: "yes" });
    expect(findings).toEqual([]);
  });

  test("a user whose processes are near their limit", async ({ skip }) => {
    skip(!isRoot, "to become another user takes root");
    const prepare = `mount -t tmpfs none /mnt && chmod 755 /mnt && cp ${tsinit} /mnt/tsinit`;
    const as = (limit: number) => `setpriv --reuid 54322 --clear-groups prlimit --nproc=${limit} /mnt/tsinit`;
    // the one that looks is one
    expect((await json([tsinit, "--"], [], { prepare, binary: as(1) })).findings).toEqual(["user-limit"]);
    expect((await json([tsinit, "--"], [], { prepare, binary: as(9) })).findings).toEqual([]);
  });

  test("ages do not depend on /proc/uptime, which lxcfs makes the container's own", async ({ skip }) => {
    skip(!isRoot, "to mount takes root");
    const file = `${temporaryDirectory()}/uptime`;
    const prepare = `echo "7.00 7.00" >${file}; mount --bind ${file} /proc/uptime; sleep 1.2`;
    const { report } = await json([tsinit, "--"], [], { prepare });
    expect(report.processes[0].age).toBeGreaterThanOrEqual(1);
    expect(report.processes[0].age).toBeLessThan(30);
  });

  test("hidepid is noted where PID 1 can be seen, too", async ({ skip }) => {
    skip(!isRoot, "to become another user takes root");
    const user = "setpriv --reuid 65534 --regid 65534 --clear-groups";
    const prepare = `mount -t tmpfs none /mnt && chmod 755 /mnt && cp ${tsinit} /mnt/tsinit && mount -o remount,hidepid=2 /proc`;
    const own = `${prepare} && chmod 777 /mnt && exec unshare --pid --fork --mount-proc sh -c "mount -o remount,hidepid=2 /proc; exec ${user} /mnt/tsinit -- /mnt/tsinit --status --json"`;
    const { stdout } = await run([tsinit, "--", "sh", "-c", own]);
    const report = valid(stdout);
    expect(report.pid1.name).toBe("tsinit");
    expect(ids(report.notes)).toContain("hidden");
  });

  test("where no file can be opened it could not look: 125", async () => {
    const { code } = await text([tsinit, "--"], [], { prepare: "ulimit -n 4" });
    expect(code).toBe(125);
  });

  test("in a read-only root", async ({ skip }) => {
    skip(!isRoot, "to mount takes root");
    const prepare = "mount -o remount,ro,bind / && ! touch /read-only 2>/dev/null";
    expect((await json([tsinit, "--"], [], { prepare })).findings).toEqual([]);
  });

  describe.each([1, 2])("with hidepid=%i", (hidepid) => {
    test("it says what it could not see", async ({ skip }) => {
      skip(!isRoot, "to mount takes root");
      const { report, findings, notes } = await json(
        [tsinit, "--"],
        [],
        nobody(`mount -o remount,hidepid=${hidepid} /proc`),
      );
      expect(report.pid1).toBeNull();
      expect(notes).toContain("hidden");
      expect(findings).toEqual([]);
    });
  });

  test("without /proc it could not look: 125", async ({ skip }) => {
    skip(!isRoot, "to unmount takes root");
    const { code, stderr } = await text([tsinit, "--"], [], { prepare: "umount -l /proc" });
    expect(code).toBe(125);
    expect(stderr).toMatch(/The processes cannot be seen: \/proc: /);
  });
});

describe("as text", () => {
  test("columns are aligned, and there is no colour in a pipe", async () => {
    const { said, code } = await text([tsinit, "--"], [], { prepare: "sleep 5 &" });
    expect(code).toBe(0);
    expect(said).toMatch(/^PID 1 {6}\S+tsinit -- sh -c /m);
    expect(said).not.toContain("\x1b");
    const lines = said.split("\n");
    const head = lines.findIndex((line) => line.includes("COMMAND"));
    const rows = lines.slice(head, lines.indexOf("", head));
    expect(rows.length).toBeGreaterThanOrEqual(4);
    for (const row of rows) expect(row).toMatch(/^[ \d]{6}\S {2}\S.{4} {2}[ A-Z\d]{7} {2}[ \dA-Zsmhd]{5} {2}\S| {2}\S/);
    expect(said).toContain("Healthy");
  });

  test("findings come first, whoever else there is: a probe's output is cut", async () => {
    const prepare = `${fixture("leaky")} 200 >/dev/null & until [ $(grep -c Z /proc/[0-9]*/stat | grep -c :1) -ge 200 ]; do sleep 0.1; done`;
    const { said, code } = await text([tsinit, "--"], [], { prepare });
    expect(code).toBe(1);
    expect(said).toMatch(/^! Process \d+ \(leaky\) has not reaped 200 zombies/);
    expect(said).toMatch(/^ +\d+ +Z +\d+ +\S+ +200 leaky, zombies, children of PID \d+$/m);
    expect(said.length).toBeLessThan(4096);
  });

  const CROWD = "for i in 1 2 3 4 5; do sleep 5 & done; sh -c 'sleep 5; :' & sleep 0.2";
  const rows = (said: string) => said.split("\n").filter((line) => /^ +(\d+ +[RSDZ]|and) /.test(line)).length;

  test("many that are alike are one line", async () => {
    const { said } = await text([tsinit, "--"], [], { prepare: CROWD });
    expect(said).toMatch(/ 5 sleep, children of PID \d+\n/);
    expect(rows(said)).toBe(6);
  });

  test.each([
    ["all", 10],
    ["none", 0],
    ["3", 4],
  ])("--processes=%s: %i lines", async (processes, count) => {
    const { said } = await text([tsinit, "--"], [`--processes=${processes}`], { prepare: CROWD });
    expect(rows(said)).toBe(count);
    expect(said.includes("more: --processes=all")).toBe(processes === "3");
    expect(said.includes("COMMAND")).toBe(processes !== "none");
  });

  test("--processes in JSON", async () => {
    const list = async (...args: string[]) =>
      (await json([tsinit, "--"], args, { prepare: CROWD })).report.processes.length;
    expect(await list()).toBe(10);
    expect(await list("--processes", "2")).toBe(2);
    expect(await list("--processes=none")).toBe(0);
  });

  test("colours on a terminal, unless NO_COLOR says no", async () => {
    const shown = async (env: Record<string, string>) => {
      const { stdout } = await run([tsinit, "--status"], { terminal: "inside", env });
      return stdout;
    };
    expect(await shown({})).toContain("\x1b[");
    expect(await shown({ NO_COLOR: "1" })).not.toContain("\x1b[");
    expect(await shown({ NO_COLOR: "" })).toContain("\x1b[");
  });

  /** Starts a program that has such an argument. */
  const called = (argument: string) =>
    `${fixture("eat")} 1 "$(printf '${argument}')" >/dev/null & until [ "$(cat /proc/$!/comm)" = eat ]; do :; done`;

  test("a command cannot write to the terminal", async () => {
    const { said } = await text([tsinit, "--"], [], { prepare: called("a\\033[31m\\nb") });
    expect(said).toContain("a?[31m?b");
  });

  test("a JSON report of whatever a command holds", async () => {
    const { report } = await json([tsinit, "--"], [], { prepare: called('\\377"\\\\ \\303\\244') });
    const commands = report.processes.map(({ command }: { command: string }) => command).join("\n");
    expect(commands).toContain('\ufffd"\\ ä');
  });
});

test.each([
  [["--status", "true"], "--status runs no program"],
  [["--status", "--max-pids", "101"], "is not a percentage from 1 to 100"],
  [["--status", "--max-zombies", "x"], "is not a number"],
  [["--status", "--processes", "some"], "is not a number, all or none"],
  [["--status", "--ignore", "zombies,"], "is none of: zombies no-term-handler"],
  [["--status", "--ignore", "zombie"], "is none of: zombies no-term-handler"],
])("%j is refused", async (args, sentence) => {
  const { code, stderr } = await run([tsinit, ...args]);
  expect(code).toBe(125);
  expect(stderr).toContain(sentence);
});
