/** Under the names of tini, catatonit and pause: what the first words of a message don't show. */
import { describe, expect, test } from "vitest";
import { dist, fixture, HOST } from "../support/fixtures";
import { type Namespace, send, start } from "../support/namespace";
import { descendants, innerPid, status, waitsForEver } from "../support/processes";
import { roles, subreaper } from "../support/tsinit";

describe("orphans of an init that is not PID 1", () => {
  const script = '(sleep 60 & echo "orphan:" $!) ; exec sleep 60';

  test.each([
    ["tsinit", true],
    ["catatonit", true],
    ["tini", false],
    ["dumb-init", false],
  ])("come to %s: %s", async (name, adopts) => {
    const { namespace, pid } = await subreaper.start(["--as", name, "--", "sh", "-c", script]);
    await namespace.shows(/orphan: \d+\n/);
    const inner = Number(/orphan: (\d+)/.exec(namespace.stdout)?.[1]);
    const pid1 = await namespace.pid1();
    const orphan = await namespace.until("the orphan", () => descendants(pid1).find((one) => innerPid(one) === inner));
    await namespace.until("its new parent", () => (Number(status(orphan, "PPid")) === pid) === adopts);
  });

  test("come to tini with TSINIT_SUBREAPER, without a warning", async () => {
    const env = { TSINIT_SUBREAPER: "1" };
    expect(await subreaper.run(["--as", "tini", "true"], { env })).toEqual({ code: 0, stdout: "", stderr: "" });
  });
});

describe.each(roles)("catatonit %s", (role) => {
  test("TSTP is not forwarded, everything else is", async () => {
    const { namespace, pid } = await role.start(["--as", "catatonit", "--", fixture("receive"), "15"]);
    await namespace.shows("ready");
    for (const signo of [20, 10, 6, 64]) send(pid, signo);
    for (const signo of [10, 6, 64]) await namespace.shows(`${signo}\n`);
    expect(namespace.stdout).not.toContain("20\n");
  });
});

describe("pause", () => {
  test("options that it doesn't know are no reason to end", async () => {
    const { namespace, pid } = await pause("-P", "-g", "--grace", "1s");
    send(pid, 15);
    expect((await namespace.ended).code).toBe(0);
  });

  async function pause(...args: string[]): Promise<{ namespace: Namespace; pid: number }> {
    const namespace = start([dist(HOST), "--as", "pause", ...args]);
    const pid = await namespace.pid1();
    // PID 1 gets only what it waits for
    await namespace.until("a wait for signals", () => waitsForEver(pid));
    return { namespace, pid };
  }

  test.each([
    [15, "Terminated"],
    [2, "Interrupt"],
  ])("ends on signal %i, with 0, and says so", async (signo, text) => {
    const { namespace, pid } = await pause();
    send(pid, signo);
    expect(await namespace.ended).toEqual({ code: 0, stdout: "", stderr: `Shutting down, got signal: ${text}\n` });
  });

  test("takes no notice of other signals, nor of arguments", async () => {
    const { namespace, pid } = await pause("x", "y");
    for (const signo of [1, 3, 10, 12, 20, 64]) send(pid, signo);
    send(pid, 15);
    expect((await namespace.ended).code).toBe(0);
  });

  test("warns where it is not PID 1", async () => {
    const namespace = start(["sh", "-c", '"$0" --as pause; exit $?', dist(HOST)]);
    await namespace.until("the warning", () => namespace.stderr === "Warning: pause should be the first process\n");
  });
});
