/**
 * Shows that the Node host tells children from orphans when thousands of both end: each child of node:child_process leaves
 * ORPHANS behind and ends with a code of its own. Each code must come, each orphan be reaped once, and nothing be left over.
 *
 * Run by hand: node scripts/storm-node.mjs [WAY [CHILDREN]]; WAY is reapOrphans, supervise or register, default all of them; CHILDREN
 * by default 4000, beside 20,000 orphans. Prints a line of JSON for each way; exits with 1 if a count is wrong. Wants dist/node.
 */
import { spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { UNSHARE } from "./namespace.mjs";

const NODE_HOST = new URL("../dist/node/", import.meta.url);
const ORPHANS = 5;
/** How many children there are at a time. */
const CROWD = 50;
const COMMAND = `${"(true &); ".repeat(ORPHANS)}exit $0`;

/** What must be at work before the storm, and how it is ended. */
const WAYS = {
  reapOrphans: ({ reapOrphans }) => reapOrphans(),
  supervise({ start }) {
    const init = start({ command: ["sleep", "1000"] });
    return () => init.stop();
  },
  // is there already, by --import
  register: () => () => {},
};

async function storm(way, children) {
  const library = await import(new URL("index.mjs", NODE_HOST));
  const end = WAYS[way](library);
  await reaped(library, (await crowd(CROWD)).right * ORPHANS); // what V8 and the event loop take once and keep
  const before = standing(library);
  const { right, most } = await crowd(children);
  await reaped(library, before.reaped + children * ORPHANS);
  const after = standing(library);
  const counts = {
    way,
    children,
    right,
    orphans: after.reaped - before.reaped,
    mostZombies: most,
    zombies: after.zombies,
  };
  const kept = {
    descriptors: [before, after].map((one) => one.descriptors),
    kilobytes: [before, after].map((one) => one.kilobytes),
  };
  console.log(JSON.stringify({ ...counts, ...kept }));
  await end();
  process.exit(right === children && counts.orphans === children * ORPHANS && counts.zombies === 0 ? 0 : 1);
}

/** Starts so many children, and waits for their ends and those of their orphans. How many codes were right, and the most zombies that were seen. */
async function crowd(count) {
  let [next, right, most] = [0, 0, 0];
  const one = (code) =>
    new Promise((resolve) =>
      spawn("sh", ["-c", COMMAND, String(code)], { stdio: "ignore" }).on("exit", (got) => resolve(got === code)),
    );
  const line = async () => {
    while (next < count) {
      if (await one(next++ % 256)) right++;
      if (next % CROWD === 0) most = Math.max(most, zombies());
    }
  };
  await Promise.all(Array.from({ length: CROWD }, line));
  return { right, most };
}

/** Until so many orphans have been reaped, and long enough for one too many to be seen. */
async function reaped({ status }, count) {
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  while (status().reaped < count) await pause(10);
  await pause(200);
}

function standing({ status }) {
  globalThis.gc();
  const kilobytes = Number(/VmRSS:\s*(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]);
  return { reaped: status().reaped, zombies: zombies(), descriptors: readdirSync("/proc/self/fd").length, kilobytes };
}

function zombies() {
  const isZombie = (pid) => {
    try {
      return readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
    } catch {
      return false;
    }
  };
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name) && isZombie(name)).length;
}

function inNamespace(way, children) {
  const register = way === "register" ? ["--import", new URL("register.mjs", NODE_HOST).href] : [];
  const self = [fileURLToPath(import.meta.url), "--inside", way, children];
  const argv = ["-s", "KILL", "1800", ...UNSHARE, process.execPath, "--expose-gc", ...register, ...self];
  return spawnSync("timeout", argv, { stdio: ["ignore", "inherit", "inherit"] }).status === 0;
}

if (process.argv[2] === "--inside") {
  await storm(process.argv[3], Number(process.argv[4]));
} else {
  const ways = process.argv[2] ? [process.argv[2]] : Object.keys(WAYS);
  const children = process.argv[3] ?? "4000";
  process.exit(ways.filter((way) => !inNamespace(way, children)).length > 0 ? 1 : 0);
}
