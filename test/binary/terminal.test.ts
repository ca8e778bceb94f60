/** The terminal belongs to the program, if it belonged to tsinit; and nobody's terminal is stolen. */
import { describe, expect, test } from "vitest";
import { dist, fixture } from "../support/fixtures";
import { type Namespace, start } from "../support/namespace";
import { children, executable, terminal } from "../support/processes";
import { pid1, roles } from "../support/tsinit";

const CTRL_C = "\x03";
const CTRL_Z = "\x1a";
const BASH = ["bash", "--norc", "--noprofile", "-i"];

/** Types a command, and waits for what it shows in a line of its own (the command itself is shown as it is typed). */
async function command(namespace: Namespace, line: string, shows: RegExp): Promise<void> {
  namespace.type(`${line}\n`);
  await namespace.shows(shows);
}

function isForeground(pid: number): boolean {
  const { foreground, processGroup } = terminal(pid);
  return foreground === processGroup;
}

describe.each(["inside", "outside"] as const)("a session made %s the namespace", (where) => {
  describe.each(where === "inside" ? roles : [pid1])("%s", (role) => {
    test("an interactive shell has job control", async () => {
      const { namespace } = await role.start(["--", ...BASH], { terminal: where });
      await command(namespace, "set -o | grep monitor", /\r\nmonitor\s+on/);
      namespace.type("exit 3\n");
      const { code, stdout } = await namespace.ended;
      expect(code).toBe(3);
      expect(stdout).not.toContain("no job control");
    });

    test("Ctrl-C reaches the program", async () => {
      const script = 'trap "echo got INT; exit 5" INT; echo ready; while :; do sleep 0.1; done';
      const { namespace } = await role.start(["--", "sh", "-c", script], { terminal: where });
      await namespace.shows("ready");
      namespace.type(CTRL_C);
      const { code, stdout } = await namespace.ended;
      expect(stdout).toContain("got INT");
      expect(code).toBe(5);
    });

    test("Ctrl-Z and fg work inside", async () => {
      const { namespace, program: shell } = await role.start(["--", ...BASH], { terminal: where });
      await command(namespace, "sh -c 'echo run''ning; exec cat'", /\r\nrunning\r\n/);
      namespace.type(CTRL_Z);
      await namespace.shows(/Stopped/);
      await command(namespace, "echo back in the sh''ell", /\r\nback in the shell\r\n/);
      await command(namespace, "fg", /\r\nsh -c [^\r]*\r\n/);
      await command(namespace, "typed to cat", /typed to cat\r\ntyped to cat\r\n/);
      namespace.type(CTRL_C);
      await namespace.until("the shell in the foreground", () => isForeground(shell));
      namespace.type("exit 6\n");
      expect((await namespace.ended).code).toBe(6);
    });

    test("with stdin redirected, the terminal on stdout is handed over all the same", async () => {
      const program = ["--", fixture("receive"), "2"];
      const redirected = { before: ["sh", "-c", 'exec "$@" </dev/null', "sh"], terminal: where };
      const { namespace, program: pid } = await role.start(program, redirected);
      await namespace.shows("ready");
      expect(isForeground(pid)).toBe(true);
      namespace.type(CTRL_C);
      expect((await namespace.ended).stdout).toMatch(/2\r\n$/);
    });
  });
});

test("in the background of a shell it leaves the terminal to the shell", async () => {
  const namespace = start(BASH, { terminal: "inside" });
  const shell = await namespace.pid1();
  namespace.type(`${dist("tsinit")} -- ${fixture("receive")} 15 &\n`);
  await namespace.shows(/ready\r\n/);
  const tsinit = await namespace.until("tsinit", () =>
    children(shell).find((pid) => executable(pid) === dist("tsinit")),
  );
  expect(isForeground(shell)).toBe(true);
  expect(terminal(tsinit).processGroup).not.toBe(terminal(shell).processGroup);
  await command(namespace, "echo still $((40 + 2))", /\r\nstill 42\r\n/);
  await command(namespace, "kill $!; wait $!; echo ended with $?", /\r\nended with 0\r\n/);
  namespace.type("exit 7\n");
  expect((await namespace.ended).code).toBe(7);
});

test("with the terminal on stdout and stdin closed the program starts", async () => {
  const closed = { before: ["sh", "-c", 'exec "$@" <&-', "sh"], terminal: "inside" as const };
  const { code, stdout } = await pid1.run(["--", "sh", "-c", "echo started; exit 8"], closed);
  expect({ code, stdout }).toEqual({ code: 8, stdout: "started\r\n" });
});
