/** Numbers that stand for others: exit codes (`--remap-exit`), signals (`--rewrite`). */
export class Replacements {
  /** A number, what stands for it, the next number, and so on. As a rule there are none, and a start need not make an array. */
  private rules: i32[] | null = null;

  /** Replaces `from` by `to`; of two rules for one number the later counts. */
  add(from: i32, to: i32): void {
    const at = this.find(from);
    const known = this.rules;
    const rules: i32[] = known === null ? [] : known;
    this.rules = rules;
    if (at >= 0) {
      rules[at + 1] = to;
      return;
    }
    rules.push(from);
    rules.push(to);
  }

  /** Replaces `from` by `to`, unless there is a rule for it already. */
  addDefault(from: i32, to: i32): void {
    if (this.find(from) < 0) this.add(from, to);
  }

  /** What stands in place of `number`: itself, if no rule is for it. */
  apply(number: i32): i32 {
    const at = this.find(number);
    const rules = this.rules;
    return rules === null || at < 0 ? number : rules[at + 1];
  }

  /** Where the rule for it begins; -1 if there is none. */
  private find(from: i32): i32 {
    const rules = this.rules;
    if (rules === null) return -1;
    for (let at: i32 = 0; at < rules.length; at += 2) if (rules[at] === from) return at;
    return -1;
  }
}
