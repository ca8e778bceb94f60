/** The processes below one process, as /proc shows them: proc(5). */
import { readdirSync, readFileSync } from "node:fs";

const STATES = { R: "running", S: "sleeping", D: "sleeping", T: "stopped", Z: "zombie" };

/** Every descendant of the process `top`, with its pids outside and inside of its PID namespace. */
export function descendants(top) {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(readProcess);
  const below = (parent) => all.filter((process) => process?.parent === parent).flatMap((p) => [p, ...below(p.pid)]);
  const found = below(top);
  const inside = new Map(found.map((process) => [process.pid, process.pidInside]));
  return found.map((process) => ({ ...process, parentInside: inside.get(process.parent) ?? 0 }));
}

function readProcess(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const field = (name) => status.match(new RegExp(`^${name}:\\s*(.*)$`, "m"))[1];
    return {
      pid: Number(pid),
      parent: Number(field("PPid")),
      pidInside: Number(field("NSpid").split("\t").at(-1)),
      name: field("Name"),
      state: STATES[field("State")[0]] ?? field("State"),
    };
  } catch {
    return null; // it has ended meanwhile
  }
}
