/**
 * The light ones of the programs, under tsinit: nothing of what is in flight is lost. All of them, beside tsinit's peers:
 * npm run test:programs.
 */
import { describe, test } from "vitest";
import { dist } from "../support/fixtures";
import { installed } from "../support/installed";
import { isRoot } from "../support/namespace";
import { NOTHING, type Program, waysOf } from "./program";
import { programs } from "./programs/index";
import { Trial } from "./trial";

const tsinit = { name: "tsinit", argv: [dist("tsinit"), "--"] };

/** Where something is lost, and why. */
const LOSES: Record<string, string> = {
  ...reason("the supervisor, told with its services, tells them a second time", [
    ...["s6-svscan, script", "s6-svscan, daemon", "runsvdir, direct", "runsvdir, script", "runsvdir, daemon"],
  ]),
  ...reason("the wrapper keeps TERM to itself", ["strace -o, direct", "unshare -f, direct"]),
  ...reason("the script dies of QUIT, and the TERM that nginx then gets means at once", [
    ...["nginx (QUIT), script", "nginx (QUIT), daemon"],
  ]),
};

function reason(why: string, names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, why]));
}

function obstacle({ needs }: Program): string {
  if (!isRoot) return "to make its namespaces takes root";
  const absent = [...Object.keys(needs), "ip"].filter((command) => installed(command) === "");
  return absent.length > 0 ? `not installed: ${absent.join(", ")}` : "";
}

describe.each(programs.filter(({ light }) => light))("$name", (program) => {
  test.concurrent.for(waysOf(program))("%s", async (way, { expect, skip }) => {
    const why = obstacle(program) || (LOSES[`${program.name}, ${way}`] ?? "");
    skip(why !== "", why);
    const { lost, atDeadline } = await new Trial(program, way, tsinit).run();
    expect({ lost, atDeadline }).toEqual({ lost: NOTHING, atDeadline: false });
  });
});
