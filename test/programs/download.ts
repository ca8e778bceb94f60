/** A download in flight, of a file that takes two seconds, and whether it comes to its end. */
import { statSync } from "node:fs";
import type { Box } from "./box";
import { type Judge, NOTHING } from "./program";
import type { Trial } from "./trial";

export const PORT = 8000;
/** In bytes; and how many of them the server sends in a second. */
export const SIZE = 400_000;
export const RATE = "200k";
export const makeFile = `mkdir www && head -c ${SIZE} /dev/zero > www/file`;

export async function download(box: Box, trial: Trial): Promise<Judge> {
  const client = await trial.client(box, `curl --silent --no-buffer -o got http://127.0.0.1:${PORT}/file`);
  const size = () => statSync(`${trial.directory}/got`, { throwIfNoEntry: false })?.size ?? 0;
  await box.until("the download's beginning", () => size() > 0);
  return async () => {
    const { code } = await client.ended;
    return code === 0 && size() === SIZE ? NOTHING : "download cut";
  };
}

export const served = `curl --silent --fail --range 0-1 -o /dev/null http://127.0.0.1:${PORT}/file`;
