/**
 * When the core fails, which it must not, the host begins it anew; if it fails again and again, the host keeps the container
 * alive by itself. dist/tsinit-trap is tsinit with a core that traps when it gets USR1 or INT, and runs out of memory on PWR.
 */
import { readlinkSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { pidsCgroup } from "../support/cgroup";
import { dist, fixture } from "../support/fixtures";
import { send, start } from "../support/namespace";
import { children, state, status } from "../support/processes";
import { pid1, roles, type Tsinit, type TsinitOptions } from "../support/tsinit";

const binary = "tsinit-trap";
const TRAP = 10;
const TRAPPING_STOP = 2;
const EXHAUST = 30;
/** So often the core is begun anew within a minute. */
const BEGINNINGS = 3;
const ANEW = "the init begins anew";
const C_LOOP = "only signals are forwarded and orphans reaped from here on";
/** A program that prints each signal, one that is left, and their end: USR2. */
const TWO = `(setsid ${fixture("receive")} 12 & ); exec ${fixture("receive")} 12`;

const count = (text: string, what: string) => text.split(what).length - 1;

/** Has the core trap, and waits until it is begun anew. */
async function trap({ namespace, pid }: Tsinit, signo = TRAP): Promise<void> {
  const before = count(namespace.stderr, ANEW);
  send(pid, signo);
  await namespace.until("a new beginning", () => count(namespace.stderr, ANEW) > before);
}

/** Has the core trap once too often. */
async function trapTooOften(tsinit: Tsinit): Promise<void> {
  for (let i = 0; i < BEGINNINGS; i++) await trap(tsinit);
  send(tsinit.pid, TRAP);
  await tsinit.namespace.until("the host's message", () => tsinit.namespace.stderr.includes(C_LOOP));
}

/** USR1 has the program make orphans. */
async function reapsOrphans({ namespace, pid, program }: Tsinit): Promise<void> {
  await namespace.shows("made 300");
  await namespace.until("no orphan", () => children(pid).join() === String(program));
}

describe.each(roles)("%s", (role) => {
  const started = async (args: string[], options: TsinitOptions = {}) => {
    const tsinit = await role.start(args, { ...options, binary });
    await tsinit.namespace.shows("ready");
    return tsinit;
  };

  describe("after a trap", () => {
    test("options hold, and the message has the form of the log", async () => {
      const args = ["--log-format", "json", "--rewrite", "HUP:USR2", "--remap-exit", "3:42"];
      const tsinit = await started([...args, "--", fixture("receive"), "15", "3"]);
      await trap(tsinit);
      send(tsinit.pid, 1);
      await tsinit.namespace.shows("\n12\n");
      send(tsinit.pid, 15);
      const { stderr, code } = await tsinit.namespace.ended;
      expect(code).toBe(42);
      const [first, ...others] = stderr.trim().split("\n");
      const message = "Internal error: what was being done is given up, and the init begins anew";
      expect(JSON.parse(first)).toMatchObject({ level: "warn", event: "begun-anew", message });
      expect(others.map((line) => JSON.parse(line).event)).not.toContain("begun-anew");
    });

    test("orphans are reaped", async () => {
      const tsinit = await started(["--", fixture("orphans"), "300"]);
      await trap(tsinit);
      send(tsinit.program, 10);
      await reapsOrphans(tsinit);
      send(tsinit.pid, 15);
      expect((await tsinit.namespace.ended).code).toBe(0);
    });

    test("no memory is left over from before", async () => {
      const tsinit = await started(["--", fixture("receive"), "15"]);
      await trap(tsinit, EXHAUST);
      expect(tsinit.namespace.stderr).toContain("There was not enough memory for what was being done");
      const size = Number.parseInt(status(tsinit.pid, "RssAnon"), 10);
      expect(size).toBeLessThan(100);
      send(tsinit.pid, 15);
      expect((await tsinit.namespace.ended).code).toBe(0);
    });

    test("who was told to stop is not told again, and has the time that is left", async () => {
      const tsinit = await started(["-v", "--grace", "1s", "--", "sh", "-c", TWO]);
      const { namespace, pid, program } = tsinit;
      await namespace.shows("ready\nready");
      send(program, 12);
      await namespace.shows("\n15\n");
      await trap(tsinit);
      send(pid, 1); // nobody's: the program has ended
      const { code, stdout, stderr } = await namespace.ended;
      expect(code).toBe(0);
      // CONT after TERM
      expect(stdout.split("\n").sort().join(" ").trim()).toBe("12 15 18 ready ready");
      expect(stderr).toContain("The grace period is over");
    });
  });

  describe("after one too many", () => {
    test("signals are still forwarded, the last one too, and the program's code is tsinit's", async () => {
      const tsinit = await started(["--", fixture("receive"), "15"]);
      await trapTooOften(tsinit);
      for (const signo of [TRAP, 12, 1, 40, 64]) {
        if (signo !== TRAP) send(tsinit.pid, signo);
        await tsinit.namespace.shows(`\n${signo}\n`);
      }
      send(tsinit.program, 9);
      const { code, stderr } = await tsinit.namespace.ended;
      expect(code).toBe(137);
      expect(stderr).toMatch(/^(\[WARN .*\n){3}\[FATAL tsinit \(\d+\)\] internal error: .*\n$/);
    });

    test("orphans are still reaped", async () => {
      const tsinit = await started(["--", fixture("orphans"), "300"]);
      await trapTooOften(tsinit); // the last one is passed on
      await reapsOrphans(tsinit);
      send(tsinit.pid, 15);
      expect((await tsinit.namespace.ended).code).toBe(0);
    });

    test("a fork bomb on one CPU leaves it forwarding and able to end", async ({ skip }) => {
      const cgroup = pidsCgroup(1024, skip);
      const cpu = /\d+/.exec(status(process.pid, "Cpus_allowed_list"))?.[0] ?? "";
      const script = `${fixture("fork-bomb")} ${cgroup.directory}/pids.max & exec ${fixture("receive")} 15`;
      const tsinit = await started(["--", "sh", "-c", script], {
        before: ["setsid", "taskset", "-c", cpu, ...cgroup.enter],
      });
      await trapTooOften(tsinit);
      await tsinit.namespace.until("the limit is reached", () => cgroup.refused() > 100);
      send(tsinit.pid, 12);
      await tsinit.namespace.shows("\n12\n");
      send(tsinit.pid, 15);
      expect((await tsinit.namespace.ended).code).toBe(0);
    });
  });
});

describe("as PID 1", () => {
  test("after one too many the others get TERM and the time to end", async () => {
    const tsinit = await pid1.start(["--", "sh", "-c", TWO.replace("12", "15")], { binary });
    await tsinit.namespace.shows("ready\nready");
    await trapTooOften(tsinit);
    send(tsinit.pid, 12);
    const { code, stdout } = await tsinit.namespace.ended;
    expect(code).toBe(0);
    expect(stdout).toBe("ready\nready\n10\n12\n15\n");
  });

  test("after one too many in the middle of a stop they do not get it twice", async () => {
    const tsinit = await pid1.start(["--grace", "60s", "--", "sh", "-c", TWO], { binary });
    const { namespace, pid, program } = tsinit;
    await namespace.shows("ready\nready");
    const [other] = children(pid).filter((child) => child !== program);
    send(program, 12);
    await namespace.shows("\n15\n");
    await trapTooOften(tsinit);
    send(other, 1);
    await namespace.shows("\n1\n");
    send(other, 12);
    const { code, stdout } = await namespace.ended;
    expect(code).toBe(0);
    expect(count(stdout, "15\n")).toBe(1);
  });

  test("--pause: a stop that traps the core again and again is a stop all the same", async () => {
    const namespace = start([dist(binary), "--pause"]);
    const pid = await namespace.pid1();
    await namespace.until("tsinit waiting", () => state(pid) === "S" && readlinkSync(`/proc/${pid}/cwd`) === "/");
    send(pid, TRAPPING_STOP);
    const { code, stderr } = await namespace.ended;
    expect(code).toBe(0);
    expect(count(stderr, ANEW)).toBe(BEGINNINGS);
    expect(count(stderr, C_LOOP)).toBe(1);
  });
});
