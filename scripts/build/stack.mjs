/** How deep the core's calls go: docs/decisions/bounded-stack.md. */

/** For each function of core.c, which others it calls. */
export function callGraph(source) {
  const calls = new Map();
  for (const [, name, body] of source.matchAll(/^[\w ]+ (w2c_core_\w+)\(w2c_core\* instance[^)]*\) \{\n(.*?)^\}/gms)) {
    if (body.includes("CALL_INDIRECT(")) throw new Error(`${name} calls through a table: who calls whom is not known`);
    calls.set(name, new Set([...body.matchAll(/\b(w2c_core_\w+)\(/g)].map(([, callee]) => callee)));
  }
  if (!calls.has("w2c_core_start")) throw new Error("core.c has functions of an unknown form");
  return calls;
}

/**
 * No function of the core may call itself, by whatever way: then the stack it needs is bounded, a few kB, and nothing has
 * to be counted at run time.
 */
export function mustNotRecurse(calls) {
  const finished = new Set();
  const follow = (name, path) => {
    if (path.includes(name)) throw new Error(`the core recurses: ${[...path, name].join(" -> ")}`);
    if (finished.has(name)) return;
    for (const callee of calls.get(name) ?? []) follow(callee, [...path, name]);
    finished.add(name);
  };
  for (const name of calls.keys()) follow(name, []);
}
