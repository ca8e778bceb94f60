/** The processes of a container, as one of them sees them. */
import type { Container } from "./container";

interface Process {
  pid: number;
  name: string;
  /** R, S, T, Z */
  state: string;
}

/** All of them, but those that look. */
export async function census(container: Container): Promise<Process[]> {
  const { stdout } = await container.exec(["sh", "-c", "cat /proc/[0-9]*/stat"]);
  const found = [...stdout.matchAll(/^(\d+) \((.*)\) (\S)/gm)].map(([, pid, name, state]) => ({
    pid: Number(pid),
    name,
    state,
  }));
  return found.filter(({ name }) => name !== "cat" && name !== "sh");
}
