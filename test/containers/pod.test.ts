/** tsinit in a pod: `podman kube play`. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Crowd } from "../support/crowd";
import { fixture } from "../support/fixtures";
import { until } from "../support/until";
import { census } from "./support/census";
import { Pod } from "./support/pod";
import { Podman, PodmanWithPause } from "./support/podman";
import { needs } from "./support/runtime";
import { received, WITNESS } from "./support/witness";

describe("podman kube play", () => {
  const podman = new Podman();
  needs(podman);

  test("each container has a PID namespace of its own, and tsinit is PID 1 in each", async () => {
    const program = { args: [fixture("receive"), "15", "7"] };
    const pod = await Pod.play(podman, { restartPolicy: "Never", containers: { a: program, b: program } });
    for (const container of [pod.container("a"), pod.container("b")]) {
      await container.shows("ready");
      expect(await census(container)).toMatchObject([{ pid: 1, name: "tsinit" }, { name: "receive" }]);
      expect((await container.stop(30)).code).toBe(7);
    }
  });

  test("in a shared PID namespace it reaps and stops its own, and leaves the neighbours alone", async () => {
    const crowd = new Crowd(3, ["ends", "flushes", "forks"], podman.machine.volume);
    const pod = await Pod.play(podman, {
      shareProcessNamespace: true,
      restartPolicy: "Never",
      containers: {
        a: { args: crowd.staying() },
        b: { args: WITNESS },
        c: { command: WITNESS },
      },
    });
    const [a, b, c] = ["a", "b", "c"].map((name) => pod.container(name));
    for (const container of [a, b, c]) await container.shows("ready");
    const [pid1] = await census(a);
    expect(pid1.name).not.toBe("tsinit"); // but the pod's pause container

    expect((await a.stop(30)).code).toBe(7);
    expect(crowd.count()).toEqual({ ready: 3, 15: 3, flushed: 1, child: 1 });

    for (const neighbour of [b, c]) {
      await neighbour.kill("USR2");
      expect(received(await neighbour.ended)).toEqual(["12"]);
    }
  });

  test("restartPolicy OnFailure starts it again until it succeeds", async () => {
    const starts = `${podman.machine.volume}/starts`;
    const script = 'echo started >>"$0"; test $(wc -l <"$0") -eq 3 || exit 9';
    const containers = { a: { args: ["sh", "-c", script, starts] } };
    const pod = await Pod.play(podman, { restartPolicy: "OnFailure", containers });
    const state = () => pod.inspect("a", "{{.State.Status}} {{.State.ExitCode}} {{.RestartCount}}");
    await until("its success, after two restarts", async () => (await state()) === "exited 0 2");
    expect(readFileSync(starts, "utf8")).toBe("started\n".repeat(3));
  });

  test("restartPolicy Never leaves it at the exit code", async () => {
    const pod = await Pod.play(podman, { restartPolicy: "Never", containers: { a: { args: ["sh", "-c", "exit 9"] } } });
    expect((await pod.container("a").ended).code).toBe(9);
    expect(await pod.inspect("a", "{{.State.Status}} {{.RestartCount}}")).toBe("exited 0");
  });
});

describe("podman kube play, with tsinit as the pause container", () => {
  const podman = new PodmanWithPause();
  needs(podman);

  test("it reaps the orphans of a container that has no init", async () => {
    const program = { command: [fixture("orphans"), "100"] };
    const pod = await Pod.play(podman, {
      shareProcessNamespace: true,
      restartPolicy: "Never",
      containers: { program },
    });
    const container = pod.container("program");
    await container.shows("ready");
    const names = async () => (await census(container)).map(({ name }) => name);
    expect(await names()).toEqual(["pause", "orphans"]);
    await container.kill("USR1");
    await container.shows("made 100");
    await container.until("the orphans' end", async () => (await names()).length === 2);
    expect((await container.stop(30)).code).toBe(0);
  });
});
