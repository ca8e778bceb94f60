/** report(): what `tsinit --status --json` prints, from this process. */
import { setTimeout } from "node:timers/promises";
import { Init } from "../core/init";
import { loadAddon } from "./addon";
import { NodeKernel } from "./kernel";
import type { Report, ReportOptions } from "./options";

/** Keeps what is printed. */
class ReportKernel extends NodeKernel {
  printed = "";
  said = "";

  override print(text: string): number {
    this.printed += text;
    return 0;
  }

  override log(_descriptor: number, text: string): void {
    this.said += text;
  }
}

export async function report({ maxZombies = 0, maxPids = 90, ignore = [] }: ReportOptions): Promise<Report> {
  const addon = loadAddon();
  const kernel = new ReportKernel(
    addon,
    [
      ...["tsinit", "--status", "--json", `--max-zombies=${maxZombies}`, `--max-pids=${maxPids}`],
      ...ignore.map((finding) => `--ignore=${finding}`),
    ],
    [],
  );
  const init = new Init(kernel);
  while (init.start());
  while (init.exitCode() < 0) {
    await setTimeout(Math.max(init.deadline() - addon.now(), 0));
    init.onTimer();
  }
  const text = Buffer.from(kernel.printed, "latin1").toString();
  if (text === "") throw new Error(kernel.said.trim());
  return JSON.parse(text);
}
