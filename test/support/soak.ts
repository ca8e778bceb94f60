/**
 * A soak: an init lives through so many events of one kind that what it kept of each would show. dist/tsinit-soak is
 * dist/tsinit with clocks that can be moved (scripts/build-soak.mjs), test/fixtures/soak.c makes the events.
 */
import { execFileSync } from "node:child_process";
import { closeSync, openSync, readFileSync, readSync, writeFileSync, writeSync } from "node:fs";
import { onTestFinished } from "vitest";
import { LINEAR_MEMORY } from "../../src/core/base/host";
import { temporaryDirectory } from "./directory";
import { dist, fixture } from "./fixtures";
import { type Namespace, type NamespaceOptions, start } from "./namespace";
import { descriptors, waitsForEver } from "./processes";
import type { Role, TsinitOptions } from "./tsinit";

const BINARY = "tsinit-soak";
/** The exit code of the program if all was as it should be. */
export const ALL_WELL = 42;

export interface Events {
  kind: "orphans" | "signals" | "looks";
  role: Role;
  options: string[];
  /** How many children that do nothing the program has. */
  children?: number;
  /** The limit of the pids cgroup that they are all in; without it there is room enough. */
  pidsLimit?: number;
}

/** What an init has while it waits, and has no deadline. */
export interface Held {
  /** Memory of its own, in kB. */
  anonymous: number;
  /** The core's linear memory, up to the last page that was ever touched, in kB. */
  linear?: number;
  descriptors?: number;
}

/** Starts an init that lives through events. */
export async function soakOf(events: Events, more: TsinitOptions): Promise<Soak> {
  const page = new Page();
  const { kind, role, options, children = 0 } = events;
  const args = [...options, "--", fixture("soak"), kind, String(children)];
  const { namespace, pid } = await role.start(args, { ...more, ...page.named, binary: BINARY });
  return new Soak(namespace, page, async () => {
    await namespace.until("the init has no deadline", () => waitsForEver(pid));
    return holding(pid);
  });
}

/**
 * Starts one init after the other, each of which is left with so many descendants when its program ends. What each of them
 * has is measured when it exits: what the largest had is known, and nothing else.
 */
export function soakOfStops(role: Role, left: number, more: NamespaceOptions): Soak {
  const page = new Page();
  const argv = [fixture("soak"), "stops", String(left), role.name, dist(BINARY), "--grace", "50s"];
  return new Soak(start(argv, { ...more, ...page.named }), page, async () => ({ anonymous: page.peak }));
}

export class Soak {
  constructor(
    private readonly namespace: Namespace,
    private readonly page: Page,
    private readonly held: () => Promise<Held>,
  ) {}

  /** Has events go on until there were `count`. Returns what the init has then. */
  async after(count: number): Promise<Held> {
    const { page } = this;
    page.goal = count;
    for (let last = -1; page.paused < count; ) {
      await this.namespace.until(`more than ${last} events`, () => page.paused >= count || page.progress !== last);
      last = page.progress;
    }
    return this.held();
  }

  /** How many files the init has opened. */
  get opened(): number {
    return this.page.opened;
  }

  /** Has events end, and the init with them. */
  end() {
    this.page.goal = 2 ** 32 - 1;
    return this.namespace.ended;
  }
}

/** The memory that the test has in common with the init and its program: soak-page.h. */
class Page {
  /** Tells a command where the page is. */
  readonly named: { env: Record<string, string> };
  private readonly file: number;

  constructor() {
    const path = `${temporaryDirectory()}/page`;
    writeFileSync(path, new Uint8Array(44));
    this.named = { env: { SOAK_PAGE: path } };
    this.file = openSync(path, "r+");
    onTestFinished(() => closeSync(this.file));
  }

  private number(at: number): number {
    const bytes = Buffer.alloc(4);
    readSync(this.file, bytes, 0, 4, at);
    return new Uint32Array(bytes.buffer, bytes.byteOffset, 1)[0];
  }

  get opened() {
    return this.number(12);
  }

  set goal(count: number) {
    writeSync(this.file, new Uint32Array([count]), 0, 4, 20);
  }

  get paused() {
    return this.number(28);
  }

  get peak() {
    return this.number(32);
  }

  /** Changes when anything happens. */
  get progress() {
    return this.number(24) + this.number(36) + this.number(40);
  }
}

function holding(pid: number): Held {
  // not RssAnon of /proc/PID/status: since Linux 6.2 each CPU counts by itself, and the sum is late by many pages
  const memory = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  return {
    anonymous: Number(/^Anonymous: *(\d+) kB$/m.exec(memory)?.[1]),
    linear: linearMemory(pid),
    descriptors: descriptors(pid).size,
  };
}

/** Of each page /proc/PID/pagemap has 8 bytes, whose uppermost two bits say whether there is one: proc_pid_pagemap(5). */
function linearMemory(pid: number): number {
  const size = Number(execFileSync("getconf", ["PAGESIZE"]));
  const symbols = execFileSync("nm", [dist(BINARY)], { encoding: "utf8" });
  const start = Number.parseInt(/^(\w+) \w linear_memory$/m.exec(symbols)?.[1] ?? "", 16);
  const entries = Buffer.alloc((LINEAR_MEMORY / size) * 8);
  const file = openSync(`/proc/${pid}/pagemap`, "r");
  readSync(file, entries, 0, entries.length, Math.floor(start / size) * 8);
  closeSync(file);
  let pages = entries.length / 8;
  while (pages > 0 && entries.readBigUInt64LE((pages - 1) * 8) >> 62n === 0n) pages--;
  return (pages * size) / 1024;
}
