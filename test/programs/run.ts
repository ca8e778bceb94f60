/** Runs the trials that are asked for, some of them side by side, again and again. */
import { type Program, waysOf } from "./program";
import { programs } from "./programs/index";
import { type Init, type Result, Trial } from "./trial";

export { waysOf } from "./program";
export { programs } from "./programs/index";
export { table, worse } from "./report";

/** A trial that did not come as far as its stop. */
export interface Failure {
  program: string;
  way: string;
  init: string;
  error: string;
}

export interface Wanted {
  program: RegExp;
  way: RegExp;
  inits: Init[];
  /** How often each is run, and how many at a time. */
  repeat: number;
  jobs: number;
  /** In place of the signal that stops the program in its image. */
  signal?: string;
}

/** Whether a program is there is asked of `isThere`. Each result is told to `tell` as it comes. */
export async function runAll(
  wanted: Wanted,
  isThere: (program: Program) => boolean,
  tell: (result: Result | Failure) => void,
): Promise<void> {
  const trials: (() => Promise<Result | Failure>)[] = [];
  for (let round = 0; round < wanted.repeat; round++)
    for (const program of programs.filter((each) => wanted.program.test(each.name) && isThere(each)))
      for (const way of waysOf(program).filter((each) => wanted.way.test(each)))
        for (const init of wanted.inits) trials.push(() => attempt(program, way, init, wanted.signal));
  const work = async () => {
    for (let next = trials.shift(); next; next = trials.shift()) tell(await next());
  };
  await Promise.all(Array.from({ length: wanted.jobs }, work));
}

async function attempt(program: Program, way: string, init: Init, signal?: string): Promise<Result | Failure> {
  try {
    return await new Trial(program, way, init).run(signal);
  } catch (error) {
    return { program: program.name, way, init: init.name, error: (error as Error).message };
  }
}
