/** What tsinit costs while nothing happens, and what one event costs. */
import { readlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { architecture } from "../support/architecture";
import { temporaryDirectory } from "../support/directory";
import { fixture } from "../support/fixtures";
import { isRoot, send } from "../support/namespace";
import { descriptors, kilobytes, status, waitsForEver } from "../support/processes";
import { refused, whyNotRefused } from "../support/refused";
import { trace } from "../support/strace";
import { roles, type Tsinit } from "../support/tsinit";
import { until } from "../support/until";

const SLEEP = ["--", "sleep", "1000"];
const RECEIVE = ["--", fixture("receive"), "15"];
const IDLE_SECONDS = 10;

/** How often a process has waited and was woken, or was interrupted. */
const switches = ({ pid }: Tsinit) => [
  status(pid, "voluntary_ctxt_switches"),
  status(pid, "nonvoluntary_ctxt_switches"),
];

test(`no wake-up in ${IDLE_SECONDS} idle seconds`, async () => {
  const idle = await Promise.all(roles.map((role) => role.start(SLEEP)));
  // it wakes up once by itself, 5 ms after the start (docs/decisions/counters.md), and then waits without a deadline
  for (const { pid } of idle) await until("no deadline", () => waitsForEver(pid));
  const before = idle.map(switches);
  await sleep(IDLE_SECONDS * 1000);
  expect(idle.map(switches)).toEqual(before);
});

describe.each(roles)("%s", (role) => {
  test("one thread", async () => {
    const { pid } = await role.start(SLEEP);
    expect(status(pid, "Threads")).toBe("1");
  });

  test("the working directory is /, and the one that tsinit was started in is not held", async () => {
    const { pid } = await role.start(SLEEP, { cwd: temporaryDirectory() });
    await until("the working directory is /", () => readlinkSync(`/proc/${pid}/cwd`) === "/");
  });

  test("no descriptor above 2, whatever was inherited", async () => {
    const script = 'exec 3</dev/null 7</dev/null 9>/dev/null; ulimit -n 64; exec "$@"';
    const { pid, program } = await role.start(SLEEP, { before: ["sh", "-c", script, "sh"] });
    await until("0, 1 and 2", () => [...descriptors(pid).keys()].join() === "0,1,2");
    expect([...descriptors(program).keys()]).toEqual(expect.arrayContaining([3, 7, 9]));
  });

  describe("a kernel without close_range(2)", () => {
    /** Descriptor 300 is open, and above the limit. */
    const above = ["bash", "-c", 'exec 3</dev/null 300</dev/null; ulimit -Sn 64; exec "$@"', "bash"];
    const refuse = refused({ close_range: "ENOSYS" });

    test.for([
      ["", []],
      [", and without /proc", ["sh", "-c", 'umount -l /proc; exec "$@"', "sh"]],
    ] as const)("no descriptor above 2, not even above the limit of open files%s", async ([, before], { skip }) => {
      const obstacle = whyNotRefused() || (isRoot ? "" : "needs root, to unmount /proc");
      skip(obstacle !== "", obstacle);
      const { pid } = await role.start(["--grace=100ms", ...SLEEP], { before: [...before, ...above, ...refuse] });
      await until("0, 1 and 2", () => [...descriptors(pid).keys()].join() === "0,1,2");
    });
  });

  test("at most 80 kB of memory ever, 96 on i386, and 40 kB of them its own", async () => {
    const { pid, namespace } = await role.start(RECEIVE);
    await namespace.shows("ready");
    send(pid, 12);
    await namespace.shows("12");
    expect(kilobytes(pid, "VmHWM")).toBeLessThanOrEqual(architecture().debian === "i386" ? 96 : 80);
    expect(kilobytes(pid, "RssAnon")).toBeLessThanOrEqual(40);
  });

  test("one system call for an event and one to pass it on", async ({ skip }) => {
    const { pid, namespace } = await role.start(RECEIVE);
    await namespace.shows("ready");
    const calls = await trace(pid, skip);
    const signals = [1, 3, 10, 12, 34, 64]; // not INT: whether the program is a shell is asked then
    for (const signo of signals) {
      send(pid, signo);
      await namespace.shows(`\n${signo}\n`);
    }
    const names = (await calls()).map((line) => line.slice(0, line.indexOf("(")).replace("_time64", ""));
    // what is before the first one has to do with strace's coming, and futex(2) with an emulator: the init has one thread
    const own = names.slice(names.indexOf("kill")).filter((name) => name !== "futex");
    expect(own).toEqual(signals.flatMap(() => ["kill", "rt_sigtimedwait"]));
  });
});
