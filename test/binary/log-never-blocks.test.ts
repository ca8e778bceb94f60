/** A message never stops tsinit, whoever else writes to the same place, and is never torn into another one. */
import { execFileSync } from "node:child_process";
import { closeSync, constants, openSync, readFileSync, readSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { constants as os } from "node:os";
import { describe, expect, onTestFinished, test } from "vitest";
import { temporaryDirectory } from "../support/directory";
import { fixture } from "../support/fixtures";
import { send } from "../support/namespace";
import { commandLine, descendants, state, status } from "../support/processes";
import { refused, whyNotRefused } from "../support/refused";
import { roles, type Tsinit } from "../support/tsinit";
import { until } from "../support/until";

const { SIGCONT, SIGPIPE, SIGSTOP, SIGTERM, SIGUSR1, SIGXFSZ } = os.signals;
const TIMES = 400;

/** A line of a message, as far as it goes, and nothing in front of it. */
const WHOLE = /^\[(WARN |INFO |DEBUG|TRACE) tsinit \(\d+\)\] [^[]*$/;

/** The ways of writing that are left where the better ones are refused. */
const WAYS: [string, Record<string, string>][] = [
  ["", {}],
  [", on a kernel that cannot write without waiting", { pwritev2: "EOPNOTSUPP" }],
  [", where a filter refuses what it doesn't know", { pwritev2: "EPERM" }],
  [", with another user's pipe on an old kernel", { pwritev2: "EOPNOTSUPP", openat: "EACCES" }],
];

/** Sends USR1 again and again; each has to be taken before the next is sent. */
async function isAlive({ pid, namespace }: Tsinit, times = TIMES): Promise<void> {
  for (let i = 0; i < times; i++) {
    send(pid, SIGUSR1);
    await namespace.until("USR1 is taken", () => !pending(pid).includes(SIGUSR1));
  }
}

/** The signals that wait to be taken by a process. */
function pending(pid: number): number[] {
  const set = BigInt(`0x${status(pid, "SigPnd")}`) | BigInt(`0x${status(pid, "ShdPnd")}`);
  return Array.from({ length: 64 }, (_, i) => i + 1).filter((signo) => (set >> BigInt(signo - 1)) & 1n);
}

describe.each(roles)("%s", (role) => {
  /** A script that tells in a file that TERM has come, because its terminal can be one that nobody reads. */
  function script(before: string) {
    const told = `${temporaryDirectory()}/told`;
    const text = `trap "" USR1; ${before} trap 'echo TERM >${told}; exit 0' TERM; echo ready >${told}; while :; do sleep 0.01; done`;
    const says = (word: string) => () => {
      try {
        return readFileSync(told, "utf8") === `${word}\n`;
      } catch {
        return false;
      }
    };
    return { program: ["sh", "-c", text], isReady: says("ready"), hadTerm: says("TERM") };
  }

  test("a terminal that nobody reads", async () => {
    const { program, isReady, hadTerm } = script("");
    const tsinit = await role.start(["-vvv", "--", ...program], { terminal: "inside" });
    const { namespace, pid } = tsinit;
    await namespace.until("the program", isReady);
    const reader = descendants(process.pid).find((process) => commandLine(process).startsWith(`${fixture("pty")}\0`));
    send(reader ?? 0, SIGSTOP);
    // more than the 12 kB that a terminal takes
    await isAlive(tsinit);
    send(pid, SIGTERM);
    await until("TERM reaches the program", hadTerm);
    send(reader ?? 0, SIGCONT);
    await namespace.ended;
    // where it was full a message may have been cut off, but none is torn into another
    const lines = namespace.stdout.replaceAll("\r", "").split("\n").filter(Boolean);
    expect(lines.length).toBeGreaterThan(100);
    expect(lines.filter((line) => !WHOLE.test(line))).toEqual([]);
  });

  test.for(WAYS)("a pipe that the program keeps full%s", async ([, errors], { skip }) => {
    const obstacle = Object.keys(errors).length > 0 ? whyNotRefused() : "";
    skip(obstacle !== "", obstacle);
    const path = `${temporaryDirectory()}/pipe`;
    execFileSync("mkfifo", [path]);
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const writer = openSync(path, constants.O_WRONLY);
    onTestFinished(() => closeSync(writer));
    const { program, isReady, hadTerm } = script('(trap "" PIPE; while :; do echo xxxxxxxx; done >&2) &');
    const tsinit = await role.start(["-vvv", "--grace=100ms", "--", ...program], {
      stderr: writer,
      before: refused(errors),
    });
    await tsinit.namespace.until("the program", isReady);
    // now and then there is a little room, for which both are in a race
    const bytes = Buffer.alloc(8192);
    let text = "";
    const drain = () => {
      try {
        text += bytes.toString("latin1", 0, readSync(reader, bytes));
      } catch (error) {
        expect((error as NodeJS.ErrnoException).code).toBe("EAGAIN");
      }
    };
    for (let i = 0; i < TIMES / 4; i++) {
      await isAlive(tsinit, 4);
      drain();
    }
    send(tsinit.pid, SIGTERM);
    await until("TERM reaches the program", hadTerm);
    closeSync(reader);
    await tsinit.namespace.ended;
    const lines = text.split("\n").slice(0, -1);
    expect(lines.filter((line) => line !== "xxxxxxxx" && !WHOLE.test(line))).toEqual([]);
    expect(lines.filter((line) => WHOLE.test(line)).length).toBeGreaterThan(0);
  });

  test("a socket that is full", async () => {
    const clients: Socket[] = [];
    const server = createServer({ pauseOnConnect: true }, (client) => clients.push(client)).listen(0, "127.0.0.1");
    onTestFinished(() => {
      for (const client of clients) client.destroy();
      server.close();
    });
    await until("the server listens", () => server.listening);
    const { port } = server.address() as { port: number };
    const { program, isReady, hadTerm } = script("yes >&2 &");
    const redirected = ["bash", "-c", `exec 2<>/dev/tcp/127.0.0.1/${port}; exec "$@"`, "bash"];
    const tsinit = await role.start(["-vvv", "--grace=100ms", "--", ...program], { before: redirected });
    await tsinit.namespace.until("the program", isReady);
    const isFull = (pid: number) => commandLine(pid) === "yes\0" && state(pid) === "S";
    await tsinit.namespace.until("the socket is full", () => descendants(tsinit.pid).some(isFull));
    await isAlive(tsinit, 50);
    send(tsinit.pid, SIGTERM);
    await until("TERM reaches the program", hadTerm);
  });

  describe("a signal that its own message causes", () => {
    /** Stopped, tsinit gets both at once: USR1 first, of which it has a message to write, and then the other one. */
    async function sendTogether({ pid, namespace }: Tsinit, signo: number): Promise<void> {
      send(pid, SIGSTOP);
      await until("tsinit is stopped", () => state(pid) === "T");
      send(pid, SIGUSR1);
      send(pid, signo);
      send(pid, SIGCONT);
      await namespace.until(`${signo} on stdout`, () => namespace.stdout.split("\n").includes(String(signo)));
    }

    test("is taken back, and not one that somebody has sent: XFSZ", async () => {
      const path = `${temporaryDirectory()}/log`;
      writeFileSync(path, "");
      const log = openSync(path, "a");
      onTestFinished(() => closeSync(log));
      const before = ["prlimit", "--fsize=1000"];
      const tsinit = await role.start(["-vvv", "--", fixture("receive"), "15"], { stderr: log, before });
      await tsinit.namespace.shows("ready");
      await isAlive(tsinit, 50);
      expect(readFileSync(path).length).toBe(1000);
      expect(tsinit.namespace.stdout).not.toContain(`\n${SIGXFSZ}\n`);
      await sendTogether(tsinit, SIGXFSZ);
      send(tsinit.pid, SIGTERM);
      expect((await tsinit.namespace.ended).code).toBe(0);
      expect(tsinit.namespace.stdout.split("\n").filter((line) => line === String(SIGXFSZ))).toHaveLength(1);
    });

    test("is taken back, and not one that somebody has sent: PIPE", async () => {
      const path = `${temporaryDirectory()}/pipe`;
      execFileSync("mkfifo", [path]);
      const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
      const writer = openSync(path, constants.O_WRONLY);
      onTestFinished(() => closeSync(writer));
      const tsinit = await role.start(["-vvv", "--", fixture("receive"), "15"], { stderr: writer });
      await tsinit.namespace.shows("ready");
      closeSync(reader);
      await isAlive(tsinit, 10);
      expect(tsinit.namespace.stdout).not.toContain(`\n${SIGPIPE}\n`);
      await sendTogether(tsinit, SIGPIPE);
      send(tsinit.pid, SIGTERM);
      expect((await tsinit.namespace.ended).code).toBe(0);
      expect(tsinit.namespace.stdout.split("\n").filter((line) => line === String(SIGPIPE))).toHaveLength(1);
    });
  });
});
