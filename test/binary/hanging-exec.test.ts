/** An execve(2) that hangs, as under a security agent that does not answer, and starts where no memory can be shared. */
import { copyFileSync, existsSync } from "node:fs";
import { constants } from "node:os";
import { describe, expect, test } from "vitest";
import { architecture } from "../support/architecture";
import { temporaryDirectory } from "../support/directory";
import { dist, fixture, HOST } from "../support/fixtures";
import { inject } from "../support/inject";
import { run, send, start } from "../support/namespace";

const { SIGTERM } = constants.signals;
const NO_FANOTIFY = { code: 77, reason: "fanotify(7) cannot hold an execve(2) here" };
const DENIED = (program: string) => `exec ${program} failed: Operation not permitted\n`;

/** A command that runs tsinit with a program whose execve(2) takes so long, in ms; below 0: for ever. */
function hanging(ms: number, verdict: "allow" | "deny") {
  const program = `${temporaryDirectory()}/program`;
  copyFileSync("/bin/true", program);
  return { program, argv: [fixture("hanging-exec"), String(ms), verdict, program, dist(HOST), "--", program] };
}

describe("an execve(2) that hangs", () => {
  test.for([10, 300])("and fails after %i ms: 126, and why", async (ms, { skip }) => {
    const { program, argv } = hanging(ms, "deny");
    const { code, stderr } = await run(argv);
    skip(code === NO_FANOTIFY.code, NO_FANOTIFY.reason);
    expect({ code, stderr }).toEqual({ code: 126, stderr: `[FATAL tsinit (1)] ${DENIED(program)}` });
  });

  test.for([10, 300])("and goes on after %i ms: the program's exit code", async (ms, { skip }) => {
    const { code, stderr } = await run(hanging(ms, "allow").argv);
    skip(code === NO_FANOTIFY.code, NO_FANOTIFY.reason);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  test("for ever: TERM ends it, 143, before the grace period is over", async ({ skip }) => {
    const namespace = start(hanging(-1, "allow").argv);
    const held = namespace.shows("held").then(() => true);
    const early = namespace.ended.then(({ code }) => code !== NO_FANOTIFY.code);
    skip(!(await Promise.race([held, early])), NO_FANOTIFY.reason);
    const began = performance.now();
    send(await namespace.pid1(), SIGTERM);
    expect(await namespace.ended).toMatchObject({ code: 143, stderr: "" });
    expect(performance.now() - began).toBeLessThan(4000);
  });
});

describe("where no child can share the init's memory", () => {
  // the other one is that of scripts/test-emulated.mjs
  const installed = () => `/usr/bin/qemu-${architecture().uname.replace("i686", "i386")}-static`;
  const qemu = () => process.env.TSINIT_EMULATOR ?? installed();
  const isBinary = HOST === "tsinit" ? "" : "for the static binary";
  const outcomes: [string, number, string][] = [
    ["/etc/passwd", 126, "exec /etc/passwd failed: Permission denied\n"],
    ["no-such-program", 127, "exec no-such-program failed: No such file or directory\n"],
    ["true", 0, ""],
    ["false", 1, ""],
  ];

  test.for(outcomes)("under qemu-user, %s: %i", async ([program, code, sentence], { skip }) => {
    skip(isBinary !== "", isBinary);
    skip(!existsSync(qemu()), `there is no ${qemu()}: qemu-user-static`);
    const outcome = await run([qemu(), dist(HOST), "--", program]);
    expect(outcome).toMatchObject({ code, stderr: sentence && `[FATAL tsinit (1)] ${sentence}` });
  });

  test.for(outcomes)("clone(2) says EINVAL, %s: %i", async ([program, code, sentence], { skip }) => {
    skip(isBinary !== "", isBinary);
    skip(architecture().node !== process.arch, "test/fixtures/inject.c knows system calls of its own machine only");
    const fault = { who: "init", call: "clone", occurrence: 1, goesOn: false, errno: constants.errno.EINVAL } as const;
    const report = `${temporaryDirectory()}/report`;
    const outcome = await inject([dist(HOST), "--", program], report, { fault, limit: 10_000 });
    expect(outcome).toMatchObject({ hits: 1, code, stderr: sentence && `[FATAL tsinit (1)] ${sentence}` });
  });
});
