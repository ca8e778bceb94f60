/** What --status costs among many: in system calls, which do not depend on how busy the machine is. Memory: test/core/bounds.test.ts */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../support/directory";
import { dist, fixture } from "../support/fixtures";
import { installed } from "../support/installed";
import { run } from "../support/namespace";

const FEW = 100;
const MANY = 500;

/** How many system calls `--status OPTIONS` makes in a namespace in which the shell's command has made so many processes. */
async function calls(count: number, crowd: string, options: string): Promise<number> {
  const log = `${temporaryDirectory()}/calls`;
  const script = `count=${count}; ${crowd}; strace -c -U name,calls -o ${log} ${dist("tsinit")} --status ${options} >/dev/null; exit 0`;
  await run(["sh", "-c", script]);
  // for a program of 32 bits there is one list of what came before its execve(2), and one of what came then
  const totals = [...readFileSync(log, "utf8").matchAll(/(\d+)\s+total|total\s+(\d+)/g)];
  return totals.reduce((sum, [, before, behind]) => sum + Number(before ?? behind), 0);
}

const LIVING = "for i in $(seq $count); do sleep 1000 & done";
const ZOMBIES = `${fixture("leaky")} $count >/dev/null & until [ $(grep -l ') Z' /proc/[0-9]*/stat | wc -l) = $count ]; do sleep 0.1; done`;

/** open(2), read(2) and close(2) of a file of /proc; of a command line read(2) says where it ends, too. */
const LOOK = 3;
const COMMAND_LINE = 4;

test.for([
  ["as text", LIVING, "", LOOK],
  ["as text, with a line for each", LIVING, "--processes=all", LOOK + COMMAND_LINE],
  ["as JSON", LIVING, "--json", LOOK + COMMAND_LINE],
  // whether it still is one is looked at
  ["zombies, as text", ZOMBIES, "", 2 * LOOK],
  ["zombies, as JSON", ZOMBIES, "--json", 2 * LOOK],
] as const)("%s: a few system calls for each process, and no more", async ([, crowd, options, most], { skip }) => {
  skip(installed("strace") === "", "strace is not installed");
  const each = ((await calls(MANY, crowd, options)) - (await calls(FEW, crowd, options))) / (MANY - FEW);
  expect(each).toBeGreaterThanOrEqual(LOOK);
  // lists come, and lines go out, in pieces of 4096 bytes; between the steps of 32 processes it looks for signals
  expect(each).toBeLessThanOrEqual(most + 0.6);
});
