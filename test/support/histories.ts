/** Random histories of a container: what processes do, who sends which signals, and how the init was called. */
import fc from "fast-check";
import { exited, type Manner, type Program, SimulatedKernel } from "./simulated-kernel";

const SIGNALS = [1, 2, 3, 6, 10, 11, 12, 13, 15, 15, 15, 18, 20, 28, 34, 37, 64];

const manner: fc.Arbitrary<Manner> = fc.oneof(
  fc.constant<Manner>("ignore"),
  fc.record({ after: fc.nat(3000), status: fc.constantFrom(0, exited(3), 15) }),
  fc.record({ after: fc.nat(200), status: fc.constant(0), forks: fc.constant<Program>({}) }),
);
const program: fc.Arbitrary<Program> = fc.record({
  name: fc.constantFrom("sh", "a b", ") R 1 (", "x\n) S 9", ""),
  manners: fc.dictionary(fc.constantFrom("1", "15"), manner),
  reaps: fc.boolean(),
});

type Deed =
  | { kind: "fork" | "doubleFork" | "enter" | "neighbour"; program: Program }
  | { kind: "end"; status: number }
  | { kind: "stop" }
  | { kind: "signal"; signo: number };

const deed: fc.Arbitrary<{ at: number; who: number; deed: Deed }> = fc.record({
  at: fc.nat(4000),
  who: fc.nat(20),
  deed: fc.oneof(
    fc.record({ kind: fc.constantFrom("fork", "doubleFork", "enter", "neighbour"), program }),
    fc.record({ kind: fc.constant("end"), status: fc.constantFrom(0, exited(1), exited(255), 9, 11) }),
    fc.record({ kind: fc.constant("stop") }),
    fc.record({ kind: fc.constant("signal"), signo: fc.constantFrom(...SIGNALS) }),
  ) as fc.Arbitrary<Deed>,
});

export interface History {
  pid: number;
  options: string[];
  program: Program;
  /** Signals that came before the init started its program. */
  early: number[];
  deeds: { at: number; who: number; deed: Deed }[];
  /** When and how the program ends by itself. */
  mainEnds: { at: number; status: number };
}

/** `options`: sets of options to choose from. */
export function histories(options: string[][]): fc.Arbitrary<History> {
  return fc.record({
    pid: fc.constantFrom(1, 7),
    options: fc.constantFrom(...options),
    program,
    early: fc.array(fc.constantFrom(...SIGNALS), { maxLength: 3 }),
    deeds: fc.array(deed, { maxLength: 25 }),
    mainEnds: fc.record({
      at: fc.integer({ min: 1, max: 5000 }),
      status: fc.constantFrom(0, exited(1), exited(42), 6, 9, 15),
    }),
  });
}

/** The world in which the history will happen. The program and what it starts are the init's; neighbours are not. */
export function world(history: History): SimulatedKernel {
  const { pid, options, early, deeds, mainEnds } = history;
  const kernel = new SimulatedKernel({ argv: ["tsinit", ...options, "--", "program"], pid, program: history.program });
  for (const signo of early) kernel.signalInit(signo);
  for (const { at, who, deed } of deeds) kernel.after(at, () => happen(kernel, who, deed));
  kernel.after(mainEnds.at, () => kernel.end(kernel.main, mainEnds.status));
  return kernel;
}

function happen(kernel: SimulatedKernel, who: number, deed: Deed): void {
  if (deed.kind === "signal") kernel.signalInit(deed.signo);
  else if (deed.kind === "enter") kernel.enter(deed.program);
  else if (deed.kind === "neighbour") kernel.fork(1, deed.program);
  else actOn(kernel, who, deed);
}

/** Something that one of the running processes does, or that is done to it. */
function actOn(kernel: SimulatedKernel, who: number, deed: Deed): void {
  const actors = [...kernel.processes.values()].filter(
    ({ pid, state }) => pid !== 1 && pid !== kernel.pid() && state === "running",
  );
  if (actors.length === 0) return;
  const actor = actors[who % actors.length];
  if (deed.kind === "end") kernel.end(actor.pid, deed.status);
  else if (deed.kind === "stop") actor.state = "stopped";
  else if (deed.kind === "fork") kernel.fork(actor.pid, deed.program);
  else if (deed.kind === "doubleFork") kernel.doubleFork(actor.pid, deed.program);
}
