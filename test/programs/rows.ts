/** A client that writes one row after another, and prints the number of each when the database has it. */
import type { Command } from "../support/command";
import type { Box } from "./box";

/** Waits until it has written some. Returns what tells how many the database has acknowledged. */
export async function acknowledgedRows(box: Box, client: Command): Promise<() => number> {
  const count = () => client.stdout.match(/^\d+$/gm)?.length ?? 0;
  await box.until("rows that are acknowledged", () => count() >= 20);
  return count;
}
