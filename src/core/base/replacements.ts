/** Numbers that stand for others: exit codes (`--remap-exit`), signals (`--rewrite`). */
export class Replacements {
  private readonly from: i32[] = [];
  private readonly to: i32[] = [];

  /** Replaces `from` by `to`; of two rules for one number the later counts. */
  add(from: i32, to: i32): void {
    const at = this.from.indexOf(from);
    if (at >= 0) {
      this.to[at] = to;
      return;
    }
    this.from.push(from);
    this.to.push(to);
  }

  /** Replaces `from` by `to`, unless there is a rule for it already. */
  addDefault(from: i32, to: i32): void {
    if (!this.from.includes(from)) this.add(from, to);
  }

  /** What stands in place of `number`: itself, if no rule is for it. */
  apply(number: i32): i32 {
    const at = this.from.indexOf(number);
    return at < 0 ? number : this.to[at];
  }
}
