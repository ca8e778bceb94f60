/** The results as a table: a row for each program and way of starting it, a column for each init. */
import { NOTHING } from "./program";
import type { Result } from "./trial";

export function table(results: Result[]): string {
  const inits = [...new Set(results.map(({ init }) => init))];
  const rows = grouped(results, ({ program, way }) => `${program} | ${way}`).map(
    ([row, of]) => `| ${row} | ${inits.map((init) => cell(of.filter((result) => result.init === init))).join(" | ")} |`,
  );
  const head = `| program | started | ${inits.join(" | ")} |`;
  return [head, head.replaceAll(/[^|]+/g, "---"), ...rows].join("\n");
}

/** The rows in which `init` is worse than `peer`: it loses something and the other doesn't, or neither does and it takes a second more. */
export function worse(results: Result[], init: string, peer: string): string[] {
  return grouped(results, ({ program, way }) => `${program}, ${way}`).flatMap(([row, of]) => {
    const [ours, theirs] = [init, peer].map((name) => of.filter((result) => result.init === name));
    if (ours.length === 0 || theirs.length === 0 || theirs.some(({ lost }) => lost !== NOTHING)) return [];
    const isWorse = ours.some(({ lost }) => lost !== NOTHING) || seconds(ours) > seconds(theirs) + 1;
    return isWorse ? [`${row}: ${cell(ours)}; ${peer}: ${cell(theirs)}`] : [];
  });
}

/** What was lost, and how often if not always; how long it took; whether the runtime had to kill. */
function cell(runs: Result[]): string {
  if (runs.length === 0) return "";
  const outcomes = grouped(runs, ({ lost }) => lost).map(
    ([lost, of]) => lost + (of.length < runs.length ? ` (${of.length} of ${runs.length})` : ""),
  );
  const killed = runs.some(({ atDeadline }) => atDeadline) ? ", killed" : "";
  return `${outcomes.join(" or ")}; ${seconds(runs).toFixed(1)} s${killed}`;
}

/** The median. */
function seconds(runs: Result[]): number {
  return runs.map((run) => run.seconds).sort((a, b) => a - b)[Math.floor(runs.length / 2)];
}

function grouped(results: Result[], key: (result: Result) => string): [string, Result[]][] {
  const groups = new Map<string, Result[]>();
  for (const result of results) groups.set(key(result), [...(groups.get(key(result)) ?? []), result]);
  return [...groups];
}
