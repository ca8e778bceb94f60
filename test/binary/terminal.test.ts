/** tsinit and a terminal: termios(3), credentials(7). A real bash on a real pseudoterminal. */
import { describe, expect, test } from "vitest";
import { dist, fixture, HOST } from "../support/fixtures";
import { type Namespace, start } from "../support/namespace";
import { children, terminal } from "../support/processes";
import { roles } from "../support/tsinit";

const PROMPT = "bash is ready> ";
/** Bash without anyone's start-up files. */
const BASH = ["bash", "--noprofile", "--norc", "--noediting", "-i"];
const env = { PS1: PROMPT, TERM: "dumb" };
const CTRL = { C: "\x03", D: "\x04", Z: "\x1a", BACKSLASH: "\x1c" };

/** Types something and waits until the terminal shows the answer. */
async function dialogue(namespace: Namespace, typed: string, answer: string | RegExp): Promise<void> {
  const shown = namespace.stdout.length;
  namespace.type(typed);
  await namespace.until(`${answer} after ${JSON.stringify(typed)}`, () => {
    const since = namespace.stdout.slice(shown);
    return typeof answer === "string" ? since.includes(answer) : answer.test(since);
  });
}

describe.each(roles)("%s", (role) => {
  describe.each(["inside", "outside"] as const)("with a terminal whose session is %s the namespace", (where) => {
    const options = { env, terminal: where };

    test("the program's process group gets the foreground", async () => {
      const { namespace, program } = await role.start(["--", fixture("receive"), "15"], options);
      await namespace.shows("ready");
      expect(terminal(program).foreground).toBe(program);
      expect(terminal(program).processGroup).toBe(program);
    });

    test("what is typed reaches the program: Ctrl-C, Ctrl-\\ and Ctrl-Z, each once", async () => {
      const { namespace } = await role.start(["--", fixture("receive"), "15"], options);
      await namespace.shows("ready");
      await dialogue(namespace, CTRL.C, "2\r\n");
      await dialogue(namespace, CTRL.BACKSLASH, "3\r\n");
      await dialogue(namespace, CTRL.Z, "20\r\n");
      expect(namespace.stdout.match(/\d+/g)).toEqual(["2", "3", "20"]);
    });

    test("Ctrl-C ends a program that does not care, and the code says so", async () => {
      const { namespace, program } = await role.start(["--", "sh", "-c", "echo started; exec cat"], options);
      await namespace.shows("started");
      expect(terminal(program).foreground).toBe(program);
      namespace.type(CTRL.C);
      expect((await namespace.ended).code).toBe(130);
    });

    test("an interactive bash has job control: Ctrl-C, Ctrl-Z, bg and fg", async () => {
      const { namespace } = await role.start(["--", ...BASH], options);
      await namespace.shows(PROMPT);
      expect(namespace.stdout).toBe(PROMPT); // and no "cannot set terminal process group", no "no job control"
      await dialogue(namespace, "set -o | grep monitor\n", /monitor\s+on[^>]*> $/);
      // what is typed before the shell has given the terminal away may be the shell's
      await dialogue(namespace, "sh -c 'echo run''ning; exec cat'\n", /\r\nrunning\r\n/);
      await dialogue(namespace, "one\n", /one\r\none\r\n/);
      await dialogue(namespace, CTRL.Z, /Stopped\s+sh -c[^>]*> $/);
      await dialogue(namespace, "jobs\n", /jobs\r\n\[1\]\+ +Stopped\s+sh -c/);
      await dialogue(namespace, "fg\n", /fg\r\nsh -c [^\r]*\r\n/);
      await dialogue(namespace, "two\n", /two\r\ntwo\r\n/);
      await dialogue(namespace, CTRL.C, PROMPT);
      await dialogue(namespace, "echo code $?\n", "code 130");
      namespace.type("exit 7\n");
      expect((await namespace.ended).code).toBe(7);
    });

    test("the end of the input ends bash", async () => {
      const { namespace } = await role.start(["--", ...BASH], options);
      await namespace.shows(PROMPT);
      namespace.type(CTRL.D);
      expect((await namespace.ended).code).toBe(0);
    });

    test.each([
      { what: "stdin is closed", redirect: "<&-" },
      { what: "stdin is not the terminal", redirect: "</dev/null" },
      { what: "only stderr is the terminal", redirect: "</dev/null >/dev/null" },
    ])("the foreground is taken though $what", async ({ redirect }) => {
      const before = ["sh", "-c", `exec "$@" ${redirect}`, "sh"];
      const script = "echo started >&2; exec sleep 1000";
      const { namespace, program } = await role.start(["--", "sh", "-c", script], { ...options, before });
      await namespace.shows("started");
      expect(terminal(program).foreground).toBe(program);
      namespace.type(CTRL.C);
      expect((await namespace.ended).code).toBe(130);
    });

    test("tini leaves the foreground where it is if stdin is not the terminal", async () => {
      const before = ["sh", "-c", 'exec "$@" </dev/null', "sh"];
      const args = ["--as", "tini", "--", "sh", "-c", "echo started; exec sleep 1000"];
      const { namespace, program } = await role.start(args, { ...options, before });
      await namespace.shows("started");
      expect(terminal(program).processGroup).toBe(program);
      expect(terminal(program).foreground).not.toBe(program);
      await namespace.kill();
    });

    test("a program without any stream on the terminal starts, and the foreground stays where it was", async () => {
      const before = ["sh", "-c", 'exec "$@" </dev/null >/dev/null 2>&1', "sh"];
      const { namespace, pid, program } = await role.start(["--", "sleep", "1000"], { ...options, before });
      expect(terminal(program).foreground).toBe(terminal(pid).foreground);
      expect(terminal(program).foreground).not.toBe(program);
      await namespace.kill();
    });
  });
});

