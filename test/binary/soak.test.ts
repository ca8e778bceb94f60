/**
 * An init that lives for months: whatever happens again and again leaves its memory, its descriptors and its timers as they
 * were. This is the short form; `npm run soak` asks for a million events of each kind, and prints what the init has.
 */
import { beforeEach, describe, expect, test } from "vitest";
import { pidsCgroup } from "../support/cgroup";
import { HOST } from "../support/fixtures";
import { ALL_WELL, type Events, type Held, type Soak, soakOf, soakOfStops } from "../support/soak";
import { pid1, roles, subreaper } from "../support/tsinit";

beforeEach(({ skip }) => skip(HOST !== "tsinit", "the soak of tsinit-node is test/node/soak.test.ts"));

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
/** In kB, what an init never needs, and for each process that it has to stop. One that has leaked all there is leaks no more. */
const MOST = 128;
const MOST_EACH = 0.03;
/** The same of a subreaper, which has to find out first who its descendants are. */
const MOST_EACH_DESCENDANT = 0.06;
/** What is touched for the first time by some chance, in kB: two pages. By the largest of thousands of inits some more. */
const CHANCE = 8;
const CHANCE_OF_MANY = 32;
/** A list that grows is copied, and what is left of the old one depends on what lies beside it. For each process. */
const CHANCE_EACH = 0.012;

const REWRITES = "--rewrite=HUP:QUIT,USR1:USR2,USR2:USR1,RTMIN+1:RTMAX-1,TERM:INT";
const JSON_LOG = ["--log-format=json", "-vvv"];

const events: Events[] = [
  ...roles.flatMap((role): Events[] => [
    { kind: "orphans", role, options: [], children: 30 },
    { kind: "orphans", role, options: ["-w"], children: 30 },
    { kind: "orphans", role, options: ["-vvv"], children: 30 },
    { kind: "orphans", role, options: JSON_LOG, children: 30 },
    { kind: "signals", role, options: [] },
    { kind: "signals", role, options: ["-vvv"] },
    { kind: "signals", role, options: ["-g", REWRITES], children: 2 },
    { kind: "signals", role, options: ["-g", REWRITES, ...JSON_LOG], children: 2 },
    { kind: "signals", role, options: ["--all"], children: 2 },
    { kind: "signals", role, options: ["--all", REWRITES, ...JSON_LOG], children: 2 },
  ]),
  { kind: "looks", role: pid1, options: [], children: 3, pidsLimit: 1000 },
  // so many processes that some may be zombies: all are looked at
  { kind: "looks", role: subreaper, options: [], children: 30, pidsLimit: 1000 },
  // so near the limit that a warning comes each minute
  { kind: "looks", role: pid1, options: JSON_LOG, children: 32, pidsLimit: 36 },
];

/** How many are left when a program ends, and which part of the events are their ends. */
const stops = roles.flatMap((role) =>
  [
    { left: 10, part: 0.1 },
    { left: 100, part: 0.2 },
    { left: 1000, part: 0.3 },
    { left: 5000, part: 0.4 },
  ].map((row) => ({ name: `stops ${role}, ${row.left} left`, role, ...row })),
);

/** Whether the init has something to say of each event: it says it to nobody then, otherwise it must be silent. */
const talks = ({ options }: Events) => options.includes("-w") || options.includes("-vvv");

function nameOf({ kind, role, options, children = 0, pidsLimit = 0 }: Events): string {
  const parts = [`${kind} ${role}`, options.join(" ")];
  if (children > 0) parts.push(`${children} children`);
  if (pidsLimit > 0) parts.push(`pids limit ${pidsLimit}`);
  return parts.filter((part) => part !== "").join(", ");
}

/** Has events happen; the init must have at the end what it had after the first ones. */
async function soak(name: string, init: Soak, first: number, count: number, chance: number): Promise<Held> {
  const began = performance.now();
  const { anonymous, linear = 0, ...rest } = await init.after(first);
  let now: Held = { anonymous };
  for (let step = 1; step <= STEPS; step++) {
    const made = Math.round(first + ((count - first) * step) / STEPS);
    now = await init.after(made);
    const seconds = Math.round((performance.now() - began) / 1000);
    if (IS_LONG) console.log(`${name}: ${made} events, ${seconds} s, ${anonymous} -> ${now.anonymous} kB`, rest);
    expect(now, `after ${made} events what there was after ${first}`).toMatchObject(rest);
    expect(now.anonymous, `kB after ${made} events`).toBeLessThanOrEqual(anonymous + chance);
    expect(now.linear ?? 0, `kB of linear memory after ${made} events`).toBeLessThanOrEqual(linear + chance);
  }
  return now;
}

describe.each(events.map((row) => ({ name: nameOf(row), row })))("$name", ({ name, row }) => {
  test("memory, descriptors and timers stay", { timeout: TIME_LIMIT * 1000 }, async ({ skip }) => {
    const before = row.pidsLimit === undefined ? [] : pidsCgroup(row.pidsLimit, skip).enter;
    const init = await soakOf(row, { before, timeLimit: TIME_LIMIT, stderr: talks(row) ? "ignore" : undefined });
    const count = row.kind === "looks" ? LOOKS : EVENTS;
    const held = await soak(name, init, FIRST, count, CHANCE);
    expect(held.descriptors).toBe(3);
    expect(held.anonymous).toBeLessThan(MOST);
    if (row.kind === "looks") expect(init.opened).toBeGreaterThan(count);
    expect(await init.end()).toMatchObject({ code: ALL_WELL, stderr: "" });
  });
});

describe.each(stops)("$name", ({ name, role, left, part }) => {
  test("all get TERM, codes are kept, memory stays", { timeout: TIME_LIMIT * 1000 }, async () => {
    const init = soakOfStops(role, left, { timeLimit: TIME_LIMIT });
    const first = Math.max(FIRST, left);
    const held = await soak(name, init, first, Math.max(EVENTS * part, 2 * first), CHANCE_OF_MANY + left * CHANCE_EACH);
    expect(held.anonymous).toBeLessThan(MOST + left * (role === subreaper ? MOST_EACH_DESCENDANT : MOST_EACH));
    expect(await init.end()).toMatchObject({ code: ALL_WELL, stderr: "" });
  });
});
