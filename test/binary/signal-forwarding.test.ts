/** Every signal that someone sends to tsinit reaches the program, and none ends tsinit. */
import { constants } from "node:os";
import { describe, expect, test } from "vitest";
import { fixture } from "../support/fixtures";
import { isRoot, send } from "../support/namespace";
import { children, state } from "../support/processes";
import { roles, type Tsinit } from "../support/tsinit";

const { SIGCHLD, SIGCONT, SIGINT, SIGKILL, SIGSTOP, SIGTERM, SIGTTIN, SIGTTOU, SIGUSR1, SIGUSR2 } = constants.signals;
const LAST = 64;
const RECEIVE = ["--", fixture("receive"), String(SIGTERM)];

/** The signals that a `receive` said it has got. */
function received({ namespace }: Tsinit): number[] {
  return namespace.stdout.split("\n").map(Number).filter(Boolean);
}

/** Sends a signal to tsinit and waits until the program has got it. */
async function passesOn(tsinit: Tsinit, signo: number): Promise<void> {
  const before = received(tsinit).length;
  send(tsinit.pid, signo);
  await tsinit.namespace.until(`signal ${signo}`, () => received(tsinit).length > before);
  expect(received(tsinit).slice(before)).toEqual([signo]);
}

describe.each(roles)("%s", (role) => {
  test("of all 64, all but KILL, STOP, CHLD, TTIN and TTOU are forwarded", async () => {
    const tsinit = await role.start(["--", fixture("receive"), String(SIGKILL)]);
    await tsinit.namespace.shows("ready");
    const forwarded: number[] = [];
    for (let signo = 1; signo <= LAST; signo++) {
      if ([SIGKILL, SIGSTOP].includes(signo)) continue;
      if ([SIGCHLD, SIGTTIN, SIGTTOU].includes(signo)) {
        send(tsinit.pid, signo);
        continue;
      }
      await passesOn(tsinit, signo);
      forwarded.push(signo);
    }
    expect(forwarded).toHaveLength(LAST - 5);
    expect(received(tsinit)).toEqual(forwarded);
    expect(state(tsinit.pid)).toBe("S");
  });

  test("CHLD, TTIN and TTOU end neither tsinit nor a program that does not expect them", async () => {
    const tsinit = await role.start(["--", "sleep", "1000"]);
    for (const signo of [SIGCHLD, SIGTTIN, SIGTTOU]) send(tsinit.pid, signo);
    send(tsinit.pid, SIGINT);
    expect((await tsinit.namespace.ended).code).toBe(128 + SIGINT);
  });

  test("signals sent inside the namespace are forwarded, as those of a health check are", async () => {
    const before = [fixture("with-state"), "-b", String(SIGUSR2)];
    const script = `kill -USR2 $PPID; exec ${fixture("receive")} ${SIGUSR2}`;
    const { stdout, code } = await role.run(["--", "sh", "-c", script], { before });
    expect({ stdout, code }).toEqual({ stdout: `ready\n${SIGUSR2}\n`, code: 0 });
  });

  test("signals that were pending when tsinit started are not lost", async () => {
    const pending = [SIGINT, SIGUSR1, 32, 40].flatMap((signo) => ["-r", String(signo)]);
    const tsinit = await role.start(RECEIVE, { before: [fixture("with-state"), ...pending] });
    await tsinit.namespace.until("all four", () => received(tsinit).length === 4);
    expect(received(tsinit)).toEqual([SIGINT, SIGUSR1, 32, 40]);
  });

  test("real-time signals are queued: each of a thousand arrives", async () => {
    const tsinit = await role.start(RECEIVE);
    await tsinit.namespace.shows("ready");
    for (let i = 0; i < 1000; i++) send(tsinit.pid, 34 + (i % 31));
    await tsinit.namespace.until("a thousand signals", () => received(tsinit).length >= 1000);
    await passesOn(tsinit, SIGUSR1);
    expect(received(tsinit)).toHaveLength(1001);
  });

  const FAMILY = ["sh", "-c", `${fixture("receive")} ${SIGTERM} & exec ${fixture("receive")} ${SIGTERM}`];
  const bothReady = (tsinit: Tsinit) => tsinit.namespace.shows(/ready\nready/);

  test("without -g a signal goes to the program only", async () => {
    const tsinit = await role.start(["--", ...FAMILY]);
    await bothReady(tsinit);
    await passesOn(tsinit, SIGUSR1);
    await passesOn(tsinit, SIGUSR2);
    expect(received(tsinit)).toEqual([SIGUSR1, SIGUSR2]);
  });

  test.each<{ how: string; args: string[]; env: Record<string, string> }>([
    { how: "-g", args: ["-g"], env: {} },
    { how: "--group", args: ["--group"], env: {} },
    { how: "TSINIT_GROUP", args: [], env: { TSINIT_GROUP: "yes" } },
    { how: "TINI_KILL_PROCESS_GROUP", args: [], env: { TINI_KILL_PROCESS_GROUP: "" } },
  ])("with $how a signal goes to the whole process group", async ({ args, env }) => {
    const tsinit = await role.start([...args, "--", ...FAMILY], { env });
    await bothReady(tsinit);
    send(tsinit.pid, SIGUSR1);
    await tsinit.namespace.until("both have got it", () => received(tsinit).length === 2);
    send(tsinit.pid, SIGTERM);
    expect((await tsinit.namespace.ended).code).toBe(0);
    expect(received(tsinit)).toContain(SIGTERM);
  });

  test("a process group that is no longer there: a warning, no end", async () => {
    const tsinit = await role.start(["-g", "--", fixture("receive"), "-l", String(SIGTERM)]);
    await tsinit.namespace.shows("ready");
    send(tsinit.pid, SIGUSR1);
    const warning = /^\[WARN {2}tsinit \(\d+\)\] SIGUSR1 could not be sent to process group \d+: No such process\n$/;
    await tsinit.namespace.until("the warning", () => warning.test(tsinit.namespace.stderr));
    send(tsinit.program, SIGTERM);
    expect((await tsinit.namespace.ended).code).toBe(0);
  });

  test.for([
    ["tsinit", /^\[WARN {2}tsinit \(\d+\)\] SIGUSR1 could not be sent to process \d+: Operation not permitted\n$/],
    ["tini", /^\[WARN {2}tini \(\d+\)\] SIGUSR1 could not be sent to process \d+: Operation not permitted\n$/m],
    ["dumb-init", /^\[dumb-init\] SIGUSR1 could not be sent to process group \d+: Operation not permitted\n$/],
    ["catatonit", /^WARN \(catatonit:\d+\): SIGUSR1 could not be sent to process \d+: Operation not permitted\n$/],
  ] as const)(
    "%s may not signal the program, which has changed its user: a warning, no end",
    async ([name, warning], { skip }) => {
      if (!isRoot) skip("needs root, to have two other users");
      const capability = ["--inh-caps=+setuid", "--ambient-caps=+setuid"];
      const before = ["setpriv", "--reuid=60998", "--clear-groups", ...capability];
      const tsinit = await role.start(["--as", name, "--", "setpriv", "--reuid=60999", ...RECEIVE.slice(1)], {
        before,
      });
      await tsinit.namespace.shows("ready");
      send(tsinit.pid, SIGUSR1);
      await tsinit.namespace.until("the warning", () => warning.test(tsinit.namespace.stderr));
      send(tsinit.program, SIGTERM);
      expect((await tsinit.namespace.ended).code).toBe(0);
    },
  );

  test("a program that stopped gets its signals when it goes on, and tsinit waits with it", async () => {
    const tsinit = await role.start(RECEIVE);
    await tsinit.namespace.shows("ready");
    send(tsinit.program, SIGSTOP);
    await tsinit.namespace.until("stopped", () => state(tsinit.program) === "T");
    send(tsinit.pid, SIGUSR1);
    send(tsinit.pid, SIGCONT);
    await tsinit.namespace.until("both", () => received(tsinit).length === 2);
    expect(children(tsinit.pid)).toEqual([tsinit.program]);
    expect(received(tsinit).sort()).toEqual([SIGUSR1, SIGCONT]);
  });
});
