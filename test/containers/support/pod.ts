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

/** As much of a manifest as is looked at here. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  spec: object;
}

let count = 0;

export class Pod {
  private constructor(
    private readonly podman: Podman,
    private readonly name: string,
  ) {}

  static play(podman: Podman, { containers, ...spec }: PodSpec): Promise<Pod> {
    const { volume } = podman.machine;
    const shared = { image: `localhost/${IMAGE}`, volumeMounts: [{ name: "volume", mountPath: volume }] };
    return Pod.playManifest(podman, {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: `pod-${count++}` },
      spec: {
        ...spec,
        containers: Object.entries(containers).map(([name, container]) => ({ name, ...shared, ...container })),
        volumes: [{ name: "volume", hostPath: { path: volume } }],
      },
    });
  }

  /** Plays a manifest as it is; of a Deployment this is the first pod. */
  static async playManifest(podman: Podman, manifest: Manifest, network = "none"): Promise<Pod> {
    const { name } = manifest.metadata;
    const file = `${podman.machine.directory}/${name}.yaml`; // which JSON is
    writeFileSync(file, JSON.stringify(manifest));
    onTestFinished(async () => void (await podman.must("play", "kube", "--down", file)));
    await podman.must("play", "kube", `--network=${network}`, file);
    return new Pod(podman, manifest.kind === "Deployment" ? `${name}-pod-0` : name);
  }

  /** One of its containers, in the foreground. */
  container(name: string): Container {
    const follow = `podman logs --follow "$0"; exit $(podman wait "$0")`;
    const fullName = this.fullName(name);
    return new Container(this.podman, fullName, ["sh", "-c", follow, fullName], false);
  }

  /** Another pod of its Deployment. */
  sibling(index: number): Pod {
    return new Pod(this.podman, this.name.replace(/\d+$/, String(index)));
  }

  /** How one of its containers is, in the format of `podman inspect`. */
  inspect(name: string, format: string): Promise<string> {
    return this.podman.inspect(this.fullName(name), format);
  }

  private fullName(name: string): string {
    return `${this.name}-${name}`;
  }
}
