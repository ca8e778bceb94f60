/** The addon in the test's own process, with the C library as a second witness. */
import { spawn } from "node:child_process";
import { closeSync, readFileSync, readSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, onTestFinished, test } from "vitest";
import { FAILED_EXEC, FAILED_NOWHERE } from "../../src/core/base/kernel";
import { type Addon, SAME_SETTING } from "../../src/node/addon";
import { ALL_SIGNALS } from "../../src/node/signals";
import { temporaryDirectory } from "../support/directory";
import * as libc from "../support/libc";
import { NODE_HOST, needsNodeHost } from "../support/node-host";
import { state } from "../support/processes";
import { until } from "../support/until";

needsNodeHost();

// loaded when it is first used: where it cannot be built, the tests are skipped before
const addon = new Proxy({} as Addon, {
  get: (_, name) => createRequire(import.meta.url)(`${NODE_HOST}/tsinit.node`)[name],
});

/** Spawns a shell that runs `script`. */
function shell(script: string): number {
  return addon.spawn(["sh", "-c", script], [`PATH=${process.env.PATH}`], 0, -1, 0, false, SAME_SETTING);
}

test("a program that runs, and one that is not there", async () => {
  const failure = async (command: string) => {
    const pid = addon.spawn([command], [`PATH=${process.env.PATH}`], 0, -1, 0, false, SAME_SETTING);
    await until("the end of the child", () => addon.peek() === pid);
    return [addon.reap(pid), addon.spawnFailure()];
  };
  expect(await failure("no-such-program")).toEqual([127 << 8, { step: FAILED_EXEC, errno: 2 }]);
  expect(await failure("false")).toEqual([1 << 8, { step: FAILED_NOWHERE, errno: 0 }]);
});

test("child subreaper: what one way sets the other reads", () => {
  onTestFinished(() => void libc.setSubreaper(0));
  libc.setSubreaper(0);
  expect(addon.isSubreaper()).toBe(0);
  addon.becomeSubreaper();
  expect(libc.isSubreaper()).toBe(1);
  libc.setSubreaper(0);
  expect(addon.isSubreaper()).toBe(0);
});

test("parent-death signal: what one way sets the other reads", () => {
  onTestFinished(() => void libc.setParentDeathSignal(0));
  addon.setParentDeathSignal(12);
  expect(libc.parentDeathSignal()).toBe(12);
  libc.setParentDeathSignal(10);
  expect(addon.parentDeathSignal()).toBe(10);
  expect(() => addon.setParentDeathSignal(65)).toThrow("prctl EINVAL");
});

test("a child that was looked at is not reaped: the C library still gets it, and its status", async () => {
  const pid = shell("exit 42");
  await until("the end of the child", () => addon.peek() === pid);
  expect(addon.peek()).toBe(pid);
  expect(state(pid)).toBe("Z");
  expect(libc.waitpid(pid)).toEqual([pid, 42 << 8]);
  expect(addon.peek()).toBeNull();
});

test("a child that was reaped is gone for the C library too", async () => {
  const pid = shell("kill -KILL $$");
  await until("the end of the child", () => addon.peek() === pid);
  expect(addon.reap(pid)).toBe(9);
  expect(libc.waitpid(pid)[0]).toBe(-1);
  expect(state(pid)).toBe("");
});

test("children of the event loop are known as such until they have been reaped", async () => {
  const child = spawn("sh", ["-c", "read line"]);
  const { pid } = child as { pid: number };
  expect(addon.childrenOfEventLoop()).toEqual([pid]);
  expect(addon.peek()).toBe(0);
  child.stdin.end();
  const code = await new Promise((resolve) => child.on("exit", resolve));
  expect(code).toBe(1);
  expect(addon.childrenOfEventLoop()).toEqual([]);
});

test("every signal that libc can send arrives, as often as it was sent if it is a real-time one", () => {
  const descriptor = addon.handleSignals(ALL_SIGNALS, () => {});
  // KILL and STOP cannot be taken, CHLD, TTIN and TTOU are not; a PIPE or XFSZ of its own is a write of its own that failed
  const without = [9, 13, 17, 19, 21, 22, 25];
  const numbers = Array.from({ length: 64 }, (_, i) => i + 1).filter((signo) => !without.includes(signo));
  const received: number[] = [];
  try {
    for (const signo of numbers) expect(libc.raise(signo)).toBe(0);
    for (let i = 0; i < 1000; i++) libc.raise(40);
    const buffer = Buffer.alloc(4096);
    received.push(...buffer.subarray(0, readSync(descriptor, buffer)));
  } finally {
    addon.releaseSignals();
    closeSync(descriptor);
  }
  expect([...new Set(received)].sort((a, b) => a - b)).toEqual(numbers);
  expect(received.filter((signo) => signo === 40)).toHaveLength(1001);
});

