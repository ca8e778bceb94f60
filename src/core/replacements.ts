/** Numbers that stand for others: exit codes (`--remap-exit`), signals (`--rewrite`). */
export class Replacements {
  private readonly from: i32[] = [];
  private readonly to: i32[] = [];

  /** Replaces `from` by `to`; of two rules for one number the later counts. */
  add(from: i32, to: i32): void {
    this.from.push(from);
    this.to.push(to);
  }

  /** Replaces `from` by `to`, unless there is a rule for it already. */
  addDefault(from: i32, to: i32): void {
    if (!this.from.includes(from)) this.add(from, to);
  }

  /** What stands in place of `number`: itself, if no rule is for it. */
  apply(number: i32): i32 {
    for (let i: i32 = this.from.length - 1; i >= 0; i--) {
      if (this.from[i] === number) return this.to[i];
    }
    return number;
  }
}
