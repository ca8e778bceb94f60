/** The program's descriptors 0 to 2, as the option `stdio` wants them. */
import { closeSync, openSync } from "node:fs";
import { Socket } from "node:net";
import type { Addon } from "./addon";
import type { Stdio, StdioOption } from "./options";

export class ProgramStdio {
  /** Which descriptors of this process they are. */
  readonly descriptors: number[] = [];
  /** The other ends of pipes: the program's stdin, stdout and stderr. */
  readonly streams: (Socket | null)[] = [];
  private readonly given: number[] = [];

  /** Throws what openSync() throws, or (pipe2): no descriptor is free. */
  constructor(addon: Addon, option: StdioOption = "inherit") {
    for (const [index, way] of (typeof option === "string" ? [option, option, option] : option).entries()) {
      const [descriptor, stream] = open(addon, index, way);
      this.descriptors.push(descriptor);
      this.streams.push(stream);
      if (way === "pipe" || way === "ignore") this.given.push(descriptor);
    }
  }

  /** The program has its own by now, or has failed to start. */
  close(): void {
    for (const descriptor of this.given.splice(0)) closeSync(descriptor);
  }
}

/** The descriptor for the program, and the stream at its other end. */
function open(addon: Addon, index: number, way: Stdio): [number, Socket | null] {
  if (way === "inherit") return [index, null];
  if (way === "ignore") return [openSync("/dev/null", index === 0 ? "r" : "w"), null];
  if (typeof way === "number") return [way, null];
  const [from, to] = addon.makePipe();
  return index === 0
    ? [from, new Socket({ fd: to, readable: false, writable: true })]
    : [to, new Socket({ fd: from, readable: true, writable: false })];
}
