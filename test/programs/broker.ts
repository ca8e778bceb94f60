/** A Redis beside the box, as the broker of a job queue has: it is not stopped with the workers. */
import { until } from "../support/until";
import type { Trial } from "./trial";

export const brokerUrl = (directory: string) => `${directory}/broker`;

export async function startBroker(trial: Trial): Promise<void> {
  trial.sh(`exec redis-server --unixsocket ${brokerUrl(trial.directory)} --port 0 --save '' --dir ${trial.directory}`);
  await until("the broker", async () => (await askBroker(trial, "ping").catch(() => "")) === "PONG");
}

/** What it answers to a command. */
export function askBroker(trial: Trial, command: string): Promise<string> {
  return trial.must(`redis-cli -s ${brokerUrl(trial.directory)} ${command}`);
}
