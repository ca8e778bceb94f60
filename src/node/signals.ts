/**
 * The signals of this process that the init has taken. They come through a pipe of the addon's, whoever listens to them by
 * process.on() or ceases to; these listeners hear them too, as from Node itself.
 */
import type { EventEmitter } from "node:events";
import { Socket } from "node:net";
import { constants } from "node:os";
import { SIGCHLD, SIGKILL, SIGRTMAX, SIGSTOP } from "../core/base/signals";
import type { Addon } from "./addon";

/** Every signal that can be taken. */
export const ALL_SIGNALS = Array.from({ length: SIGRTMAX }, (_, i) => i + 1).filter(
  (signo) => signo !== SIGKILL && signo !== SIGSTOP,
);

/** Node's names of a number: IO is POLL too. */
const namesOf = (number: number) =>
  (Object.keys(constants.signals) as NodeJS.Signals[]).filter((name) => constants.signals[name] === number);

export class Signals {
  private readonly socket: Socket;

  /**
   * Takes them, and CHLD. Throws (pipe2): no descriptor is free.
   *
   * @param onSignal A signal was sent to the process; `heard`: somebody on `process` listens to it. Of CHLD there may be fewer than
   *   children that have ended, and nobody is asked whether he listens: the event loop has it too.
   * @param onStarved So many children end that the event loop comes to nothing else, as long as they do.
   */
  constructor(
    private readonly addon: Addon,
    numbers: number[],
    private readonly onSignal: (signo: number, heard: boolean) => void,
    onStarved: () => void,
  ) {
    // A Socket, since Node reads it on the event loop; a file stream would keep a thread of its pool in read(2)
    const fd = addon.handleSignals([SIGCHLD, ...numbers], onStarved);
    this.socket = new Socket({ fd, readable: true, writable: false });
    // each in a turn of its own: a listener that throws keeps nobody else from his signal
    this.socket.on("data", (bytes: Buffer) => {
      for (const signo of bytes) process.nextTick(() => this.deliver(signo));
    });
  }

  /** They alone do not keep the process alive. */
  unref(): this {
    this.socket.unref();
    return this;
  }

  /** Gives them back: to those who listen by process.on(), or to whom they belonged before. */
  release(): void {
    this.addon.releaseSignals();
    this.socket.destroy();
  }

  private deliver(signo: number): void {
    const names = signo === SIGCHLD ? [] : namesOf(signo);
    // first the init: a listener that calls stop() asks for the stop that the signal has begun, and not for a second one
    this.onSignal(signo, signo === SIGCHLD || names.some((name) => process.listenerCount(name) > 0));
    const emitter: EventEmitter = process;
    for (const name of names) emitter.emit(name, name, signo);
  }
}

/**
 * Listens, doing nothing, to each signal that others listen to, until the function that is returned is called. Packages
 * (signal-exit) that find no listener but their own send the process the signal again, to end it by that.
 */
export function showThatSignalsAreHandled(): () => void {
  const nothing = () => {};
  const names = ALL_SIGNALS.filter((signo) => signo !== SIGCHLD).flatMap(namesOf);
  const isShown = (name: NodeJS.Signals) => process.listeners(name).includes(nothing);
  const show = (name: string | symbol, listener?: unknown) => {
    const signal = names.find((one) => one === name);
    if (signal && listener !== nothing && !isShown(signal)) process.on(signal, nothing);
  };
  // so many listeners are no leak: one more than the program may have itself; 0 is no limit
  const most = process.getMaxListeners();
  if (most > 0) process.setMaxListeners(most + 1);
  for (const name of names) if (process.listenerCount(name) > 0) show(name);
  process.on("newListener", show);
  return () => {
    if (most > 0 && process.getMaxListeners() === most + 1) process.setMaxListeners(most);
    process.off("newListener", show);
    for (const name of names) process.off(name, nothing);
  };
}
