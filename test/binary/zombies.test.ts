/** Ten thousand orphans: all are reaped, and tsinit does not grow. */
import { closeSync, openSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { temporaryDirectory } from "../support/directory";
import { fixture } from "../support/fixtures";
import { send } from "../support/namespace";
import { children, kilobytes, state } from "../support/processes";
import { roles } from "../support/tsinit";

const COUNT = 10_000;
/** What is touched for the first time by some chance, in kB: two pages. */
const TOLERANCE = 8;

describe.each(roles)("%s", (role) => {
  test.each([
    { args: [], lines: /^$/ },
    { args: ["-w"], lines: /Reaped zombie process with pid=\d+$/ },
    { args: ["-w", "-vvv"], lines: /Reaped child with pid: \d+$/ },
  ])(`${COUNT} orphans, with options $args`, async ({ args, lines }) => {
    const log = `${temporaryDirectory()}/log`;
    const stderr = openSync(log, "w");
    const tsinit = await role.start([...args, "--", fixture("orphans"), "500", String(COUNT)], { stderr });
    closeSync(stderr);
    const { namespace, pid, program } = tsinit;
    await namespace.shows("ready");

    const make = async (count: number) => {
      send(pid, 10);
      await namespace.shows(`made ${count}`);
      await namespace.until("only the program is left", () => children(pid).join() === String(program));
    };
    await make(500); // all that reaping needs has now been touched
    const before = kilobytes(pid, "VmRSS");
    await make(COUNT);
    expect(kilobytes(pid, "VmRSS")).toBeLessThanOrEqual(before + TOLERANCE);
    expect(state(pid)).toBe("S");

    send(pid, 15);
    expect((await namespace.ended).code).toBe(0);
    const said = readFileSync(log, "utf8")
      .split("\n")
      .filter((line) => lines.test(line) && line !== "");
    // the program's own end is one of "Reaped child"
    expect(said).toHaveLength(args.length === 0 ? 0 : COUNT + 500 + (args.includes("-vvv") ? 1 : 0));
  });
});
