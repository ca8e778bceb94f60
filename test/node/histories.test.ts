/** What the core does on the simulated kernel is what it does, by the addon, on real processes. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { Init } from "../../src/core/init";
import { drive } from "../support/drive";
import { run } from "../support/namespace";
import { needsNodeHost, nodeProgram, printed } from "../support/node-host";
import { exited, SimulatedKernel } from "../support/simulated-kernel";

needsNodeHost();

/** A program that leaves orphans behind, some of which end by themselves before it does, and then ends. */
interface History {
  ended: number;
  living: number;
  end: { code: number } | { signo: number };
  remap: string;
}

const history: fc.Arbitrary<History> = fc.record({
  ended: fc.nat(4),
  living: fc.nat(4),
  end: fc.oneof(fc.record({ code: fc.nat(255) }), fc.record({ signo: fc.constantFrom(1, 2, 6, 9, 15, 34) })),
  remap: fc.constantFrom("", "143,1:2", "0:9,137:0"),
});

/** The exit code, and how many orphans were reaped. */
type Outcome = [number, number];

function simulated({ ended, living, end, remap }: History): Outcome {
  const options = remap === "" ? [] : ["-e", remap];
  const kernel = new SimulatedKernel({ argv: ["tsinit", ...options, "program"], pid: 7 });
  kernel.after(1, () => {
    for (let i = 0; i < ended; i++) kernel.end(kernel.doubleFork(kernel.main), 0);
    for (let i = 0; i < living; i++) kernel.doubleFork(kernel.main);
  });
  kernel.after(5, () => kernel.end(kernel.main, "code" in end ? exited(end.code) : end.signo));
  const code = drive(new Init(kernel), kernel);
  return [code, kernel.reaped.length - 1];
}

function real({ ended, living, end, remap }: History): object {
  const orphans = [...Array(ended).fill("(true &)"), ...Array(living).fill("(sleep 1000 &)")];
  const last = "code" in end ? `exit ${end.code}` : `kill -${end.signo} $$`;
  return { command: ["sh", "-c", [...orphans, last].join("; ")], remapExit: remap === "" ? [] : remap.split(",") };
}

test("exit codes and orphans, in random histories", async () => {
  const histories = fc.sample(history, 60);
  const text = `
    for (const options of ${JSON.stringify(histories.map(real))}) {
      let reaped = 0;
      const code = await tsinit.supervise({ ...options, onReap: () => void reaped++ });
      print([code, reaped]);
    }`;
  const { stdout } = await run(["sh", "-c", '"$@"; exit $?', "sh", ...nodeProgram(text)]);
  expect(printed(stdout).map((outcome, i) => [histories[i], outcome])).toEqual(
    histories.map((history) => [history, simulated(history)]),
  );
});
