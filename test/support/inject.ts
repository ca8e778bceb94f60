/** Runs the init with one of its system calls failing: test/fixtures/inject.c. */
import { readFileSync } from "node:fs";
import { UNSHARE } from "../../scripts/namespace.mjs";
import { Command, type Outcome } from "./command";
import { dist, fixture } from "./fixtures";

/** A system call: who makes it, its name, and what it is about: an ioctl's request, a prctl's option, a kill's pid. */
export type Call = [who: "init" | "child", name: string, what: number];

export interface Fault {
  who: Call[0];
  call: string;
  /** The how manieth of that name fails, from 1. */
  occurrence: number;
  /** Whether all after it fail too, the child's as well as the init's, as behind a seccomp filter. */
  goesOn: boolean;
  errno: number;
}

export interface InjectOptions {
  /** Whether the init is not PID 1 but a child of it. */
  below?: boolean;
  /** Where stdout and stderr go, if not into pipes: to a pseudoterminal, or into sockets. */
  streams?: "terminal" | "sockets";
  env?: Record<string, string>;
  fault?: Fault;
  /** When it is killed, in ms. */
  limit: number;
}

export interface Injected extends Pick<Outcome, "stdout" | "stderr"> {
  /** The init's exit code; 128 + signal if it was killed. */
  code: number;
  timedOut: boolean;
  /** How long the init ran, and how much of that on a processor. */
  ms: number;
  cpuMs: number;
  /** How many calls failed on purpose, and how many there were. */
  hits: number;
  count: number;
  /** The first 4096 of them. */
  calls: Call[];
}

/** Runs a command that executes dist/tsinit in the end. `report`: a file to be written. */
export async function inject(command: string[], report: string, options: InjectOptions): Promise<Injected> {
  const { fault } = options;
  const argv = [
    ...(options.streams === "terminal" ? [fixture("pty")] : []),
    ...UNSHARE,
    ...[fixture("inject"), "-o", report, "-t", String(options.limit)],
    ...(options.streams ? ["-k"] : []),
    ...(options.below ? ["-s"] : []),
    ...(fault ? ["-f", describeFault(fault)] : []),
    ...[dist("tsinit"), ...command],
  ];
  const env = { PATH: "/usr/bin:/bin", ...options.env };
  const { code, stdout, stderr } = await new Command(argv, { env }).ended;
  if (code !== 0) throw new Error(`${argv.join(" ")}: ${code}\n${stderr}`);
  const messages = stderr.replace(/timeout: warning: timer_create: [^\n]*\n/, ""); // too many signals pending: setrlimit(2)
  return { ...JSON.parse(readFileSync(report, "utf8")), stdout: stdout.replaceAll("\r", ""), stderr: messages };
}

/** As inject takes it: `init:openat:3:2`, `child:execve:1+:38`. */
export function describeFault({ who, call, occurrence, goesOn, errno }: Fault): string {
  return `${who}:${call}:${occurrence}${goesOn ? "+" : ""}:${errno}`;
}
