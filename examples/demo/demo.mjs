/**
 * Runs program.mjs twice, each time in a PID namespace of its own as in a container: as PID 1, and under tsinit. Prints
 * what the kernel's process table shows of its orphans, and what becomes of a SIGTERM.
 *
 * Run by hand, after a build: node examples/demo/demo.mjs
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { inNamespace, whyNoNamespace } from "../../scripts/namespace.mjs";
import { descendants } from "./processes.mjs";

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const PROGRAM = [process.execPath, path("program.mjs")];
const TSINIT = [path("../../dist/tsinit"), "--"];

const isOrphan = (process) => process.name === "sleep" && process.parentInside === 1;
const isAsleep = (process) => process.state === "sleeping";

export async function demo() {
  const obstacle = whyNoNamespace();
  if (obstacle !== "") {
    console.log(`No PID namespace can be made here, so there is nothing to show: ${obstacle}`);
    return;
  }
  console.log("\nWithout an init: the program is PID 1, as in a container with ENTRYPOINT node\n");
  await show(PROGRAM);
  console.log("\nWith tsinit: the same program, behind ENTRYPOINT /tsinit --\n");
  await show([...TSINIT, ...PROGRAM]);
}

/** Starts a command, prints its process table while its orphans live and after, and sends SIGTERM. */
async function show(command) {
  const [file, ...rest] = inNamespace(...command);
  const wrapper = spawn(file, rest, { stdio: ["ignore", "inherit", "inherit"] });
  const ended = once(wrapper, "exit");
  const [unshare] = await until(
    () => descendants(wrapper.pid),
    (all) => all.length > 1,
  );
  const namespace = () => descendants(unshare.pid);
  const before = await until(namespace, (all) => all.filter(isOrphan).length === 4 && all.every(isAsleep));
  const after = await until(namespace, (all) => !all.filter(isOrphan).some(isAsleep));
  print(before, after);

  const sent = performance.now();
  process.kill(before[0].pid, "SIGTERM");
  if (await Promise.race([ended, sleep(2000)])) {
    const [code] = await ended;
    console.log(`  SIGTERM: ended after ${Math.round(performance.now() - sent)} ms, exit code ${code}`);
    return;
  }
  console.log("  SIGTERM: still running 2 s later, the kernel drops signals that PID 1 has no handler for");
  process.kill(unshare.pid, "SIGKILL"); // the whole namespace ends with it
  await ended;
  console.log("  SIGKILL: ended, as docker stop ends it after ten seconds");
}

function print(before, after) {
  const row = (...cells) =>
    console.log(
      `  ${cells[0].padStart(3)} ${cells[1].padStart(4)}  ${cells[2].padEnd(8)} ${cells[3].padEnd(24)} ${cells[4]}`,
    );
  row("PID", "PPID", "COMMAND", "WHILE ITS ORPHANS LIVE", "AFTER THEY HAVE ENDED");
  for (const process of before) {
    const later = after.find((other) => other.pid === process.pid);
    row(String(process.pidInside), String(process.parentInside), process.name, process.state, later?.state ?? "gone");
  }
  const zombies = after.filter((process) => process.state === "zombie").length;
  console.log(`  ${zombies} zombies${zombies > 0 ? ", and each keeps its place in the process table" : ""}`);
}

/** Looks until what is seen is as wanted; after ten seconds that is a failure. */
async function until(look, isWanted) {
  const limit = performance.now() + 10_000;
  for (;;) {
    const seen = look();
    if (isWanted(seen)) return seen;
    if (performance.now() > limit) throw new Error(`not seen within 10 s; last: ${JSON.stringify(seen)}`);
    await sleep(10);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await demo();