test("afterwards every disposition and the mask are as before", () => {
  const signals = () => readFileSync("/proc/self/status", "utf8").match(/^Sig(Blk|Ign|Cgt):.*$/gm);
  const before = signals();
  closeSync(addon.handleSignals(ALL_SIGNALS, () => {}));
  expect(signals()).not.toEqual(before);
  addon.releaseSignals();
  expect(signals()).toEqual(before);
});

test("failures are Errors as Node's own: errno, code, syscall", () => {
  const failure = (call: () => unknown) => {
    try {
      call();
    } catch (error) {
      const { message, errno, code, syscall } = error as NodeJS.ErrnoException;
      return { message, errno, code, syscall };
    }
    return "no failure";
  };
  const gone = 2 ** 22 + 1; // more than any pid
  const esrch = { errno: -3, code: "ESRCH" };
  expect(failure(() => addon.kill(gone, 0))).toEqual({ ...esrch, syscall: "kill", message: "kill ESRCH" });
  expect(failure(() => addon.killGroup(gone, 0))).toEqual({ ...esrch, syscall: "kill", message: "kill ESRCH" });
  expect(failure(() => addon.holdProcess(gone))).toMatchObject({ syscall: "pidfd_open" });
  expect(failure(() => addon.read("/no/such/file", 0))).toMatchObject({ code: "ENOENT", syscall: "read" });
  expect(failure(() => addon.passOn(9999))).toMatchObject({ code: "EBADF", syscall: "fcntl" });
  expect(failure(() => addon.killNamespace(0))).toMatchObject({ code: "EPERM", errno: -1, syscall: "kill" });
});

test("kill() has no way to mean everybody: 0, -1 and 1 are refused, in the addon too", () => {
  for (const pid of [0, -1, 1, -2]) {
    expect(() => addon.kill(pid, 0)).toThrow("kill EINVAL");
    expect(() => addon.killGroup(pid, 0)).toThrow("kill EINVAL");
  }
});

test("what is no number, no array, or missing is a TypeError", () => {
  const wild = addon as unknown as Record<string, (...args: unknown[]) => unknown>;
  expect(() => wild.spawn([1, "true"], ["a", {}], 0, -1, 0, false, SAME_SETTING)).toThrow(TypeError);
  for (const name of ["kill", "killGroup", "killHeld"]) expect(() => wild[name]("1", {})).toThrow(TypeError);
  for (const name of ["killNamespace", "holdProcess", "releaseProcess", "reap", "passOn", "setParentDeathSignal"]) {
    expect(() => wild[name]()).toThrow(TypeError);
  }
  expect(() => wild.spawn("true", [])).toThrow(TypeError);
  expect(() => wild.spawn([], [], 0, -1, 0, false, SAME_SETTING)).toThrow(TypeError);
  expect(() => wild.spawn([1], [2], 0, -1, 0, false, SAME_SETTING)).toThrow(TypeError);
  expect(() => wild.spawn(["true"], [], 0, -1, 0, false)).toThrow(TypeError);
  expect(() => wild.read(7)).toThrow(TypeError);
  expect(() => wild.write(2, 7)).toThrow(TypeError);
});

test("a file is read up to 4096 bytes, byte for byte", () => {
  const path = `${temporaryDirectory()}/file`;
  const bytes = Buffer.from(Array.from({ length: 5000 }, (_, i) => i % 256));
  writeFileSync(path, bytes);
  expect(addon.read(path, 0)).toEqual(bytes.subarray(0, 4096));
  expect(addon.read(path, 4096)).toEqual(bytes.subarray(4096, 8192));
});

test("the program gets the default for every signal, an empty mask, stdio that is passed on, and no descriptor of Node's", async () => {
  const path = `${temporaryDirectory()}/out`;
  for (const descriptor of [0, 1, 2]) addon.passOn(descriptor);
  const pid = shell(`(grep Sig /proc/self/status; ls -l /proc/self/fd) > ${path}`);
  await until("the end of the child", () => addon.peek() === pid);
  addon.reap(pid);
  const text = readFileSync(path, "utf8");
  expect(text).toMatch(/SigBlk:\s0+\nSigIgn:\s0+\n/);
  expect(text.match(/ [012] -> /g)).toHaveLength(3);
  expect(text).not.toContain("anon_inode");
});
