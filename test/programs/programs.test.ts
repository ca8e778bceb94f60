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

function obstacle({ needs }: Program): string {
  if (!isRoot) return "to make its namespaces takes root";
  const absent = [...Object.keys(needs), "ip"].filter((command) => installed(command) === "");
  return absent.length > 0 ? `not installed: ${absent.join(", ")}` : "";
}

describe.each(programs.filter(({ light }) => light))("$name", (program) => {
  test.concurrent.for(waysOf(program))("%s", async (way, { expect, skip }) => {
    const why = obstacle(program);
    skip(why !== "", why);
    const { lost, atDeadline } = await new Trial(program, way, tsinit).run();
    expect({ lost, atDeadline }).toEqual({ lost: NOTHING, atDeadline: false });
  });
});
