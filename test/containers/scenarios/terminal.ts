/** A container on a terminal, with someone who types. */
import { expect, test } from "vitest";
import { start } from "../support/container";
import type { Runtime } from "../support/runtime";

const CTRL_C = "\x03";

export function terminal(runtime: Runtime): void {
  test("on a terminal the program has the foreground, and Ctrl-C ends it", async () => {
    // its own process group, and the terminal's foreground process group
    const script = 'cut -d " " -f 5,8 /proc/$$/stat; exec cat';
    const container = await start(runtime, ["sh", "-c", script], { terminal: true });
    await container.shows(/^(\d+) \1\r\n/);
    container.type("typed\n");
    await container.shows("typed\r\ntyped\r\n"); // by the terminal, and by cat
    container.type(CTRL_C);
    expect((await container.ended).code).toBe(130);
  });
}
