/**
 * A service that needs time to end well. It logs each TERM, INT and HUP. After the first it works on for a while and then is
 * "finished"; a second one it takes for "now" and is "hurried", as many servers are.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Box } from "./box";
import { losses } from "./program";
import type { Trial } from "./trial";

const script = (log: string, seconds: number) => `
import signal, sys, time
first = 0
def say(word): open("${log}", "a").write(word + "\\n")
def on(signo, _):
    global first
    say(signal.Signals(signo).name)
    if first: say("hurried"); sys.exit(3)
    first = time.time()
for signo in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP): signal.signal(signo, on)
say("ready")
while not first or time.time() < first + ${seconds}: time.sleep(.02)
say("finished")
`;

/** Writes its script. `seconds`: what it needs. */
export async function writeService({ directory }: Trial, name = "service", seconds = 1.5): Promise<void> {
  writeFileSync(`${directory}/${name}.py`, script(`${directory}/${name}.log`, seconds));
}

/** The command that runs it. */
export function service(directory: string, name = "service"): string {
  return `/usr/bin/python3 ${directory}/${name}.py`;
}

/** Waits until it runs. */
export async function serviceRuns(box: Box, trial: Trial): Promise<void> {
  await box.until("the service", () => logged(trial).includes("ready"));
}

/** What it has logged. */
export function logged(trial: Trial, name = "service"): string[] {
  const file = `${trial.directory}/${name}.log`;
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
}

/** What became of it. */
export function fate(trial: Trial, name = "service"): string {
  const log = logged(trial, name);
  const signals = log.filter((word) => word.startsWith("SIG")).map((word) => word.slice(3));
  const how = signals.length > 0 ? ` after ${signals.join(", ")}` : "";
  return losses(
    !log.includes("finished") && (log.includes("hurried") ? `hurried (${signals.join(", ")})` : `killed${how}`),
  );
}
