/** Tells what happens by node:diagnostics_channel. Where nobody listens it costs nothing. */
import { channel } from "node:diagnostics_channel";

export const REAP = channel("tsinit:reap");
export const SIGNAL = channel("tsinit:signal");
export const STOP = channel("tsinit:stop");
export const EXIT = channel("tsinit:exit");

/** In a turn of its own, as hooks are called. */
export function publish(to: typeof REAP, event: object): void {
  if (to.hasSubscribers) queueMicrotask(() => to.publish(event));
}
