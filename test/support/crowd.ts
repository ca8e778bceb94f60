/** Programs that leave processes behind (test/fixtures/crowd.c), and what those say of their end (member.c). */
import { existsSync, readFileSync } from "node:fs";
import { temporaryDirectory } from "./directory";
import { fixture } from "./fixtures";

let count = 0;

export type Manner = "ends" | "flushes" | "ignores" | "stopped" | "forks";

export class Crowd {
  readonly log: string;

  /** `directory`: where they write the log. */
  constructor(
    private readonly size: number,
    private readonly manners: Manner[],
    directory = temporaryDirectory(),
  ) {
    this.log = `${directory}/log-${count++}`;
  }

  /** The program that starts them and then exits with 7. */
  leaving(): string[] {
    return [fixture("crowd"), String(this.size), this.log, fixture("member"), ...this.manners];
  }

  /** The program that starts them and then exits with 7 on TERM. */
  staying(): string[] {
    const [crowd, ...rest] = this.leaving();
    return [crowd, "-t", ...rest];
  }

  /** How often each word stands at the beginning of a line of the log: `ready`, `15` (the first signal), `flushed`. */
  count(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const line of this.lines()) {
      const what = line.slice(0, line.lastIndexOf(" "));
      counts[what] = (counts[what] ?? 0) + 1;
    }
    return counts;
  }

  private lines(): string[] {
    return existsSync(this.log) ? readFileSync(this.log, "utf8").split("\n").filter(Boolean) : [];
  }
}