test.each([
  ["its program has ended", "sh -c 'exit 3'", 3],
  ["there was no program", "no-such-program", 127],
])("a script that goes on when %s has the terminal again: it reads, and hears Ctrl-C", async (_, program, code) => {
  const script = `trap 'exit 9' INT; "$@" ${program} 2>/dev/null; echo code $?; read -r line && echo "read $line"; cat`;
  const namespace = start(["sh", "-c", script, "sh", dist(HOST), "--"], { terminal: "inside" });
  await namespace.shows(`code ${code}`);
  await dialogue(namespace, "a line\n", "read a line");
  await dialogue(namespace, "to cat\n", "to cat\r\nto cat");
  namespace.type(CTRL.C);
  expect((await namespace.ended).code).toBe(9);
});

describe("in the background of an interactive bash", () => {
  const TSINIT = dist(HOST);
  /** The program's word; the prompt has it too. */
  const READY = "ready\r\n";

  /** A bash that is the namespace's PID 1, and a tsinit that it has started in the background. */
  async function background(program: string, name = "tsinit") {
    const namespace = start(BASH, { env, terminal: "inside" });
    await namespace.shows(PROMPT);
    const bash = await namespace.pid1();
    await dialogue(namespace, `${TSINIT} --as ${name} -- ${program} &\n`, /\[1\] \d+/);
    const tsinit = await namespace.until("tsinit", () => children(bash)[0]);
    const child = await namespace.until("its program", () => children(tsinit)[0]);
    return { namespace, bash, tsinit, child };
  }

  test.each(["tsinit", "tini", "catatonit"])("%s does not take the terminal away", async (name) => {
    const { namespace, bash, child } = await background(`${fixture("receive")} 15`, name);
    await namespace.shows(READY);
    expect(terminal(child).processGroup).toBe(child);
    expect(terminal(bash).foreground).toBe(bash);
    await dialogue(namespace, "echo still $((40 + 2))\n", "still 42");
    await dialogue(namespace, CTRL.C, PROMPT);
    await dialogue(namespace, "kill %1; wait %1; echo code $?\n", "code 0");
    expect(namespace.stdout).toMatch(/^15\r$/m); // TERM; and no 2, for Ctrl-C was for bash
    expect(namespace.stdout).not.toMatch(/^(\^C)?2\r$/m);
  });

  test("brought to the foreground it passes Ctrl-C on", async () => {
    const { namespace, bash, tsinit } = await background(`${fixture("receive")} 2`);
    await namespace.shows(READY);
    await dialogue(namespace, "fg\n", "tsinit");
    await namespace.until("the foreground", () => terminal(bash).foreground === tsinit);
    await dialogue(namespace, CTRL.C, PROMPT);
    expect(namespace.stdout).toMatch(/^(\^C)?2\r$/m);
  });

  test("several at once do not get in each other's way", async () => {
    const namespace = start(BASH, { env, terminal: "inside" });
    await namespace.shows(PROMPT);
    const bash = await namespace.pid1();
    const line = `for i in 1 2 3; do ${TSINIT} -- ${fixture("receive")} 15 & done\n`;
    await dialogue(namespace, line, /(ready.*){3}/s);
    expect(terminal(bash).foreground).toBe(bash);
    await dialogue(namespace, "kill %1 %2 %3; wait; echo all $?\n", "all 0");
  });
});
