/**
 * Every system call that the init makes fails, with every error of its manual page and those of seccomp filters, in
 * scenarios that are those of the other tests in short.
 *
 * All of it takes minutes: npm run faults. Here, in each scenario, each kind of call is refused altogether, as by a filter that
 * answers ENOSYS; and where a kind comes for the first time, EPERM too, and the first of it fails once, with the first error of
 * its page, ENOSYS and EPERM.
 */
import { rmSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { temporaryDirectory } from "../support/directory";
import { type Call, describeFault, type Fault, type Injected, inject } from "../support/inject";
import { errno, errorsOf } from "./errnos";
import { type Scenario, scenarios } from "./scenarios";
import { judge } from "./verdict";

const ALL = process.env.TSINIT_FAULTS === "all";
/** So many of one name are made to fail, one in each run. What comes more often reads one file after the other. */
const MOST_OCCURRENCES = 25;
const AT_ONCE = 2;
/** How long a run may take beyond its usual time, in ms. */
const PATIENCE = 5000;

const FILTERED = ["ENOSYS", "EPERM"];

/** The kinds of calls that have had their turn. */
const seen = new Set<string>();

/** Which faults a scenario with these calls is tried with. */
function faultsFor(calls: Call[]): Fault[] {
  const faults: Fault[] = [];
  const counts = new Map<string, number>();
  const refused = new Set<string>();
  for (const [who, call, what] of calls) {
    const errors = errorsOf(call);
    const occurrence = (counts.get(who + call) ?? 0) + 1;
    counts.set(who + call, occurrence);
    const kind = `${who} ${call} ${what}`;
    const isNew = ALL ? occurrence <= MOST_OCCURRENCES : !seen.has(kind);
    seen.add(kind);
    if (errors.length === 0) continue;
    const add = (names: string[], goesOn: boolean) =>
      faults.push(
        ...names.map((name) => ({ who, call, occurrence: goesOn ? 1 : occurrence, goesOn, errno: errno(name) })),
      );
    if (isNew) add(ALL ? errors : [...new Set([errors[0], ...FILTERED])], false);
    if (!refused.has(call)) add(isNew ? FILTERED : FILTERED.slice(0, 1), true);
    refused.add(call);
  }
  return faults;
}

interface Row {
  scenario: string;
  runs: number;
  "not made": number;
  wrong: number;
}
const table: Row[] = [];

const names = scenarios("").map(({ name }) => name);

test.each(names)("%s", { timeout: 3_600_000 }, async (name) => {
  const slots = Array.from({ length: AT_ONCE }, () => {
    const directory = temporaryDirectory();
    const scenario = scenarios(directory).find((one) => one.name === name) as Scenario;
    const run = (limit: number, fault?: Fault): Promise<Injected> => {
      if (scenario.log) rmSync(scenario.log, { force: true });
      return inject(scenario.command, `${directory}/report`, { ...scenario, limit, fault });
    };
    return { scenario, run };
  });
  const usual = await slots[0].run(2 * PATIENCE);
  expect(judge(slots[0].scenario, usual, usual)).toBe("");

  const faults = faultsFor(usual.calls);
  const row: Row = { scenario: name, runs: faults.length, "not made": 0, wrong: 0 };
  table.push(row);
  const wrong: { fault: string; verdict: string }[] = [];
  const work = async ({ scenario, run }: (typeof slots)[0]) => {
    for (let fault = faults.shift(); fault; fault = faults.shift()) {
      const outcome = await run(usual.ms + PATIENCE, fault);
      const verdict = judge(scenario, usual, outcome, fault);
      if (outcome.hits === 0) row["not made"]++;
      if (verdict !== "") wrong.push({ fault: `${name} ${describeFault(fault)}`, verdict });
    }
  };
  await Promise.all(slots.map(work));
  row.wrong = wrong.length;
  expect(wrong.map(({ fault, verdict }) => `${fault}: ${verdict}`)).toEqual([]);
});

afterAll(() => {
  if (ALL) console.table(table);
});
