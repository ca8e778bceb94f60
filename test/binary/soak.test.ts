/**
 * An init that lives for months: whatever happens again and again leaves its memory, its descriptors and its timers as they
 * were. This is the short form; `npm run soak` asks for a million events of each kind, and prints what the init has.
 */
import { describe, expect, test } from "vitest";
import { pidsCgroup } from "../support/cgroup";
import { ALL_WELL, type Events, type Soak, soakOf, soakOfStops } from "../support/soak";
import { pid1, roles, subreaper } from "../support/tsinit";

const { SOAK_EVENTS } = process.env;
const IS_LONG = SOAK_EVENTS !== undefined;
/** What is needed once has been needed after so many events, */
const FIRST = 1000;
/** of so many in all. */
const EVENTS = Number(SOAK_EVENTS ?? 3 * FIRST);
/** A look each second: of a million events this makes 30 days. */
const LOOKS = IS_LONG ? EVENTS * 2.592 : EVENTS;
/** What the init has is seen so many times after the first ones. */
const STEPS = IS_LONG ? 10 : 1;
/** In seconds. */
const TIME_LIMIT = IS_LONG ? 4 * 3600 : 60;
/** In kB, more than an init ever needs for these. One that has leaked all there is leaks no more. */
const MOST = 256;

const REWRITES = "--rewrite=HUP:QUIT,USR1:USR2,USR2:USR1,RTMIN+1:RTMAX-1,TERM:INT";
const JSON_LOG = ["--log-format=json", "-vvv"];

const events: Events[] = [
  ...roles.flatMap((role): Events[] => [
    { kind: "orphans", role, options: [] },
    { kind: "orphans", role, options: ["-w"] },
    { kind: "orphans", role, options: ["-vvv"] },
    { kind: "orphans", role, options: JSON_LOG },
    { kind: "signals", role, options: [] },
    { kind: "signals", role, options: ["-vvv"] },
    { kind: "signals", role, options: ["-g", REWRITES], children: 2 },
    { kind: "signals", role, options: ["-g", REWRITES, ...JSON_LOG], children: 2 },
    { kind: "signals", role, options: ["--all"], children: 2 },
    { kind: "signals", role, options: ["--all", REWRITES, ...JSON_LOG], children: 2 },
  ]),
  { kind: "looks", role: pid1, options: [], children: 3 },
  // so many processes that some may be zombies: all are looked at
  { kind: "looks", role: subreaper, options: [], children: 30 },
  // so near the limit that a warning comes each minute
  { kind: "looks", role: pid1, options: JSON_LOG, children: 32, pidsLimit: 36 },
];

/** How many are left when a program ends, and which part of the events are their ends. */
const stops = roles.flatMap((role) => [
  { role, left: 10, part: 0.1 },
  { role, left: 100, part: 0.2 },
  { role, left: 1000, part: 0.3 },
  { role, left: 5000, part: 0.4 },
]);

/** Whether the init has something to say of each event: it says it to nobody then, otherwise it must be silent. */
const talks = ({ options }: Events) => options.includes("-w") || options.includes("-vvv");

function nameOf({ kind, role, options, children = 0, pidsLimit = 0 }: Events): string {
  const parts = [`${kind} ${role}`, options.join(" ")];
  if (children > 0) parts.push(`${children} children`);
  if (pidsLimit > 0) parts.push(`pids limit ${pidsLimit}`);
  return parts.filter((part) => part !== "").join(", ");
}

/** Has events happen until there were `count`; the init must have at each step what it had after the first ones. */
async function live<Held>(name: string, soak: Soak<Held>, first: number, count: number): Promise<Held> {
  const began = performance.now();
  const before = await soak.after(first);
  for (let step = 1; step <= STEPS; step++) {
    const made = Math.round(first + ((count - first) * step) / STEPS);
    const now = await soak.after(made);
    if (IS_LONG) {
      const seconds = Math.round((performance.now() - began) / 1000);
      console.log(`${name}: ${made} events, ${seconds} s, ${JSON.stringify(before)} -> ${JSON.stringify(now)}`);
    }
    expect(now, `after ${made} events what it was after ${first}`).toEqual(before);
  }
  return before;
}

describe.each(events.map((row) => ({ name: nameOf(row), row })))("$name", ({ name, row }) => {
  test("memory, descriptors and timers stay", { timeout: TIME_LIMIT * 1000 }, async ({ skip }) => {
    const cgroup = pidsCgroup(row.pidsLimit ?? 1000, skip);
    const stderr = talks(row) ? "ignore" : undefined;
    const soak = await soakOf(row, { before: cgroup.enter, timeLimit: TIME_LIMIT, stderr });
    const count = row.kind === "looks" ? LOOKS : EVENTS;
    const held = await live(name, soak, FIRST, count);
    expect(held).toMatchObject({ descriptors: 3, waitsForEver: true });
    expect(held.anonymous).toBeLessThan(MOST);
    if (row.kind === "looks") expect(soak.opened).toBeGreaterThan(count);
    const outcome = await soak.end();
    expect(outcome).toMatchObject({ code: ALL_WELL, stderr: "" });
  });
});

describe.each(stops.map((row) => ({ name: `stops ${row.role}, ${row.left} left`, ...row })))("$name", (row) => {
  test("the largest is as the first", { timeout: TIME_LIMIT * 1000 }, async () => {
    const soak = soakOfStops(row.role, row.left, { timeLimit: TIME_LIMIT });
    const first = Math.max(FIRST, row.left);
    const kilobytes = await live(row.name, soak, first, Math.max(EVENTS * row.part, 2 * first));
    expect(kilobytes).toBeLessThan(MOST);
    expect(await soak.end()).toMatchObject({ code: ALL_WELL, stderr: "" });
  });
});
