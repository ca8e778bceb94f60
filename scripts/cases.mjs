/** Cases that a shell script runs: it prints "@@@ CASE", what was said, and "-> CODE" for each. */

/** What was said in each case, by its name. */
export function casesOf(output) {
  const parts = output.split(/^@@@ /m).slice(1);
  return new Map(parts.map((part) => [part.slice(0, part.indexOf("\n")), part.slice(part.indexOf("\n") + 1)]));
}

/**
 * Holds a script's output against `checks`, a function for each case, which throws. It gets what was `said`, the exit `code`, the
 * `report` if there is one of --status --json, and `more`. Prints a line for each case, which begins with `title`. Returns how many
 * were right.
 */
export function judge(title, checks, output, more = {}) {
  const cases = casesOf(output);
  let right = 0;
  for (const [name, check] of Object.entries(checks)) {
    const said = cases.get(name) ?? "";
    try {
      const json = /^\{"schema".*?^\]\}$/ms.exec(said);
      const code = Number(/^-> (\d+)$/m.exec(said)?.[1] ?? Number.NaN);
      check({ said, code, report: json === null ? {} : JSON.parse(json[0]), ...more });
      right++;
      console.log(`ok      ${title}: ${name}`);
    } catch (error) {
      console.log(`failed  ${title}: ${name}: ${error.message}\n${said.replace(/^/gm, "        ")}`);
    }
  }
  return right;
}
