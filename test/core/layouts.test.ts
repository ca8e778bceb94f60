/** Cgroups and mounts as container runtimes leave them (test/recorded/layouts): the right conclusion in each. */
import { describe, expect, test } from "vitest";
import { findCgroup } from "../../src/core/proc/cgroup";
import { memoryLimit, pidsLimit } from "../../src/core/proc/limits";
import { kernelWith, recorded } from "../support/recorded";

const MEBIBYTE = 1 << 20;
const ROOT = "/sys/fs/cgroup";
/** The directories of the pids cgroup whose limit counts, and of that for memory where it is another. */
interface Layout {
  name: string;
  pids: string;
  memory?: string;
}

/** Where 7 of 100 processes and 20 of 64 MiB, or little more, are in use. */
const LIMITED: Layout[] = [
  { name: "docker-v2", pids: ROOT },
  { name: "docker-v2-host-namespace", pids: ROOT },
  { name: "docker-v1", pids: `${ROOT}/pids`, memory: `${ROOT}/memory` },
  { name: "podman-v1", pids: `${ROOT}/pids`, memory: `${ROOT}/memory` },
  { name: "crio-v2", pids: ROOT },
  {
    name: "podman-v2-rootless-host-namespace",
    pids: `${ROOT}/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${"0123456789abcdef".repeat(4)}.scope`,
  },
  { name: "kind-v1", pids: `${ROOT}/pids/init.scope`, memory: `${ROOT}/memory/init.scope` },
  { name: "kind-v2", pids: `${ROOT}/init.scope` },
  { name: "lxc-v1-mixed", pids: `${ROOT}/pids/lxc/c1`, memory: `${ROOT}/memory/lxc/c1` },
  { name: "lxc-v2", pids: ROOT },
  { name: "lxc-in-docker-v1", pids: `${ROOT}/pids/lxc/c1`, memory: `${ROOT}/memory/lxc/c1` },
  {
    name: "nspawn-v1",
    pids: `${ROOT}/pids/machine.slice/machine-c1.scope/payload`,
    memory: `${ROOT}/memory/machine.slice/machine-c1.scope/payload`,
  },
  { name: "nspawn-v2", pids: ROOT },
  { name: "host-tree-beside-own", pids: "/own" },
  { name: "many-hierarchies", pids: `${ROOT}/pids`, memory: `${ROOT}/memory` },
  { name: "threaded-v2", pids: `${ROOT}/worker` },
  { name: "many-processes", pids: ROOT },
];

describe("the process's own limits", () => {
  test.each(LIMITED)("$name", ({ name, pids, memory = pids }) => {
    const kernel = kernelWith(recorded(`layouts/${name}`));
    const ofPids = findCgroup(kernel, "pids");
    const ofMemory = findCgroup(kernel, "memory");
    if (!ofPids || !ofMemory) throw new Error("not found");
    expect(pidsLimit(kernel, ofPids)).toMatchObject({ directory: pids, max: 100, current: 7 });
    const limit = memoryLimit(kernel, ofMemory);
    expect(limit).toMatchObject({ directory: memory, max: 64 * MEBIBYTE });
    expect(Math.round(limit.current / MEBIBYTE)).toBeLessThanOrEqual(21);
  });
});

test("a limit further up counts where a mount elsewhere shows it", () => {
  const kernel = kernelWith(recorded("layouts/whole-tree-elsewhere"));
  const cgroup = findCgroup(kernel, "pids");
  if (!cgroup) throw new Error("not found");
  expect(pidsLimit(kernel, cgroup)).toMatchObject({ directory: "/host/cg roup/system.slice", max: 100, current: 95 });
});

test.each(["host-tree-v1", "host-tree-v2"])("%s: a stranger's cgroup is not told as the own", (name) => {
  const kernel = kernelWith(recorded(`layouts/${name}`));
  expect([findCgroup(kernel, "pids"), findCgroup(kernel, "memory")]).toEqual([null, null]);
});
