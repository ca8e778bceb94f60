/**
 * All that can happen in small worlds, in every order: up to four processes, three signals, two deadlines, forks and ends in
 * the middle of a stop and of a look at /proc. What is promised in docs/stopping.md holds in every state: see judge.ts.
 *
 * By hand, with those that take longer: TSINIT_EXPLORE=long npx vitest run test/core/exploration.test.ts
 */
import { afterAll, describe, expect, test } from "vitest";
import { Init } from "../../src/core/init";
import { explore, type Result } from "../support/exploration/explore";
import type { ExploredKernel } from "../support/exploration/world";
import { largeWorlds, worlds } from "../support/exploration/worlds";

/** A world that has more than that is not small. */
const MOST_STATES = 60_000;
const isLong = process.env.TSINIT_EXPLORE === "long";
const MINUTES = 60_000;

describe("every state of a small world", () => {
  const visited: [string, Result][] = [];

  test.each(Object.entries(isLong ? { ...worlds, ...largeWorlds } : worlds))(
    "%s",
    (name, place) => {
      const result = explore(place);
      visited.push([name, result]);
      expect(result.history).toBe("");
      if (!isLong) expect(result.states).toBeLessThan(MOST_STATES);
    },
    10 * MINUTES,
  );

  afterAll(() => {
    const line = (states: number, moves: number, name: string) =>
      `${String(states).padStart(8)} states ${String(moves).padStart(8)} transitions  ${name}\n`;
    const sum = (key: "states" | "moves") => visited.reduce((sum, [, result]) => sum + result[key], 0);
    const lines = visited.map(([name, { states, moves }]) => line(states, moves, name));
    process.stdout.write(`${lines.join("")}${line(sum("states"), sum("moves"), "in all")}`);
  });
});

/** Inits that are wrong in one thing each. */
class Hasty extends Init {
  override onDrained(): void {
    super.onDrained(false);
  }
}
class Forgetful extends Init {
  override exitCode(): number {
    return Math.min(super.exitCode(), 0);
  }
}
class Insistent extends Init {
  override onSignal(signo: number): void {
    super.onSignal(signo);
    if (signo === 15) super.onSignal(signo);
  }
}
class Restless extends Init {
  constructor(private readonly clock: ExploredKernel) {
    super(clock);
  }
  override deadline(): number {
    return super.deadline() < 0 ? -1 : this.clock.time;
  }
}
class Sleepy extends Init {
  override deadline(): number {
    return -1;
  }
}
class Deaf extends Init {
  override onSignal(): void {}
}

describe("an init that is wrong is found out", () => {
  test.each([
    ["exits while somebody is left", Hasty, /it exits while process \d+ lives/],
    ["loses the exit code", Forgetful, /it exits with 0 instead of \d+/],
    ["sends TERM twice", Insistent, /process \d+ gets SIGTERM, which it should not again/],
    ["wakes up for nothing", Restless, /its deadline has passed, and it does nothing/],
    ["never wakes up", Sleepy, /it waits for ever/],
    ["takes no signal", Deaf, /process \d+ does not get SIGTERM/],
  ])("%s", (_, Wrong, end) => {
    const { history } = explore(worlds["subreaper: --stop-timeout"], (kernel) => new Wrong(kernel));
    expect(history.split("\n").pop()).toMatch(end);
  });
});
