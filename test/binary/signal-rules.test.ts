/** What becomes of signals on their way to the program: rewritten, dropped, held back, counted as a stop. */
import { constants } from "node:os";
import { describe, expect, test } from "vitest";
import { fixture } from "../support/fixtures";
import { send } from "../support/namespace";
import { roles } from "../support/tsinit";

const { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGWINCH } = constants.signals;

describe.each(roles)("%s", (role) => {
  /** tsinit with the program that prints the number of each signal it gets, until `last`. */
  async function receiving(last: number, options: string[], env: Record<string, string> = {}) {
    const tsinit = await role.start([...options, "--", fixture("receive"), String(last)], { env });
    await tsinit.namespace.shows("ready");
    return tsinit;
  }

  test("signals are rewritten, by name or number, real-time ones too, and dropped", async () => {
    const rules = ["-r", "TERM:QUIT", "--rewrite=1:0", "-rUSR1:RTMIN+3", "-r", "sigwinch:SIGUSR2,USR2:10"];
    const { namespace, pid } = await receiving(SIGQUIT, rules);
    send(pid, SIGHUP);
    for (const [signo, expected] of [
      [SIGUSR1, "37"],
      [SIGWINCH, "12"],
      [SIGUSR2, "10"],
      [SIGINT, "2"],
    ] as const) {
      send(pid, signo);
      await namespace.shows(`\n${expected}\n`);
    }
    send(pid, SIGTERM);
    expect((await namespace.ended).stdout).toBe("ready\n37\n12\n10\n2\n3\n");
  });

  test("the same from the environment", async () => {
    const { namespace, pid } = await receiving(SIGQUIT, [], { TSINIT_REWRITE: "TERM:QUIT,HUP:0" });
    send(pid, SIGHUP);
    send(pid, SIGTERM);
    expect((await namespace.ended).stdout).toBe("ready\n3\n");
  });

  test("--stop-signal: other signals than TERM start the stop timeout", async () => {
    const options = ["--stop-signal", "INT,RTMIN+3", "--stop-timeout", "200ms", "--grace", "200ms"];
    const { namespace, pid } = await receiving(SIGUSR1, options);
    send(pid, SIGHUP); // none
    await namespace.shows("\n1\n");
    send(pid, 37);
    const { code, stdout } = await namespace.ended;
    expect({ code, stdout }).toEqual({ code: 137, stdout: "ready\n1\n37\n15\n18\n" });
  });

  test("--term-delay holds the first TERM back", async () => {
    const { namespace, pid } = await receiving(SIGTERM, ["--term-delay", "700ms"]);
    const began = performance.now();
    send(pid, SIGTERM);
    send(pid, SIGHUP); // others are not held back
    await namespace.shows("\n1\n");
    expect((await namespace.ended).stdout).toBe("ready\n1\n15\n");
    expect(performance.now() - began).toBeGreaterThanOrEqual(700);
  });

  test("--term-delay: a second TERM goes through at once, and only one arrives", async () => {
    const { namespace, pid } = await receiving(SIGUSR1, ["--term-delay", "30s"]);
    send(pid, SIGTERM);
    send(pid, SIGWINCH);
    await namespace.shows("\n28\n"); // so the first TERM was taken: of two that are pending the lower comes first
    send(pid, SIGTERM);
    await namespace.shows("\n15\n");
    send(pid, SIGUSR1);
    expect((await namespace.ended).stdout).toBe("ready\n28\n15\n10\n");
  });

  test("--term-delay does not keep a container whose program has ended", async () => {
    const began = performance.now();
    const { namespace, pid } = await receiving(SIGUSR1, ["--term-delay", "30s"]);
    send(pid, SIGTERM);
    send(pid, SIGUSR1);
    expect((await namespace.ended).code).toBe(0);
    expect(performance.now() - began).toBeLessThan(15000);
  });
});
