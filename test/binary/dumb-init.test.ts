/** Under the name of dumb-init: sessions, the terminal, job control, the farewell. */
import { describe, expect, test } from "vitest";
import { temporaryDirectory } from "../support/directory";
import { dist, fixture, HOST } from "../support/fixtures";
import { run, send } from "../support/namespace";
import { state, terminal } from "../support/processes";
import { pid1, roles, subreaper } from "../support/tsinit";

const AS = ["--as", "dumb-init"];
const RECEIVE = [...AS, "--", fixture("receive"), "15"];
const RECEIVE_SINGLE = [...AS, "-c", "--", fixture("receive"), "15"];

describe.each(roles)("%s", (role) => {
  test("the program leads a session of its own", async () => {
    const { namespace, program } = await role.start(RECEIVE);
    await namespace.shows("ready");
    expect(terminal(program)).toMatchObject({ session: program, processGroup: program });
  });

  test.each([
    ["-c", RECEIVE_SINGLE, {}],
    ["DUMB_INIT_SETSID=0", RECEIVE, { DUMB_INIT_SETSID: "0" }],
  ])("with %s it stays where the init is", async (_, args, env) => {
    const { namespace, pid, program } = await role.start(args, { env });
    await namespace.shows("ready");
    const { session, processGroup } = terminal(pid);
    expect(terminal(program)).toMatchObject({ session, processGroup });
  });

  test.each([
    ["everyone in the program's group", AS, 2],
    ["with -c the program alone", [...AS, "-c"], 1],
  ])("a signal goes to %s", async (_, options, times) => {
    const receive = fixture("receive");
    const script = `${receive} 15 & exec ${receive} 15`;
    const { namespace, pid, program } = await role.start([...options, "--", "sh", "-c", script]);
    await namespace.shows(/ready\n.*ready\n/s);
    send(pid, 10);
    await namespace.shows("10\n");
    // signals arrive in order: when the program has this one, it has had the other
    send(program, 12);
    await namespace.shows("12\n");
    await namespace.until("every USR1", () => namespace.stdout.match(/^10$/gm)?.length === times);
  });

  test("without -c TSTP, TTIN and TTOU stop the program; CONT lets it go on", async () => {
    const { namespace, pid, program } = await role.start(RECEIVE);
    await namespace.shows("ready");
    // a Node cannot take TTIN and TTOU without risk: docs/node.md
    for (const signo of HOST === "tsinit" ? [20, 21, 22] : [20]) {
      send(pid, signo);
      await namespace.until("the program's stop", () => state(program) === "T");
      // PID 1 is not stopped by itself; another process is
      if (role === subreaper) await namespace.until("the init's stop", () => state(pid) === "T");
      send(pid, 18);
      await namespace.until("the program's going on", () => state(program) === "S");
    }
    send(pid, 10);
    await namespace.shows("10\n");
    expect(namespace.stdout).not.toMatch(/^2\d$/m);
  });

  test("with -c TSTP reaches the program as it is", async () => {
    const { namespace, pid } = await role.start(RECEIVE_SINGLE);
    await namespace.shows("ready");
    send(pid, 20);
    await namespace.shows("20\n");
  });
});

describe("with a terminal", () => {
  test("the init gives it up, and the program takes it; HUP and CONT of that reach nobody", async () => {
    const { namespace, pid, program } = await pid1.start(RECEIVE, { terminal: "inside" });
    await namespace.shows("ready");
    expect(terminal(program)).toMatchObject({ session: program, foreground: program });
    expect(terminal(pid).foreground).toBe(-1);
    // these are somebody's
    send(pid, 1);
    await namespace.shows("1\r\n");
    send(pid, 18);
    await namespace.shows("18\r\n");
    expect(namespace.stdout.match(/\d+/g)).toEqual(["1", "18"]);
  });

  test("HUP and CONT that the program sends at once are its own", async () => {
    // by chance those of the hand-over could still lie there, and be one with these
    for (let i = 0; i < 10; i++) {
      const script = `kill -HUP $PPID; kill -CONT $PPID; exec ${fixture("receive")} 15`;
      const args = [...AS, "--", "env", "--block-signal=HUP,CONT", "sh", "-c", script];
      const { namespace, pid } = await pid1.start(args, { terminal: "inside" });
      await namespace.shows(/^1\r$/m);
      await namespace.shows(/^18\r$/m);
      send(pid, 15);
      expect((await namespace.ended).code).toBe(0);
    }
  });

  test("what is typed reaches the program", async () => {
    const { namespace } = await pid1.start(RECEIVE, { terminal: "inside" });
    await namespace.shows("ready");
    namespace.type("\x03");
    await namespace.shows("2\r\n");
    expect(namespace.stdout.match(/\d+/g)).toEqual(["2"]);
  });

  test("where it is another session's it is left there, and the program has none", async () => {
    const { namespace, pid, program } = await pid1.start(RECEIVE, { terminal: "outside" });
    await namespace.shows("ready");
    expect(terminal(program)).toMatchObject({ session: program, foreground: -1 });
    // nobody was told: a HUP is somebody's
    send(pid, 1);
    await namespace.shows("1\r\n");
  });

  test("a HUP that comes where there was no hand-over is somebody's: it is forwarded", async () => {
    const { namespace, pid } = await pid1.start(RECEIVE);
    await namespace.shows("ready");
    send(pid, 1);
    await namespace.shows("1\n");
  });

  test("with -c the terminal stays as it is", async () => {
    const { namespace, pid, program } = await pid1.start(RECEIVE_SINGLE, { terminal: "inside" });
    await namespace.shows("ready");
    expect(terminal(program)).toEqual(terminal(pid));
  });
});

describe("when the program has ended", () => {
  /** What one whom the program leaves behind logs, in a namespace that goes on until that has come. */
  async function farewell(options: string[], member: string, awaited: string): Promise<string> {
    const log = `${temporaryDirectory()}/log`;
    const program = `${member} ${fixture("member")} ends ${log} & until grep -q ready ${log} 2>/dev/null; do sleep 0.02; done`;
    const script = `"$@"; echo "ended $?" >>${log}; until grep -q "${awaited}" ${log}; do sleep 0.02; done; cat ${log}`;
    const tsinit = [dist(HOST), ...AS, ...options, "--", "sh", "-c", program];
    const { stdout } = await run(["sh", "-c", script, "sh", ...tsinit]);
    return stdout.replaceAll(/^(\w+) \d+$/gm, (line, word) => (word === "ended" ? line : word));
  }

  test("its group gets TERM, and is not waited for", async () => {
    expect((await farewell([], "", "^15")).split("\n").sort()).toEqual(["", "15", "ended 0", "ready"]);
  });

  test("or what TERM is rewritten to", async () => {
    expect(await farewell(["-r", "15:10"], "", "^10")).toContain("10\n");
  });

  test.each([
    ["-c: nobody does", ["-c"], ""],
    ["those who left the group don't", [], "setsid"],
    ["-r 15:0: nobody does", ["-r", "15:0"], ""],
  ])("%s", async (_, options, member) => {
    expect(await farewell(options, member, "ended")).toBe("ready\nended 0\n");
  });
});
