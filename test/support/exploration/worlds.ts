/** The worlds that are explored: each small, and together all options and manners that have to do with stopping. */
import { exited } from "../simulated-kernel";
import type { Actor, Place } from "./world";

const HUP = 1;
const INT = 2;
const KILL = 9;
const TERM = 15;
const TSTP = 20;

/** Ends on TERM at once. */
const quick: Actor = {};
/** Takes TERM, and ends some time later: within the grace period or after it. */
const slow: Actor = { manners: { 15: { after: 1, status: exited(0) } } };
const deaf: Actor = { manners: { 15: "ignore" } };
const deafToHup: Actor = { manners: { 1: "ignore" } };
/** Does not even end on KILL at once. */
const stuck: Actor = { ...deaf, hangs: true };
/** Forks when it gets TERM, and ends some time later. */
const cleaner: Actor = { manners: { 15: { after: 1, status: exited(0), forks: slow } } };
/** Ends by itself. */
const brief = (actor: Actor, status = 0): Actor => ({ ...actor, ends: status });
/** Forks. */
const parent = (actor: Actor, child: Actor): Actor => ({ ...actor, forks: child });

const FAILS = exited(3);
const first = { pid: 1 } as const;
const other = { pid: 7 } as const;
/** A program that may end by itself, takes TERM in its own time and has a child that does so too. */
const family = parent(brief(slow, FAILS), slow);

export const worlds: Record<string, Place> = {
  "PID 1: a family, somebody from outside": { ...first, program: family, forks: 1, strangers: [slow], signals: [TERM, HUP] },
  "PID 1: three signals": { ...first, program: family, forks: 1, signals: [TERM, TERM, HUP] },
  "PID 1: forks on TERM": { ...first, program: parent(brief(cleaner, FAILS), cleaner), forks: 1, signals: [TERM] },
  "PID 1: deaf and stopped": { ...first, program: parent(brief(deaf, 6), deaf), forks: 2, stops: 1, signals: [TERM] },
  "PID 1: does not end on KILL": { ...first, program: parent(brief(deaf), stuck), forks: 1, grace: 1000, signals: [TERM] },
  "PID 1: the init is late": { ...first, program: family, forks: 1, signals: [TERM], delays: [6000, 100] },
  "PID 1: --grace 0": { ...first, grace: 0, program: family, forks: 2, strangers: [slow], signals: [TERM, HUP] },
  "PID 1: --stop-timeout": { ...first, stopTimeout: 1000, grace: 2000, program: family, forks: 1, tick: 500, signals: [TERM, TERM] },
  "PID 1: --stop-timeout --grace 0": { ...first, stopTimeout: 1000, grace: 0, program: family, forks: 2, signals: [TERM, TERM, HUP] },
  "PID 1: --stop-timeout, stuck": { ...first, stopTimeout: 1000, grace: 1000, program: parent(stuck, deaf), forks: 1, signals: [TERM, HUP] },
  "PID 1: --term-delay": { ...first, termDelay: 1000, program: family, forks: 1, strangers: [slow], tick: 500, signals: [TERM, TERM] },
  "PID 1: --term-delay longer than --stop-timeout": {
    ...{ ...first, termDelay: 3000, stopTimeout: 1000, grace: 5000 },
    ...{ program: family, forks: 1, tick: 500, signals: [TERM, TERM] },
  },
  "PID 1: --term-delay as long as --stop-timeout": {
    ...{ ...first, termDelay: 1000, stopTimeout: 1000, grace: 1000 },
    ...{ program: family, forks: 1, signals: [TERM, HUP] },
  },
  "PID 1: --term-delay within --stop-timeout, late": {
    ...{ ...first, termDelay: 1000, stopTimeout: 3000, grace: 1000 },
    ...{ program: family, forks: 1, delays: [4000], signals: [TERM, HUP] },
  },
  "PID 1: -g": { ...first, group: true, program: family, forks: 2, signals: [TERM, HUP] },
  "PID 1: --all": { ...first, all: true, program: family, forks: 2, strangers: [quick], signals: [TERM, HUP] },
  "PID 1: --all --term-delay": { ...first, all: true, termDelay: 1000, program: family, forks: 1, strangers: [slow], signals: [TERM, INT] },
  "PID 1: --pause": { ...first, pause: true, strangers: [brief(slow), deaf, slow], signals: [TERM, INT, HUP] },
  "PID 1: as dumb-init": { ...first, name: "dumb-init", program: family, forks: 2, strangers: [slow], signals: [TERM, TSTP, HUP] },
  "PID 1: as tini": { ...first, name: "tini", program: family, forks: 2, signals: [TERM, TERM, HUP] },
  "subreaper: a family, a neighbour": { ...other, program: family, forks: 1, strangers: [brief(quick)], signals: [TERM] },
  "subreaper: three generations": { ...other, program: parent(brief(slow, FAILS), parent(brief(slow), brief(deaf))), forks: 2, signals: [] },
  "subreaper: forks on TERM": { ...other, program: brief(cleaner, FAILS), grace: 1000, signals: [TERM] },
  "subreaper: a pid used again": { ...other, program: parent(brief(quick, KILL), brief(slow)), forks: 1, strangers: [quick], reuses: 1, signals: [] },
  "subreaper: pids used again by the family": {
    ...{ ...other, all: true, grace: 0, forks: 3, reuses: 1, signals: [HUP] },
    program: { ...parent(deafToHup, parent(brief(deafToHup), deafToHup)), reaps: true },
  },
  "subreaper: pids used again by neighbours": {
    ...{ ...other, all: true, grace: 0, forks: 3, reuses: 2, signals: [HUP], strangers: [parent(brief(quick), quick)] },
    program: { ...parent(deafToHup, brief(deafToHup)), reaps: true },
  },
  "subreaper: --stop-timeout": { ...other, stopTimeout: 1000, grace: 1000, program: parent(brief(deaf, FAILS), slow), forks: 1, signals: [TERM] },
  "subreaper: --all --term-delay": { ...other, all: true, termDelay: 1000, program: brief(slow, FAILS), grace: 1000, signals: [TERM, TERM] },
  "subreaper: --all": { ...other, all: true, program: parent(brief(deaf, FAILS), brief(quick)), forks: 1, grace: 0, signals: [HUP] },
  "subreaper: --pause": { ...other, pause: true, strangers: [brief(quick)], signals: [INT, HUP] },
  "subreaper: /proc of another namespace": { ...other, isBlind: true, stopTimeout: 1000, grace: 1000, program: family, forks: 1, signals: [TERM, HUP] },
};
