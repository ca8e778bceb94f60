/** tsinit exits as its program did. */
import { describe, expect, test } from "vitest";
import { fixture } from "../support/fixtures";
import { send } from "../support/namespace";
import { roles } from "../support/tsinit";

describe.each(roles)("%s", (role) => {
  const exit = (code: number) => ["sh", "-c", `exit ${code}`];
  const killed = (signal: string) => ["sh", "-c", `kill -${signal} $$`];
  const codeOf = async (args: string[], env = {}) => (await role.run(args, { env })).code;

  test.each([0, 1, 42, 125, 126, 127, 128, 254, 255])("the program's code: %i", async (code) => {
    expect(await role.run(["--", ...exit(code)])).toEqual({ code, stdout: "", stderr: "" });
  });

  test.each([
    ["TERM", 143],
    ["KILL", 137],
    ["INT", 130],
    ["SEGV", 139],
    ["ABRT", 134],
    ["34", 162],
    ["64", 192],
  ])("a program that ended by %s: %i", async (signal, code) => {
    expect(await codeOf(["--", ...killed(signal)])).toBe(code);
  });

  test("CHLD that was ignored when tsinit started hides no code", async () => {
    const { code } = await role.run(["--", ...exit(42)], { before: [fixture("with-state"), "-i", "17"] });
    expect(code).toBe(42);
  });

  test("the code is the program's, not that of an orphan or of a child it had", async () => {
    const script = "(sh -c 'exit 7' & ); sh -c 'exit 8' & wait; (sleep 0 & ); exit 5";
    expect(await codeOf(["--", "sh", "-c", script])).toBe(5);
  });

  test("the program's children that still run do not keep tsinit's code back", async () => {
    const script = `${fixture("receive")} 15 & exit 6`;
    expect(await codeOf(["--", "sh", "-c", script])).toBe(6);
  });

  test("a program that was stopped and went on has not ended", async () => {
    const tsinit = await role.start(["--", fixture("receive"), "15"]);
    await tsinit.namespace.shows("ready");
    send(tsinit.program, 19);
    send(tsinit.program, 18);
    await tsinit.namespace.shows("\n18\n");
    send(tsinit.pid, 15);
    expect((await tsinit.namespace.ended).code).toBe(0);
  });

  describe("remapped", () => {
    test.each([
      { args: ["-e", "42"], program: exit(42), code: 0 },
      { args: ["-e42"], program: exit(42), code: 0 },
      { args: ["-e", "42"], program: exit(43), code: 43 },
      { args: ["-e", "0:3"], program: exit(0), code: 3 },
      { args: ["-e", "255:1"], program: exit(255), code: 1 },
      { args: ["-e", "143"], program: killed("TERM"), code: 0 },
      { args: ["-e", "143:255"], program: killed("TERM"), code: 255 },
      { args: ["-e", "1", "-e", "2:9"], program: exit(1), code: 0 },
      { args: ["-e", "1", "-e", "2:9"], program: exit(2), code: 9 },
      { args: ["-e", "1:2", "-e", "2:3"], program: exit(1), code: 2 },
      { args: ["-e", "1:2", "-e", "1:3"], program: exit(1), code: 3 },
      { args: ["--remap-exit=7:8"], program: exit(7), code: 8 },
      { args: ["--remap-exit", "7:8,9:10"], program: exit(9), code: 10 },
      { args: ["-we42"], program: exit(42), code: 0 },
    ])("$args", async ({ args, program, code }) => {
      expect(await codeOf([...args, "--", ...program])).toBe(code);
    });

    test("TSINIT_REMAP_EXIT, which the command line overrides", async () => {
      const env = { TSINIT_REMAP_EXIT: "42,43:1" };
      expect(await codeOf(["--", ...exit(42)], env)).toBe(0);
      expect(await codeOf(["--", ...exit(43)], env)).toBe(1);
      expect(await codeOf(["-e", "43:5", "--", ...exit(43)], env)).toBe(5);
    });
  });
});
