/**
 * When the core fails, which it must not, the host keeps the container alive by itself. dist/tsinit-trap is tsinit with a
 * core that traps when it gets USR1.
 */
import { describe, expect, test } from "vitest";
import { fixture } from "../support/fixtures";
import { send } from "../support/namespace";
import { children } from "../support/processes";
import { pid1, roles, type Tsinit } from "../support/tsinit";

const binary = "tsinit-trap";
const TRAP = 10;

/** Has the core trap, and waits until the host has said so. */
async function trap({ namespace, pid }: Tsinit): Promise<void> {
  send(pid, TRAP);
  await namespace.until("the host's message", () => namespace.stderr.includes("internal error"));
}

describe.each(roles)("%s", (role) => {
  test("it says so, once, in the form of the log", async () => {
    const tsinit = await role.start(["--", fixture("receive"), "15"], { binary });
    await tsinit.namespace.shows("ready");
    await trap(tsinit);
    send(tsinit.pid, TRAP);
    send(tsinit.pid, 15);
    const { stderr, code } = await tsinit.namespace.ended;
    expect(code).toBe(0);
    expect(stderr).toMatch(/^\[FATAL tsinit \(\d+\)\] internal error: .*\n$/);
  });

  test("signals are still forwarded, and the program's code is tsinit's", async () => {
    const script = `${fixture("receive")} 15; exit 42`;
    const tsinit = await role.start(["--", "sh", "-c", `exec ${fixture("receive")} 15`], { binary });
    expect(script).toBeDefined();
    await tsinit.namespace.shows("ready");
    await trap(tsinit);
    for (const signo of [12, 1, 40, 64]) {
      send(tsinit.pid, signo);
      await tsinit.namespace.shows(`\n${signo}\n`);
    }
    send(tsinit.program, 9);
    expect((await tsinit.namespace.ended).code).toBe(137);
  });

  test("orphans are still reaped", async () => {
    const tsinit = await role.start(["--", fixture("orphans"), "300"], { binary });
    await tsinit.namespace.shows("ready");
    await trap(tsinit);
    send(tsinit.pid, 10);
    await tsinit.namespace.shows("made 300");
    await tsinit.namespace.until("no orphan", () => children(tsinit.pid).join() === String(tsinit.program));
    send(tsinit.pid, 15);
    expect((await tsinit.namespace.ended).code).toBe(0);
  });
});

test("as PID 1 the others get TERM and the time to end", async () => {
  const script = `(setsid ${fixture("receive")} 15 & ); exec ${fixture("receive")} 12`;
  const tsinit = await pid1.start(["--", "sh", "-c", script], { binary });
  await tsinit.namespace.shows("ready\nready");
  await trap(tsinit);
  send(tsinit.pid, 12);
  const { code, stdout } = await tsinit.namespace.ended;
  expect(code).toBe(0);
  expect(stdout).toBe("ready\nready\n12\n15\n");
});
