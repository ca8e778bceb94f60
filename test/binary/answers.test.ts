/** What --help, --version and --status print is whole, or the exit code says that it is not. */
import { execFileSync } from "node:child_process";
import { closeSync, constants, openSync, readFileSync, readSync, writeSync } from "node:fs";
import { constants as os } from "node:os";
import { describe, expect, onTestFinished, test } from "vitest";
import { temporaryDirectory } from "../support/directory";
import { dist, HOST } from "../support/fixtures";
import { type Namespace, run, send, start } from "../support/namespace";
import { executable } from "../support/processes";
import { roles } from "../support/tsinit";
import { until } from "../support/until";

const FILLING = Buffer.alloc(512);

/** A pipe that is full. Whoever writes to `writer` waits, unless it is opened so that it does not block. */
function fullPipe(flags = 0) {
  const path = `${temporaryDirectory()}/pipe`;
  execFileSync("mkfifo", [path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openSync(path, constants.O_WRONLY | flags);
  const filler = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  expect(() => {
    while (true) writeSync(filler, FILLING);
  }).toThrow("EAGAIN");
  closeSync(filler);
  onTestFinished(() => closeSync(reader));
  const bytes = Buffer.alloc(4096);
  return {
    writer,
    /** What is in it, up to 4096 bytes at a time, the filling as "\0". "" if nothing is there now. */
    read(): string {
      try {
        return bytes.toString("latin1", 0, readSync(reader, bytes));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EAGAIN") return "";
        throw error;
      }
    },
  };
}

/** tsinit as PID 1, once it waits in poll(2) for stdout. */
async function waiting(namespace: Namespace): Promise<number> {
  const pid = await namespace.pid1();
  await namespace.until(
    "tsinit waits",
    () => executable(pid) === dist(HOST) && /^(do_sys_)?poll/.test(readFileSync(`/proc/${pid}/wchan`, "utf8")),
  );
  return pid;
}

describe.each([
  ["a pipe", 0],
  ["a pipe that does not block", constants.O_NONBLOCK],
])("%s that is full", (_what, flags) => {
  test("has all of it in the end", async () => {
    const { writer, read } = fullPipe(flags);
    const namespace = start([dist(HOST), "--license"], { stdout: writer });
    closeSync(writer);
    await waiting(namespace);
    let text = "";
    await until("its end", () => {
      text += read();
      return text.endsWith("\n");
    });
    expect((await namespace.ended).code).toBe(0);
    expect(text.replaceAll("\0", "")).toBe((await run([dist(HOST), "--license"])).stdout);
  });

  test.each([
    ["SIGTERM", "--status"],
    ["SIGINT", "--status"],
    ["SIGTERM", "--license"],
  ] as const)("%s ends %s", async (name, option) => {
    const { writer } = fullPipe(flags);
    const namespace = start([dist(HOST), option], { stdout: writer });
    closeSync(writer);
    send(await waiting(namespace), os.signals[name]);
    expect((await namespace.ended).code).toBe(128 + os.signals[name]);
  });
});

describe.each(roles)("%s", (role) => {
  test.each(["--help", "--version", "--status"])("%s on a disk that is full: 125, and why", async (option) => {
    const full = openSync("/dev/full", "w");
    onTestFinished(() => closeSync(full));
    const { code, stderr } = await role.run([option], { stdout: full });
    expect({ code, stderr }).toEqual({ code: 125, stderr: expect.stringContaining("No space left on device") });
  });
});
