/**
 * Everything that can happen in a small world: each state that can be reached is visited once, those that take the fewest
 * steps first. What happens during a call of the init (before each of its system calls) is chosen too; of two ways to the same
 * system call one is followed, if the init has been told the same and the world is the same.
 */

import { signalName } from "../../../src/core/base/signals";
import { Init } from "../../../src/core/init";
import { Host, type InitLike } from "../host";
import { Broken, Judge } from "./judge";
import { BEGINNING, copy, fingerprint, freeze } from "./snapshot";
import { type Deed, ExploredKernel, type Place } from "./world";

interface State {
  kernel: ExploredKernel;
  judge: Judge;
  host: Host;
}

/** What happens: a deed, the clock, or the host's next step with what happens during it: 0 to go on, or the deed's number. */
type Move = { deed: Deed } | { clock: number } | { during: number[] };

interface Node {
  state: State;
  way: Way | null;
}
interface Way {
  before: Way | null;
  move: Move;
}

export interface Result {
  states: number;
  moves: number;
  /** The shortest history in which a promise is broken; "" if there is none. */
  history: string;
}

/** Somebody has been there: nothing new can come of it. */
const KNOWN = new Error("known");

/** Visits all states. `make`: the init. */
export function explore(
  place: Place,
  make: (kernel: ExploredKernel) => InitLike = (kernel) => new Init(kernel),
): Result {
  const result: Result = { states: 0, moves: 0, history: "" };
  const seen = new Set<string>();
  const queue: (Node | null)[] = [];
  const arrive = (state: State, way: Way | null): void => {
    result.moves++;
    state.kernel.forget();
    if (state.host.exitCode() >= 0) return;
    const text = fingerprint(state, state.kernel.time);
    if (seen.has(text)) return;
    seen.add(text);
    queue.push({ state, way });
  };
  let way: Way | null = null;
  try {
    arrive(begin(place, make), null);
    for (let next = 0; next < queue.length; next++) {
      const node = queue[next] as Node;
      queue[next] = null;
      const from = (move: Move) => {
        way = { before: node.way, move };
        return way;
      };
      let waits = false;
      for (const during of histories(node.state, (during) => from({ during }))) {
        if (during.waits) waits = true;
        else arrive(during.state, from({ during: during.choices }));
      }
      if (waits) {
        for (const ms of clocks(node.state, place)) move(node.state, from({ clock: ms }), arrive);
      }
      for (const deed of node.state.kernel.deeds()) move(node.state, from({ deed }), arrive);
    }
  } catch (error) {
    result.history = tell(place, make, way, error as Error);
  }
  result.states = seen.size;
  return result;
}

function begin(place: Place, make: (kernel: ExploredKernel) => InitLike): State {
  const kernel = new ExploredKernel(place);
  const init = make(kernel);
  const judge = new Judge(init, kernel, freeze(place));
  while (judge.start());
  if (init instanceof Init) freeze((init as unknown as { options: object }).options);
  return { kernel, judge, host: new Host(judge, kernel) };
}

function move(from: State, way: Way, arrive: (state: State, way: Way) => void): void {
  const state = copy(from);
  make(state, way.move);
  arrive(state, way);
}

/** How far the clock may move, in ms, while the init waits. */
function clocks({ kernel, judge }: State, place: Place): number[] {
  const deadline = judge.deadline();
  if (deadline < 0) return [];
  const ms = deadline - kernel.time;
  return place.tick !== undefined && place.tick < ms ? [place.tick] : [ms];
}

function make(state: State, move: Move): void {
  if ("deed" in move) state.kernel.happen(move.deed);
  else if ("clock" in move) {
    state.kernel.time += move.clock;
    state.judge.onClock();
  } else follow(state, move.during, () => {});
}

/** The host's next step. `fresh`: called where the choices are over. Returns whether it has done anything. */
function follow(state: State, choices: number[], fresh: (deeds: number, call: string) => void): boolean {
  const { kernel, judge, host } = state;
  let made = 0;
  kernel.before = (call) => {
    while (true) {
      // a signal that comes now is taken after the call: to send it then is the same
      const deeds = kernel.deeds().filter(({ kind }) => kind !== "delay" && kind !== "signal");
      if (deeds.length === 0) return;
      if (made === choices.length) {
        fresh(deeds.length, call);
        choices.push(0);
      }
      const choice = choices[made++];
      if (choice === 0) return;
      kernel.happen(deeds[choice - 1]);
    }
  };
  const goesOn = host.step();
  kernel.before = () => {};
  if (!goesOn) judge.onWait();
  return goesOn;
}

/** The host's next step in all ways that can be told apart. */
function* histories(from: State, announce: (choices: number[]) => void) {
  const left: number[][] = [[]];
  const seen = new Set<string>();
  for (let next = 0; next < left.length; next++) {
    const choices = left[next];
    const state = copy(from);
    announce(choices);
    try {
      const goesOn = follow(state, choices, (deeds, call) => {
        const { kernel } = state;
        const text = `${call} ${kernel.answers} ${fingerprint(kernel, kernel.time)}`;
        if (seen.has(text)) throw KNOWN;
        seen.add(text);
        for (let deed = 1; deed <= deeds; deed++) left.push([...choices, deed]);
      });
      yield { state, choices, waits: !goesOn };
    } catch (error) {
      if (error !== KNOWN) throw error;
    }
  }
}

/** The history that leads there, in words. */
function tell(place: Place, makeInit: (kernel: ExploredKernel) => InitLike, last: Way | null, error: Error): string {
  const moves: Move[] = [];
  for (let way = last; way !== null; way = way.before) moves.unshift(way.move);
  const state = begin(place, makeInit);
  let end = error instanceof Broken ? error.message : `${error.stack}`;
  try {
    for (const move of moves) make(state, move);
    end = `not the same when it happens again: ${end}`;
  } catch (again) {
    if ((again as Error).message !== error.message) end = `${end}; when it happens again: ${(again as Error).message}`;
  }
  const named = (line: string) =>
    line.replace(/^(kill.*) (\d+)$/, (_, call, signo) => `${call} ${signalName(Number(signo))}`);
  return [...state.kernel.trace.map(named), `${state.kernel.time - BEGINNING} ms: BROKEN: ${end}`].join("\n");
}
