/** A pod of Podman's, from Kubernetes YAML. Its containers run in the background, with names that begin with the pod's. */
import { writeFileSync } from "node:fs";
import { onTestFinished } from "vitest";
import { Container } from "./container";
import { IMAGE } from "./engine";
import type { Podman } from "./podman";

export interface PodSpec {
  /** The containers' names and what each runs: arguments of the image's `/tsinit --` or, without it, a whole command. */
  containers: Record<string, { args?: string[]; command?: string[] }>;
  shareProcessNamespace?: boolean;
  restartPolicy?: "Always" | "OnFailure" | "Never";
}

let count = 0;

export class Pod {
  private constructor(
    private readonly podman: Podman,
    private readonly name: string,
  ) {}

  static async play(podman: Podman, { containers, ...spec }: PodSpec): Promise<Pod> {
    const { directory, volume } = podman.machine;
    const name = `pod-${count++}`;
    const shared = { image: `localhost/${IMAGE}`, volumeMounts: [{ name: "volume", mountPath: volume }] };
    const file = `${directory}/${name}.yaml`; // which JSON is
    const yaml = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name },
      spec: {
        ...spec,
        containers: Object.entries(containers).map(([name, container]) => ({ name, ...shared, ...container })),
        volumes: [{ name: "volume", hostPath: { path: volume } }],
      },
    };
    writeFileSync(file, JSON.stringify(yaml));
    const pod = new Pod(podman, name);
    onTestFinished(async () => void (await podman.must("pod", "rm", "--force", "--time=0", name)));
    await podman.must("play", "kube", "--network=none", file);
    return pod;
  }

  /** One of its containers, in the foreground. */
  container(name: string): Container {
    const follow = `podman logs --follow "$0"; exit $(podman wait "$0")`;
    const fullName = this.fullName(name);
    return new Container(this.podman, fullName, ["sh", "-c", follow, fullName], false);
  }

  /** How one of its containers is, in the format of `podman inspect`. */
  inspect(name: string, format: string): Promise<string> {
    return this.podman.inspect(this.fullName(name), format);
  }

  private fullName(name: string): string {
    return `${this.name}-${name}`;
  }
}
