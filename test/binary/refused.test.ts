/** System calls that a seccomp filter, an old kernel or another one refuses: there is another way, or a sentence. */
import { describe, expect, test } from "vitest";
import { fixture } from "../support/fixtures";
import { send } from "../support/namespace";
import { state } from "../support/processes";
import { refuse } from "../support/strace";
import { roles } from "../support/tsinit";

/** More calls than that in a test would be a loop that does not wait. */
const MOST_CALLS = 400;

/** The calls with times of 64 bits and those with the machine's own, which on machines of 32 bits are two. */
const SIGTIMEDWAIT = "/^rt_sigtimedwait";

describe.each(roles)("%s", (role) => {
  const receives = async (...args: string[]) => {
    const tsinit = await role.start(["--", fixture("receive"), ...args]);
    await tsinit.namespace.shows("ready");
    return tsinit;
  };

  test.for(["EPERM", "ENOSYS"])(
    "rt_sigtimedwait refused with %s: every signal is forwarded all the same",
    async (error, { skip }) => {
      const { namespace, pid } = await receives("15", "7");
      const calls = await refuse(pid, skip, `${SIGTIMEDWAIT}:error=${error}`);
      for (const signo of [1, 12, 34, 64, 40, 40, 40]) send(pid, signo);
      await namespace.until("all of them", () => namespace.stdout.split("\n").length === 9);
      await namespace.until("a wait", () => state(pid) === "S");
      send(pid, 15);
      const { code, stdout, stderr } = await namespace.ended;
      expect({ code, stderr }).toEqual({ code: 7, stderr: "" });
      expect(stdout.trim().split("\n").sort().join(" ")).toBe("1 12 15 34 40 40 40 64 ready");
      expect((await calls()).length).toBeLessThan(MOST_CALLS);
    },
  );

  // the one a Linux before 5.1 does not know, the other one that was built without it
  test.for(["rt_sigtimedwait_time64", "rt_sigtimedwait"])(
    "%s is not there: the other one is waited in",
    async (call, { skip }) => {
      const { namespace, pid } = await receives("15", "7");
      const calls = await refuse(pid, skip, `${call}:error=ENOSYS`);
      for (const signo of [1, 12, 34, 64]) {
        send(pid, signo);
        await namespace.shows(`\n${signo}\n`);
      }
      send(pid, 15);
      expect(await namespace.ended).toEqual({ code: 7, stdout: "ready\n1\n12\n34\n64\n15\n", stderr: "" });
      expect((await calls()).length).toBeLessThan(MOST_CALLS);
    },
  );

  test("signalfd refused as well: they are still forwarded", async ({ skip }) => {
    const { namespace, pid } = await receives("15", "7");
    const calls = await refuse(pid, skip, `${SIGTIMEDWAIT}:error=EPERM`, "signalfd4:error=EPERM");
    for (const signo of [1, 12, 34, 64]) {
      send(pid, signo);
      await namespace.shows(`\n${signo}\n`);
    }
    send(pid, 15);
    const { code, stdout, stderr } = await namespace.ended;
    expect({ code, stdout, stderr }).toEqual({ code: 7, stdout: "ready\n1\n12\n34\n64\n15\n", stderr: "" });
    expect((await calls()).length).toBeLessThan(MOST_CALLS);
  });

  test("clock_gettime refused: the grace period is as long as ever", async ({ skip }) => {
    const script = `(setsid ${fixture("receive")} 12 & ); exec ${fixture("receive")} 12`;
    const { namespace, pid, program } = await role.start(["--grace", "1s", "--", "sh", "-c", script]);
    await namespace.shows("ready\nready");
    await refuse(pid, skip, "/^clock_gettime:error=EPERM");
    const began = performance.now();
    send(program, 12);
    const { code, stderr } = await namespace.ended;
    expect(code).toBe(0);
    expect(stderr).toContain("The grace period is over");
    expect(performance.now() - began).toBeGreaterThanOrEqual(1000);
    expect(performance.now() - began).toBeLessThan(4000);
  });

  test.for([
    ["wait4:error=EINTR:when=1", 15, 7],
    ["wait4:error=EPERM:when=1", 15, 7],
    ["wait4:error=ENOSYS", 15, 7],
    ["wait4:error=ENOSYS", 9, 137],
  ] as const)(
    "a reaping refused, %s: the program's end by signal %i is noticed",
    async ([call, signo, wanted], { skip }) => {
      const { namespace, pid, program } = await receives("15", "7");
      await refuse(pid, skip, call);
      send(program, signo);
      expect((await namespace.ended).code).toBe(wanted);
    },
  );

  test("wait4 and waitid refused: a sentence, and 125", async ({ skip }) => {
    const { namespace, pid, program } = await receives("15", "7");
    await refuse(pid, skip, "wait4:error=EPERM", "waitid:error=EPERM");
    send(program, 15);
    const { code, stderr } = await namespace.ended;
    expect(code).toBe(125);
    expect(stderr).toMatch(
      /^\[FATAL tsinit \(\d+\)\] no child can be reaped, wait4\(2\) and waitid\(2\) are refused: .*\n$/,
    );
  });
});
