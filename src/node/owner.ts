/** Who reaps this process's children. There can be one only, however often and in however many copies the library is loaded. */
import { EventEmitter } from "node:events";

export interface Owner {
  name: string;
  program: number | null;
  reaped: number;
  /** Gives way to another one; what has none stays. */
  giveWay?: () => void;
}

const KEY = Symbol.for("@tsinit/tsinit");
// not globalThis, of which each of Jest's sandboxes has its own: a module of Node's is one in the process
const shared = EventEmitter as unknown as { [KEY]?: Owner };

/** The one at work. */
export function owner(): Owner | undefined {
  return shared[KEY];
}

/**
 * Makes `name` the one at work, until the function that is returned is called; called again, it does nothing. Throws an Error
 * if there is one already that does not give way.
 */
export function claim(name: string, giveWay?: () => void): () => void {
  owner()?.giveWay?.();
  const other = owner();
  if (other) throw new Error(`${name} and ${other.name} cannot be at work at the same time in one process`);
  const own: Owner = { name, program: null, reaped: 0, giveWay };
  shared[KEY] = own;
  return () => {
    if (shared[KEY] === own) shared[KEY] = undefined;
  };
}
