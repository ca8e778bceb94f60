/** What becomes of those who are left when the program ends, and what it costs the init to let them end well. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { root } from "./inits.mjs";
import { median } from "./statistics.mjs";

const CROWD = `${root}build/fixtures/crowd`;
const MEMBER = `${root}build/fixtures/member`;

/** Runs an init whose program leaves `count` daemons of those manners behind. */
function leave(path, role, count, manners) {
  const folder = mkdtempSync(`${tmpdir()}/tsinit-bench-`);
  const command = [role, path, "--", CROWD, String(count), `${folder}/log`, MEMBER, ...manners];
  const { stdout, status, stderr } = spawnSync(`${root}build/bench/own-time`, command, { encoding: "utf8" });
  const log = status === 0 ? readFileSync(`${folder}/log`, "utf8") : "";
  rmSync(folder, { recursive: true });
  if (status !== 0) throw new Error(`own-time ${command.join(" ")}: ${stderr}`);
  const [code, own] = stdout.trim().split("\n").pop().split(" ").map(Number);
  const said = (word) => log.split("\n").filter((line) => line.startsWith(`${word} `)).length;
  return { code, own, gotTerm: said("15"), flushed: said("flushed") };
}

/** Of 100 daemons, half of which need a second to flush: how many got TERM, how many have flushed. */
export function fates(inits) {
  return inits.map(({ name, path }) => ({ name, ...leave(path, "pid1", 100, ["ends", "flushes"]) }));
}

/** CPU time of tsinit's own, in ms, with `counts` processes left, in both scopes: medians of `rounds`. */
export function costs({ path }, counts, rounds) {
  return ["pid1", "subreaper"].flatMap((role) =>
    counts.map((count) => {
      const runs = Array.from({ length: rounds }, () => leave(path, role, count, ["ends"]));
      if (runs.some(({ gotTerm }) => gotTerm !== count)) throw new Error("somebody did not get TERM");
      const scope = role === "pid1" ? "PID namespace (as PID 1)" : "descendants (as a subreaper)";
      return { scope, count, ms: median(runs.map(({ own }) => own)) / 1e6 };
    }),
  );
}
