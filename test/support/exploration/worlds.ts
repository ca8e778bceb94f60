/** The worlds that are explored: each small, and together all options and manners that have to do with stopping. */
import { exited } from "../simulated-kernel";
import type { Actor, Place } from "./world";

const HUP = 1;
const INT = 2;
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
/** A program that may end by itself, takes TERM in its own time and has a child that does so too. */
const family = parent(brief(slow, FAILS), slow);

const first = { pid: 1 } as const;
const other = { pid: 7 } as const;
const short = { grace: 1000 };
const timeout = { stopTimeout: 1000, grace: 1000 };
const one = { program: family, forks: 1 };
const two = { program: family, forks: 2 };

export const worlds: Record<string, Place> = {
  "PID 1: a family, somebody from outside": { ...first, ...one, strangers: [slow], signals: [TERM] },
  "PID 1: three signals": { ...first, ...one, signals: [TERM, TERM, HUP] },
  "PID 1: forks on TERM": { ...first, program: parent(brief(cleaner, FAILS), cleaner), forks: 1, signals: [TERM] },
  "PID 1: deaf and stopped": { ...first, program: parent(brief(deaf, 6), deaf), forks: 2, stops: 2, signals: [TERM] },
  "PID 1: does not end on KILL": { ...first, ...short, program: parent(brief(deaf), stuck), forks: 1, signals: [TERM] },
  "PID 1: the init is late": { ...first, ...one, signals: [TERM], delays: [6000, 100] },
  "PID 1: --grace 0": { ...first, ...two, grace: 0, strangers: [slow], signals: [TERM, HUP] },
  "PID 1: --stop-timeout": { ...first, ...one, ...timeout, tick: 500, signals: [TERM, TERM] },
  "PID 1: --stop-timeout --grace 0": { ...first, ...one, ...timeout, grace: 0, signals: [TERM, TERM, HUP] },
  "PID 1: --stop-timeout, stuck": { ...first, ...timeout, program: parent(stuck, deaf), forks: 1, signals: [TERM] },
  "PID 1: --term-delay": { ...first, ...one, termDelay: 1000, tick: 500, signals: [TERM, TERM] },
  "PID 1: --term-delay, somebody from outside": {
    ...first,
    ...one,
    termDelay: 1000,
    strangers: [slow],
    signals: [TERM],
  },
  "PID 1: --term-delay < --stop-timeout": { ...first, ...one, termDelay: 500, ...timeout, signals: [TERM, TERM] },
  "PID 1: --term-delay = --stop-timeout": { ...first, ...one, termDelay: 1000, ...timeout, signals: [TERM, HUP] },
  "PID 1: --term-delay > --stop-timeout": { ...first, ...one, termDelay: 3000, ...timeout, signals: [TERM, TERM] },
  "PID 1: --term-delay, late": { ...first, ...one, termDelay: 500, ...timeout, signals: [TERM], delays: [4000] },
  "PID 1: -g": { ...first, ...two, group: true, signals: [TERM, HUP] },
  "PID 1: --all": { ...first, ...one, all: true, strangers: [quick], signals: [TERM, HUP] },
  "PID 1: --all --term-delay": { ...first, ...one, all: true, termDelay: 1000, signals: [TERM, INT] },
  "PID 1: --pause": { ...first, ...short, pause: true, strangers: [brief(slow), deaf, slow], signals: [TERM, INT] },
  "PID 1: as dumb-init": { ...first, ...two, name: "dumb-init", signals: [TERM, TSTP, HUP] },
  "PID 1: as tini": { ...first, ...two, name: "tini", signals: [TERM, TERM, HUP] },
  "subreaper: a family, a neighbour": { ...other, ...one, strangers: [brief(quick)], signals: [TERM] },
  "subreaper: three generations": {
    ...{ ...other, forks: 2 },
    program: { ...parent(brief(slow, FAILS), parent(brief(slow), brief(deaf))), reaps: true },
  },
  "subreaper: forks on TERM": { ...other, program: parent(brief(cleaner, FAILS), cleaner), forks: 1 },
  "subreaper: a pid used again": {
    ...{ ...other, all: true, grace: 0, forks: 1, reuses: 1, signals: [HUP], strangers: [quick] },
    program: { ...parent(deafToHup, brief(quick)), reaps: true },
  },
  "subreaper: a child with a lower pid": {
    ...{ ...other, all: true, grace: 0, forks: 2, reuses: 1, signals: [HUP] },
    program: parent(deafToHup, parent(quick, quick)),
  },
  "subreaper: --stop-timeout": { ...other, ...one, ...timeout, signals: [TERM] },
  "subreaper: without pidfds": { ...other, ...short, isOld: true, ...one, signals: [TERM] },
  "subreaper: does not end on KILL": { ...other, ...timeout, program: parent(stuck, stuck), forks: 1, signals: [TERM] },
  "subreaper: --term-delay": { ...other, ...one, termDelay: 1000, signals: [TERM, TERM] },
  "subreaper: --all --term-delay": {
    ...other,
    all: true,
    termDelay: 1000,
    program: brief(slow, FAILS),
    signals: [TERM, TERM],
  },
  "subreaper: --all": {
    ...{ ...other, all: true, grace: 0, forks: 1, signals: [HUP, TERM] },
    program: parent(brief(deafToHup, FAILS), brief(quick)),
  },
  "subreaper: --pause": { ...other, pause: true, strangers: [brief(quick)], signals: [INT, HUP] },
  "subreaper: /proc of another namespace": { ...other, ...two, isBlind: true, signals: [TERM, HUP] },
  "subreaper: /proc of another namespace, --all": { ...other, ...one, isBlind: true, all: true, signals: [TERM, HUP] },
};

