/** One function for each thing that is measured. All run the init as PID 1 of a PID namespace of its own. */
import { spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { inNamespace } from "../scripts/namespace.mjs";
import { root } from "./inits.mjs";

const NOOP = `${root}build/bench/noop`;
const PIDS = "/sys/fs/cgroup/pids";

/** Nanoseconds of `runs` starts to exit. */
export function startToExit({ path }, runs) {
  return measure("start", runs, path, "--", NOOP);
}

/** Nanoseconds from the sending of each of `signals` signals to its receipt. The first ones, which touch pages, are left out. */
export function latency({ path }, signals) {
  return measure("latency", signals + 5, path, "--").slice(5);
}

/** How long, in ns, the init takes to reap that many orphans, and how much CPU time of its own, in ns. */
export function reaping({ path }, orphans) {
  const [wall, cpu] = measure("reap", orphans, path, "--");
  return { wall, cpu };
}

function measure(...args) {
  const { status, stdout, stderr } = spawnSync(`${root}build/bench/measure`, args.map(String), { encoding: "utf8" });
  if (status !== 0) throw new Error(`measure ${args.join(" ")}: ${stderr}`);
  return stdout.trim().split(/\s+/).map(Number);
}

/**
 * Memory in kB, threads, descriptors above 2 and wake-ups of the inits while their programs sleep, looked at for `seconds`.
 * All run at the same time.
 */
export async function idle(inits, seconds) {
  const processes = inits.map(({ path }) => {
    const [command, ...args] = inNamespace(path, "--", "sleep", String(seconds + 20));
    // descriptor 3 is what an init may have inherited and should not keep
    return spawn(command, args, { stdio: ["ignore", "ignore", "ignore", "ignore"] });
  });
  await sleep(1000);
  const pids = processes.map(({ pid }, i) => findPid1(pid, inits[i].path));
  const before = pids.map((pid) => field(pid, "voluntary_ctxt_switches"));
  await sleep(seconds * 1000);
  const figures = pids.map((pid, i) => ({
    peak: field(pid, "VmHWM"),
    anonymous: field(pid, "RssAnon"),
    threads: field(pid, "Threads"),
    descriptors: readdirSync(`/proc/${pid}/fd`).filter((name) => Number(name) > 2).length,
    wakeups: field(pid, "voluntary_ctxt_switches") - before[i],
  }));
  for (const pid of pids) process.kill(pid, "SIGKILL");
  return figures;
}

function findPid1(pid, path) {
  const name = path.slice(path.lastIndexOf("/") + 1).slice(0, 15);
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean);
  for (const child of children.map(Number)) {
    if (readFileSync(`/proc/${child}/comm`, "utf8").trim() === name) return child;
    const found = findPid1(child, path);
    if (found) return found;
  }
  return 0;
}

function field(pid, name) {
  return Number(readFileSync(`/proc/${pid}/status`, "utf8").match(new RegExp(`^${name}:\\s+(\\d+)`, "m"))[1]);
}

/** System calls of the init itself, from its execve(2) to its exit. Undefined without strace. */
export function systemCalls({ path }, ...program) {
  const folder = mkdtempSync(`${tmpdir()}/tsinit-bench-`);
  const [command, ...args] = inNamespace(path, "--", ...program);
  const trace = spawnSync("strace", ["-ff", "-o", `${folder}/trace`, command, ...args], { stdio: "ignore" });
  const texts = readdirSync(folder).map((file) => readFileSync(`${folder}/${file}`, "utf8"));
  rmSync(folder, { recursive: true });
  if (trace.error) return undefined;
  const text = texts.find((text) => text.includes(`execve("${path}"`)) ?? "";
  const calls = text.slice(text.indexOf(`execve("${path}"`)).split("\n");
  return calls.filter((line) => /^\w+\(/.test(line)).length;
}

/**
 * System calls of the init for one forwarded signal: those of a run with eight, less those of one without, by eight. Few, so
 * that what tsinit does seldom stays out: a waitpid(2) after sixteen signals, a look at the pids limit once a second.
 */
export function callsPerSignal(init) {
  const loop = (what) => ["sh", "-c", `trap : USR2; for i in 1 2 3 4 5 6 7 8; do ${what}; sleep 0.02; done`];
  const [many, none] = [systemCalls(init, ...loop("kill -USR2 1")), systemCalls(init, ...loop(":"))];
  return many === undefined ? undefined : Math.round(((many - none) / 8) * 10) / 10;
}

/** The least pids.max with which the init runs a program. Undefined where there is no version 1 pids controller. */
export function leastPidsMax({ path }) {
  if (!existsSync(`${PIDS}/cgroup.procs`) || process.getuid() !== 0) return undefined;
  const group = `${PIDS}/tsinit-bench-${process.pid}`;
  mkdirSync(group);
  try {
    for (let max = 1; max <= 16; max++) {
      writeFileSync(`${group}/pids.max`, String(max));
      const join = ["sh", "-c", `echo $$ > ${group}/cgroup.procs && exec "$@"`, "sh"];
      const [command, ...args] = inNamespace(...join, path, "--", NOOP);
      if (spawnSync(command, args, { stdio: "ignore" }).status === 0) return max;
    }
    return undefined;
  } finally {
    rmdirSync(group);
  }
}
