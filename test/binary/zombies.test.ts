/** Ten thousand orphans: all are reaped, and tsinit does not grow. */
import { closeSync, openSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { temporaryDirectory } from "../support/directory";
import { fixture } from "../support/fixtures";
import { send } from "../support/namespace";
import { children, kilobytes, state } from "../support/processes";
import { roles } from "../support/tsinit";

const COUNT = 10_000;
/** As many at each turn. All that reaping needs is touched in the first; each has another number, to be waited for. */
const COUNTS = [500, COUNT, COUNT + 1, COUNT + 2];
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
    const tsinit = await role.start([...args, "--", fixture("orphans"), ...COUNTS.map(String)], { stderr });
    closeSync(stderr);
    const { namespace, pid } = tsinit;
    await namespace.shows("ready");

    let made = 0;
    const make = async (turn: number) => {
      send(pid, 10);
      await namespace.shows(`made ${COUNTS[turn]}`);
      // as long as they become fewer: an emulator on a busy machine is slow
      for (let left = Number.POSITIVE_INFINITY; left > 1; )
        left = await namespace.until(`fewer than ${left} children`, () => {
          const now = children(pid).length;
          return now < left && now;
        });
      made += COUNTS[turn];
      return kilobytes(pid, "VmRSS");
    };
    let before = await make(0);
    let after = await make(1);
    // a look at the limits, and one at all processes, come where a second has just passed, and touch what is theirs: once
    for (let turn = 2; turn < COUNTS.length && after > before + TOLERANCE; turn++) {
      before = after;
      after = await make(turn);
    }
    expect(after).toBeLessThanOrEqual(before + TOLERANCE);
    await namespace.until("a wait", () => state(pid) === "S");

    send(pid, 15);
    expect((await namespace.ended).code).toBe(0);
    const said = readFileSync(log, "utf8")
      .split("\n")
      .filter((line) => lines.test(line) && line !== "");
    // the program's own end is one of "Reaped child"
    expect(said).toHaveLength(args.length === 0 ? 0 : made + (args.includes("-vvv") ? 1 : 0));
  });
});