/** Explored by hand alone: they take minutes. */
export const largeWorlds: Record<string, Place> = {
  "PID 1: a family of three, somebody from outside": { ...first, ...two, strangers: [slow], signals: [TERM, HUP] },
  "PID 1: --stop-timeout, four": {
    ...first,
    ...two,
    ...timeout,
    strangers: [slow],
    tick: 500,
    signals: [TERM, TERM, HUP],
  },
  "PID 1: forks on TERM, twice": {
    ...first,
    program: parent(brief(cleaner, FAILS), cleaner),
    forks: 2,
    signals: [TERM],
  },
  "PID 1: --term-delay, four": {
    ...first,
    ...two,
    termDelay: 1000,
    strangers: [slow],
    tick: 500,
    signals: [TERM, TERM, HUP],
  },
  "PID 1: --all, four": { ...first, ...two, all: true, strangers: [slow], signals: [TERM, HUP] },
  "PID 1: as dumb-init, four": { ...first, ...two, name: "dumb-init", strangers: [slow], signals: [TERM, TSTP, HUP] },
  "subreaper: pids used again by the family": {
    ...{ ...other, all: true, grace: 0, forks: 3, reuses: 1, signals: [HUP] },
    program: { ...parent(brief(deafToHup), parent(brief(deafToHup), deafToHup)), reaps: true },
  },
  "subreaper: a family of three, a neighbour": { ...other, ...two, strangers: [quick], signals: [TERM] },
  "subreaper: --stop-timeout, three": { ...other, ...two, ...timeout, signals: [TERM, TERM] },
};

/** A world in which a promise is broken, and how. Once it is kept, the world belongs to the others. */
export interface Defect {
  place: Place;
  end: RegExp;
}

export const defects: Record<string, Defect> = {
  // A descendant that was found ends, its pid becomes a neighbour's, and the neighbour's child is taken for a descendant:
  // src/core/descendants.ts knows a parent by its pid alone.
  "a neighbour with a descendant's pid as its parent": {
    end: /process 10, which is none of its business, gets SIGHUP/,
    place: {
      ...{ ...other, all: true, grace: 0, forks: 2, reuses: 1, signals: [HUP], strangers: [parent(quick, quick)] },
      program: { ...parent(deafToHup, brief(quick)), reaps: true },
    },
  },
  // The stop timeout was over while the program still ran. That nobody else can be seen was said, and is forgotten.
  "an orphan that cannot be seen is waited for": {
    end: /nobody is left, and it waits/,
    place: { ...other, isBlind: true, ...timeout, program: family, forks: 1, signals: [TERM, HUP] },
  },
};
