/** Drives an init over the simulated kernel to its end. The clock moves when there is nothing else to do. */
import { Host, type InitLike } from "./host";
import type { SimulatedKernel } from "./simulated-kernel";

export type { InitLike } from "./host";

/** An init that needs more than that is in an endless loop. */
const MOST_STEPS = 1_000_000;

/** Runs the init to its end. Returns its exit code; throws if nothing can ever happen any more, or things never end. */
export function drive(init: InitLike, kernel: SimulatedKernel): number {
  while (init.start());
  const host = new Host(init, kernel);
  for (let step = 0; step < MOST_STEPS; step++) {
    const code = host.exitCode();
    if (code >= 0) return code;
    kernel.advanceTo(kernel.time);
    if (host.step()) continue;
    const next = kernel.nextEvent();
    const deadline = init.deadline();
    if (next === null && deadline < 0) throw new Error(`the init hangs:\n${kernel.trace.join("\n")}`);
    kernel.advanceTo(next === null ? deadline : deadline < 0 ? next : Math.min(next, deadline));
  }
  throw new Error("the init does not come to an end");
}
